import { isAway, retry } from "../api/retry.ts";
import { writeResource } from "../api/settings.ts";
import { ServerError } from "../errors.ts";
import { isObject, type Json } from "../model/json.ts";
import { displayPath, isWithin } from "../model/path.ts";
import type { Resource } from "../model/resource.ts";
import { listDeclared, listLive, mergeDeclared, type Setting } from "../model/settings.ts";
import { buildBody } from "../plan/build-body.ts";
import { holdsAllSame, holdsSame } from "../plan/compare.ts";
import { findChanges, listChangedKeys } from "../plan/find-changes.ts";
import type { Failure } from "../plan/report.ts";
import type { ResourcePlan } from "../plan/types.ts";
import { findResource } from "../resources/index.ts";
import { toFailure } from "./failure.ts";
import { judgeStep } from "./judge-step.ts";
import { readSurely, requireWhole } from "./readings.ts";
import { endStep, type StepContext, type StepEnd } from "./step.ts";

/** Reads one resource again, writes it whole, reads it back and compares. Never throws. */
export async function runStep(
  planned: ResourcePlan,
  declared: Json,
  planLive: Json,
  context: StepContext,
): Promise<StepEnd> {
  if (planned.changes.length === 0) return { step: endStep(planned, "unchanged") };
  const resource = findResource(planned.resource);

  let before: Json;
  try {
    const isExpected = (live: Json) => holdsAllSame(resource, live, planLive);
    before = await readSurely(resource, context, { isExpected, wait: false });
    requireWhole(resource, before, planLive, context);
  } catch (error) {
    return { step: endStep(planned, "failed", toFailure(error)) };
  }
  const stale = findStale(resource, declared, before, planLive);
  if (stale.length > 0) return { step: endStep(planned, "refused", describeStale(stale)) };

  const written = await writeSurely(resource, before, declared, context);
  const changes = findChanges(resource, declared, planLive, context.version);
  const undo = { resource, planned, changes, before: written.before, declared };
  if (written.after === undefined) {
    const { code, message, hint } = written.failure ?? unreadable;
    const failure = { code, message: `${message}; what the server holds now could not be read back` };
    return { step: endStep(planned, "failed", { ...failure, ...(hint ? { hint } : {}) }), undo };
  }
  const { after, endedSessions = false } = written;
  const step = judgeStep(resource, planned, changes, {
    version: context.version,
    declared,
    ...written,
    after,
  });
  return holdsAllSame(resource, written.before, after)
    ? { step }
    : { step, undo: { ...undo, after, endedSessions } };
}

/**
 * Returns the declared settings that are no longer what the plan was made from; of an entry that is to be removed,
 * all that is in it.
 */
function findStale(resource: Resource, declared: Json, before: Json, planLive: Json): string[] {
  const { root, specPath } = resource;
  const [now, then] = [listLive(root, before, declared), listLive(root, planLive, declared)];
  const wanted = listDeclared(root, declared);
  const removed = [...wanted.values()].filter(({ value }) => value === undefined);
  const isWanted = (key: string, { path }: Setting) =>
    wanted.has(key) || removed.some((one) => isWithin(path, one.path));
  return [...new Map([...then, ...now])]
    .filter(([key, setting]) => isWanted(key, setting) && !holdsSame(key, now, then))
    .map(([, { path }]) => displayPath([...specPath, ...path]));
}

/** What is known after a write. */
interface Written {
  /** What the server held before it. */
  before: Json;
  /** The settings in the write's answer, if it had any. */
  answered?: Json;
  /** Why the write failed, if it did. */
  failure?: Failure;
  /** The server said that the write failed, and is no release that always says so. */
  isRefused?: boolean;
  /** What the server holds; undefined when it could not be read. */
  after?: Json;
  /** The write ended every session. */
  endedSessions?: boolean;
  /** The write got lost on its way. */
  isLost?: boolean;
}

/**
 * Writes, and reads back. A write that got lost is sent again, once the readings show that it did not happen, and
 * made from these: somebody else may have written meanwhile.
 */
async function writeSurely(
  resource: Resource,
  before: Json,
  declared: Json,
  context: StepContext,
): Promise<Written> {
  let latest = before;
  return retry(
    async () => {
      const written = await writeOnce(resource, latest, declared, context);
      latest = written.after ?? latest;
      return written;
    },
    (outcome, attempt) => ("result" in outcome && outcome.result.isLost && attempt === 1 ? 0 : undefined),
    context.clock.sleep,
  );
}

async function writeOnce(
  resource: Resource,
  before: Json,
  declared: Json,
  context: StepContext,
): Promise<Written> {
  const written: Written = { before };
  let wait = false;
  const settings = mergeDeclared(resource.root, before, declared);
  const changed = new Set(listChangedKeys(resource, declared, before, context.version));
  try {
    const body = buildBody(resource, settings, changed);
    const { answer, settings: answered } = await writeResource(context.http, resource, { settings, body });
    if (answered !== undefined) written.answered = dropForeign(answered, before);
    if (written.answered !== undefined && resource.endsSessions?.(answer)) {
      return { ...written, after: written.answered, endedSessions: true };
    }
  } catch (error) {
    written.failure = toFailure(error);
    written.isRefused = isOwnFailure(error) && !resource.write.failsAfterStoring?.(context.version);
    wait = isAway(error);
  }
  const expected = layOver(settings, written.answered);
  const isExpected = (live: Json) => holdsAllSame(resource, live, expected);
  try {
    const after = await readSurely(resource, context, { isExpected, wait });
    const happened = findStale(resource, declared, after, before).length > 0;
    return { ...written, after, isLost: wait && !happened };
  } catch (error) {
    return { ...written, failure: written.failure ?? toFailure(error) };
  }
}

/** True for a failure that the server itself reports: a proxy in front of it gives other ones. */
function isOwnFailure(error: unknown): boolean {
  return error instanceof ServerError && error.status === 500;
}

// What only answers have is no setting.
function dropForeign(answered: Json, before: Json): Json {
  if (!isObject(answered) || !isObject(before)) return answered;
  return Object.fromEntries(Object.entries(answered).filter(([key]) => Object.hasOwn(before, key)));
}

function layOver(settings: Json, answered: Json | undefined): Json {
  if (answered === undefined) return settings;
  return isObject(settings) && isObject(answered) ? { ...settings, ...answered } : answered;
}

const unreadable: Failure = { code: "apply.unreadable", message: "the server does not answer" };

function describeStale(keys: string[]): Failure {
  return {
    code: "apply.stale-plan",
    message: `somebody changed ${keys.join(", ")} on the server after the plan was made`,
    hint: "make a new plan and look at it again",
  };
}

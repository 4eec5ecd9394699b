import { isAway, retry } from "../api/retry.ts";
import { writeResource } from "../api/settings.ts";
import { holdsAllSame, holdsSame } from "../plan/compare.ts";
import { buildBody } from "../plan/merge-fields.ts";
import type { Failure } from "../plan/report.ts";
import type { ResourcePlan } from "../plan/types.ts";
import { resources } from "../resources/index.ts";
import type { JsonObject, Resource } from "../resources/resource.ts";
import type { DeclaredFields } from "../spec/types.ts";
import { toFailure } from "./failure.ts";
import { judgeStep } from "./judge-step.ts";
import { readSurely, requireWhole } from "./readings.ts";
import { endStep, type StepContext, type StepEnd } from "./step.ts";

/** Reads one resource again, writes it whole, reads it back and compares. Never throws. */
export async function runStep(
  planned: ResourcePlan,
  declared: DeclaredFields,
  planLive: JsonObject,
  context: StepContext,
): Promise<StepEnd> {
  const resource = resources.find((one) => one.name === planned.resource);
  if (!resource || planned.changes.length === 0) return { step: endStep(planned, "unchanged") };

  let before: JsonObject;
  try {
    const isExpected = (live: JsonObject) => holdsAllSame(resource, live, planLive);
    before = await readSurely(resource, context, { isExpected, wait: false });
    requireWhole(resource, before, planLive, context);
  } catch (error) {
    return { step: endStep(planned, "failed", toFailure(error)) };
  }
  const stale = Object.keys(declared).filter((name) => !holdsSame(resource, name, before, planLive));
  if (stale.length > 0) return { step: endStep(planned, "refused", describeStale(stale)) };

  const undo = { resource, planned, before, desired: declared };
  const body = buildBody(
    resource,
    before,
    declared,
    planned.changes.map(({ field }) => field),
  );
  const written = await writeSurely(resource, body, before, declared, context);
  if (written.after === undefined) {
    const { code, message, hint } = written.failure ?? unreadable;
    const failure = { code, message: `${message}; what the server holds now could not be read back` };
    return { step: endStep(planned, "failed", { ...failure, ...(hint ? { hint } : {}) }), undo };
  }
  const { after } = written;
  const step = judgeStep(resource, planned, {
    version: context.version,
    declared,
    before,
    ...written,
    after,
  });
  const { endedSessions = false } = written;
  return holdsAllSame(resource, before, after) ? { step } : { step, undo: { ...undo, after, endedSessions } };
}

/** What is known after a write. */
interface Written {
  /** What the write answered, if it did. */
  answer?: JsonObject;
  /** Why the write failed, if it did. */
  failure?: Failure;
  /** What the server holds; undefined when it could not be read. */
  after?: JsonObject;
  /** The write ended every session. */
  endedSessions?: boolean;
  /** The write got lost on its way. */
  isLost?: boolean;
}

/** Writes, and reads back. A write that got lost is sent again, once the readings show that it did not happen. */
async function writeSurely(
  resource: Resource,
  body: JsonObject,
  before: JsonObject,
  declared: DeclaredFields,
  context: StepContext,
): Promise<Written> {
  return retry(
    () => writeOnce(resource, body, before, declared, context),
    (outcome, attempt) => ("result" in outcome && outcome.result.isLost && attempt === 1 ? 0 : undefined),
    context.clock.sleep,
  );
}

async function writeOnce(
  resource: Resource,
  body: JsonObject,
  before: JsonObject,
  declared: DeclaredFields,
  context: StepContext,
): Promise<Written> {
  const written: Written = {};
  let wait = false;
  // What only answers have is no setting.
  const held = (answer: JsonObject) =>
    Object.fromEntries(Object.entries(answer).filter(([name]) => Object.hasOwn(before, name)));
  try {
    written.answer = await writeResource(context.http, resource, body);
    if (resource.endsSessions?.(written.answer)) {
      return { ...written, after: held(written.answer), endedSessions: true };
    }
  } catch (error) {
    written.failure = toFailure(error);
    wait = isAway(error);
  }
  const expected = { ...before, ...declared, ...held(written.answer ?? {}) };
  const isExpected = (live: JsonObject) => holdsAllSame(resource, live, expected);
  try {
    const after = await readSurely(resource, context, { isExpected, wait });
    const happened = Object.keys(declared).some((name) => !holdsSame(resource, name, before, after));
    return { ...written, after, isLost: wait && !happened };
  } catch (error) {
    return { ...written, failure: written.failure ?? toFailure(error) };
  }
}

const unreadable: Failure = { code: "apply.unreadable", message: "the server does not answer" };

function describeStale(fields: string[]): Failure {
  return {
    code: "apply.stale-plan",
    message: `somebody changed ${fields.join(", ")} on the server after the plan was made`,
    hint: "make a new plan and look at it again",
  };
}

import { isAway, retry } from "../api/retry.ts";
import { writeResource } from "../api/settings.ts";
import { holdsAllSame, holdsSame } from "../plan/compare.ts";
import { buildBody, mergeFields } from "../plan/merge-fields.ts";
import type { Failure, Remainder, RollbackReport } from "../plan/report.ts";
import { isSensitive, type JsonObject, specPathOf } from "../resources/resource.ts";
import { toFailure } from "./failure.ts";
import { readSurely, requireWhole } from "./readings.ts";
import type { StepContext, Undo } from "./step.ts";

const maxAttempts = 3;

/**
 * Puts back what owconf changed in one resource, and reads it again; what fails is tried anew, three
 * times in all. What somebody else wrote meanwhile stays. Returns what is not as before; never throws.
 */
export async function rollBack(undo: Undo, context: StepContext): Promise<RollbackReport> {
  const { resource, title, path } = undo.planned;
  const isRestored = ({ live }: Restored) => live !== undefined && findRemaining(undo, live).length === 0;
  const restored = await retry(
    () => restore(undo, context),
    (outcome, attempt) =>
      "error" in outcome || outcome.result.isFinal || isRestored(outcome.result) || attempt === maxAttempts
        ? undefined
        : attempt * 500,
    context.clock.sleep,
  );
  if (isRestored(restored)) return { resource, title, path, status: "restored", remaining: [] };
  const { live, failure } = restored;
  const remaining = findRemaining(undo, live);
  return { resource, title, path, status: "incomplete", remaining, ...(failure ? { failure } : {}) };
}

/** What a rollback left; `live` is missing when it could not be read. */
interface Restored {
  live?: JsonObject;
  failure?: Failure;
  /** A further attempt would not help. */
  isFinal?: boolean;
}

async function restore(undo: Undo, context: StepContext): Promise<Restored> {
  const { resource, before } = undo;
  let live: JsonObject;
  try {
    const { after } = undo;
    live = await readWhole(undo, context, (now) => after !== undefined && holdsAllSame(resource, now, after));
  } catch (error) {
    return { failure: toFailure(error), isFinal: isAway(error) };
  }
  const { values, refused } = chooseValues(undo, live, context.version);
  const names = Object.keys(values);
  let failure = refused.length > 0 ? describeRefused(refused) : undefined;
  const isFinal = refused.length > 0 || names.length === 0;
  if (names.length > 0) {
    try {
      await writeResource(context.http, resource, buildBody(resource, live, values, names));
    } catch (error) {
      failure = toFailure(error);
    }
    try {
      // That the server is as before is only said after two readings.
      live = await readWhole(undo, context, () => false);
    } catch (error) {
      return { failure: failure ?? toFailure(error), isFinal: isAway(error) };
    }
  }
  return { live, isFinal, ...(failure ? { failure } : {}) };

  /** The values to put back: those that are ours, less what the server would refuse. */
  function chooseValues({ planned, desired }: Undo, live: JsonObject, version: string) {
    const ours = planned.changes
      .map(({ field }) => field)
      .filter((name) => Object.hasOwn(before, name))
      .filter((name) => holdsSame(resource, name, live, desired) && !holdsSame(resource, name, live, before));
    const back = Object.fromEntries(ours.map((name) => [name, before[name] ?? null]));
    const refusals = resource.findRefusals?.(mergeFields(live, back), version) ?? [];
    const refused = refusals.map(({ field }) => field).filter((name) => Object.hasOwn(back, name));
    const values = Object.fromEntries(Object.entries(back).filter(([name]) => !refused.includes(name)));
    return { values, refused };
  }
}

/** Reads, surely. What is written back is made from this: the server resets what a body leaves out. */
async function readWhole(
  { resource, before }: Undo,
  context: StepContext,
  isExpected: (live: JsonObject) => boolean,
): Promise<JsonObject> {
  const live = await readSurely(resource, context, { isExpected });
  requireWhole(resource, live, before, context);
  return live;
}

function findRemaining({ resource, planned, before }: Undo, live: JsonObject | undefined): Remainder[] {
  const fields = live
    ? Object.keys({ ...before, ...live }).filter((name) => !holdsSame(resource, name, before, live))
    : planned.changes.map(({ field }) => field);
  return fields.map((name) => {
    const path = specPathOf(resource, name).join(".");
    if (isSensitive(resource, name)) return { path, sensitive: true };
    const was = before[name];
    const is = live?.[name];
    return {
      path,
      sensitive: false,
      ...(was === undefined ? {} : { before: was }),
      ...(is === undefined ? {} : { live: is }),
    };
  });
}

function describeRefused(fields: string[]): Failure {
  return {
    code: "rollback.refused-by-server",
    message: `the server does not take back what it held before: ${fields.join(", ")}`,
    hint: "an LDAP server that was never set up cannot be restored; switched off, it does nothing",
  };
}

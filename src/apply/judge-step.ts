import { holdsSame, isSameValue } from "../plan/compare.ts";
import { findChanges } from "../plan/plan-changes.ts";
import type { Failure, FieldOutcome, StepReport } from "../plan/report.ts";
import type { FieldChange, ResourcePlan } from "../plan/types.ts";
import type { Json, JsonObject, Resource } from "../resources/resource.ts";
import type { DeclaredFields } from "../spec/types.ts";

/** All that was seen of one write. */
export interface Readings {
  /** The server's release. */
  version: string;
  declared: DeclaredFields;
  before: JsonObject;
  /** What the write answered, if it did. */
  answer?: JsonObject;
  after: JsonObject;
  /** Why the write failed, if it did. */
  failure?: Failure;
}

/** Says of each changed setting how it ended. Pure. */
export function judgeStep(resource: Resource, planned: ResourcePlan, readings: Readings): StepReport {
  const { declared, before, after } = readings;
  const fields = planned.changes.map((change) => judgeField(resource, change, readings));
  const wrong = findChanges(resource, declared, after, readings.version).map(({ path }) => path);
  const sideEffects = Object.keys({ ...before, ...after }).filter(
    (name) => !Object.hasOwn(declared, name) && !holdsSame(resource, name, before, after),
  );
  const { resource: name, title, path } = planned;
  const seen = { resource: name, title, path, fields, sideEffects };
  // A write whose answer was lost and whose values all read back has happened.
  if (wrong.length === 0) return { ...seen, status: "applied" };
  const failure = readings.failure ?? describeUnverified(wrong, fields);
  // Of a write that was refused as a whole, no field was ignored.
  const isRefused = readings.failure && fields.every(({ outcome }) => outcome === "ignored");
  return { ...seen, fields: isRefused ? [] : fields, status: "failed", failure };
}

function judgeField(resource: Resource, change: FieldChange, readings: Readings): FieldOutcome {
  const { declared, before, answer, after } = readings;
  const name = change.field;
  const now = after[name];
  const holds = (value: Json | undefined) => isSameValue(resource.fields[name], now ?? null, value ?? null);
  const outcome =
    now !== undefined && holds(declared[name])
      ? "applied"
      : holds(before[name])
        ? "ignored"
        : answer && holds(answer[name])
          ? "normalised"
          : "changed-meanwhile";
  const { path, sensitive } = change;
  return { field: name, path, sensitive, outcome, ...(sensitive || now === undefined ? {} : { live: now }) };
}

function describeUnverified(paths: string[], fields: FieldOutcome[]): Failure {
  const bad = fields.filter(({ outcome }) => outcome !== "applied");
  const list = bad.length > 0 ? bad.map(({ path, outcome }) => `${path} (${outcome})`) : paths;
  return {
    code: "apply.not-verified",
    message: `the server answered success and does not hold what was written: ${list.join(", ")}`,
    hint: "see what the server holds now with owconf plan; its documentation says which values it takes",
  };
}

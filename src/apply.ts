import type { HttpClient } from "./api/http.ts";
import { readResource, writeResource } from "./api/settings.ts";
import { OwconfError } from "./errors.ts";
import { isSameValue } from "./plan/compare.ts";
import { buildBody } from "./plan/merge-fields.ts";
import { findChanges, type Live } from "./plan/plan-changes.ts";
import type { ApplyReport, FieldOutcome, StepFailure, StepReport } from "./plan/report.ts";
import type { FieldChange, Plan, ResourcePlan } from "./plan/types.ts";
import { resources } from "./resources/index.ts";
import type { Json, JsonObject, Resource } from "./resources/resource.ts";
import type { DeclaredFields, Desired } from "./spec/types.ts";

/** What `applyPlan` needs. */
export interface ApplyInput {
  plan: Plan;
  /** What the plan was made for; the same values, with the secrets. */
  desired: Desired;
  /** What the plan was made from. */
  live: Live;
  http: HttpClient;
  /** Told of each step's end as it happens. */
  onStep?: (step: StepReport) => void;
}

/**
 * Brings the server to the desired state, one resource after the other.
 *
 * Each resource that has changes is read again, written whole and read back. The first step that
 * ends badly stops the walk. Returns a report in every case; never throws half-way.
 */
export async function applyPlan({ plan, desired, live, http, onStep }: ApplyInput): Promise<ApplyReport> {
  const steps: StepReport[] = [];
  let touched = false;
  for (const planned of plan.resources) {
    const bad = steps.some((step) => step.status === "failed" || step.status === "refused");
    const walk = bad
      ? { step: endStep(planned, "not-run"), wrote: false }
      : await runStep(planned, desired[planned.resource] ?? {}, live[planned.resource] ?? {}, http);
    touched ||= walk.wrote;
    steps.push(walk.step);
    onStep?.(walk.step);
  }
  const last = steps.find((step) => step.status === "failed" || step.status === "refused");
  if (last === undefined) return { status: "applied", steps };
  if (!touched) return { status: last.status === "refused" ? "refused" : "failed-unchanged", steps };
  return { status: "failed-changed", steps };
}

interface Walk {
  step: StepReport;
  /** False only when the server is known to hold what it held before. */
  wrote: boolean;
}

async function runStep(
  planned: ResourcePlan,
  declared: DeclaredFields,
  planLive: JsonObject,
  http: HttpClient,
): Promise<Walk> {
  const resource = resources.find((one) => one.name === planned.resource);
  if (!resource || planned.changes.length === 0) return { step: endStep(planned, "unchanged"), wrote: false };

  let before: JsonObject;
  try {
    before = await readResource(http, resource);
  } catch (error) {
    return { step: endStep(planned, "failed", toFailure(error)), wrote: false };
  }
  const stale = Object.keys(declared).filter(
    (name) => !isSameValue(resource.fields[name], before[name] ?? null, planLive[name] ?? null),
  );
  if (stale.length > 0) return { step: endStep(planned, "refused", describeStale(stale)), wrote: false };

  const changed = planned.changes.map(({ field }) => field);
  let answer: JsonObject | undefined;
  let failure: StepFailure | undefined;
  try {
    answer = await writeResource(http, resource, buildBody(resource, before, declared, changed));
  } catch (error) {
    failure = toFailure(error);
  }

  let after: JsonObject;
  try {
    after =
      answer && resource.endsSessions?.(answer)
        ? keepHeld(answer, before)
        : await readResource(http, resource);
  } catch (error) {
    const cause = failure ?? toFailure(error);
    const message = `${cause.message}; what the server holds now could not be read back`;
    return { step: endStep(planned, "failed", { ...cause, message }), wrote: true };
  }
  return judgeStep(resource, planned, { declared, before, answer, after, failure });
}

interface Readings {
  declared: DeclaredFields;
  before: JsonObject;
  /** What the write answered, if it did. */
  answer: JsonObject | undefined;
  after: JsonObject;
  failure: StepFailure | undefined;
}

function judgeStep(resource: Resource, planned: ResourcePlan, readings: Readings): Walk {
  const { declared, before, after } = readings;
  const fields = planned.changes.map((change) => judgeField(resource, change, readings));
  const stillWrong = findChanges(resource, declared, after).map(({ path }) => path);
  const sideEffects = Object.keys({ ...before, ...after }).filter(
    (name) =>
      !Object.hasOwn(declared, name) &&
      !isSameValue(resource.fields[name], before[name] ?? null, after[name] ?? null),
  );
  const failure =
    readings.failure ?? (stillWrong.length === 0 ? undefined : describeUnverified(stillWrong, fields));
  const wrote =
    sideEffects.length > 0 ||
    Object.keys(declared).some(
      (name) => !isSameValue(resource.fields[name], before[name] ?? null, after[name] ?? null),
    );
  // A write whose answer was lost and whose values all read back has happened.
  const status = stillWrong.length === 0 ? "applied" : "failed";
  return {
    step: {
      ...endStep(planned, status, status === "failed" ? failure : undefined),
      fields,
      sideEffects,
    },
    wrote,
  };
}

function judgeField(resource: Resource, change: FieldChange, readings: Readings): FieldOutcome {
  const { declared, before, answer, after } = readings;
  const field = resource.fields[change.field];
  const now = after[change.field];
  const holds = (value: Json | undefined) => isSameValue(field, now ?? null, value ?? null);
  const outcome =
    now !== undefined && holds(declared[change.field])
      ? "applied"
      : holds(before[change.field])
        ? "ignored"
        : answer && holds(answer[change.field])
          ? "normalised"
          : "changed-meanwhile";
  const { field: name, path, sensitive } = change;
  return { field: name, path, sensitive, outcome, ...(sensitive || now === undefined ? {} : { live: now }) };
}

/** The answer of a write, without what only answers have, so that it compares like a reading. */
function keepHeld(answer: JsonObject, before: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(answer).filter(([name]) => Object.hasOwn(before, name)));
}

function endStep(planned: ResourcePlan, status: StepReport["status"], failure?: StepFailure): StepReport {
  const { resource, title, path } = planned;
  return { resource, title, path, status, fields: [], sideEffects: [], ...(failure ? { failure } : {}) };
}

function describeStale(fields: string[]): StepFailure {
  return {
    code: "apply.stale-plan",
    message: `somebody changed ${fields.join(", ")} on the server after the plan was made`,
    hint: "make a new plan and look at it again",
  };
}

function describeUnverified(paths: string[], fields: FieldOutcome[]): StepFailure {
  const outcomes = fields
    .filter((one) => one.outcome !== "applied")
    .map((one) => `${one.path} ${one.outcome}`);
  return {
    code: "apply.not-verified",
    message: `the server answered success and does not hold what was written: ${(outcomes.length > 0 ? outcomes : paths).join(", ")}`,
    hint: "compare the spec with the server's documentation for these settings, then plan again",
  };
}

function toFailure(error: unknown): StepFailure {
  if (error instanceof OwconfError) {
    const { code, message, hint } = error;
    return { code, message, ...(hint === undefined ? {} : { hint }) };
  }
  return { code: "bug", message: `unexpected: ${error instanceof Error ? error.message : String(error)}` };
}

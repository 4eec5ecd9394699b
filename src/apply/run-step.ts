import type { HttpClient } from "../api/http.ts";
import { readResource, writeResource } from "../api/settings.ts";
import { NotOpenWebUIError, ServerError, TimeoutError, UnreachableError } from "../errors.ts";
import { isSameValue } from "../plan/compare.ts";
import { buildBody } from "../plan/merge-fields.ts";
import type { Failure, StepReport } from "../plan/report.ts";
import type { ResourcePlan } from "../plan/types.ts";
import { resources } from "../resources/index.ts";
import type { JsonObject, Resource } from "../resources/resource.ts";
import type { DeclaredFields } from "../spec/types.ts";
import { toFailure } from "./failure.ts";
import { judgeStep } from "./judge-step.ts";
import type { Undo } from "./roll-back.ts";

/** What every step shares. */
export interface StepContext {
  http: HttpClient;
  /** The server's release. */
  version: string;
  /** How long to wait for a server that went away, in milliseconds. */
  patienceMs: number;
  clock: Clock;
}

/** In milliseconds. */
export interface Clock {
  now: () => number;
  sleep: (ms: number) => Promise<unknown>;
}

/** How a step ended; without `undo` the server is known to hold what it held before. */
export interface StepEnd {
  step: StepReport;
  undo?: Undo;
}

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
    before = await readResource(context.http, resource);
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
  const changed = Object.keys({ ...before, ...after }).some(
    (name) => !holdsSame(resource, name, before, after),
  );
  const { endedSessions = false } = written;
  return changed ? { step, undo: { ...undo, endedSessions } } : { step };
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
}

/** Writes, and reads back. A write that got lost is sent again, once a reading shows that it did not happen. */
async function writeSurely(
  resource: Resource,
  body: JsonObject,
  before: JsonObject,
  declared: DeclaredFields,
  context: StepContext,
): Promise<Written> {
  for (let attempt = 0; ; attempt++) {
    const written: Written = {};
    let lost = false;
    try {
      written.answer = await writeResource(context.http, resource, body);
      if (resource.endsSessions?.(written.answer)) {
        // What only answers have is no setting.
        const held = Object.entries(written.answer).filter(([name]) => Object.hasOwn(before, name));
        return { ...written, after: Object.fromEntries(held), endedSessions: true };
      }
    } catch (error) {
      written.failure = toFailure(error);
      lost = isLost(error);
    }
    try {
      written.after = await readPatiently(resource, context, lost);
    } catch (error) {
      written.failure ??= toFailure(error);
      return written;
    }
    const { after } = written;
    const happened = Object.keys(declared).some((name) => !holdsSame(resource, name, before, after));
    if (!lost || happened || attempt > 0) return written;
  }
}

/** True when it is not known whether the server carried a write out. */
export function isLost(error: unknown): boolean {
  return (
    error instanceof UnreachableError ||
    error instanceof TimeoutError ||
    (error instanceof ServerError && error.status !== 500)
  );
}

/** Reads; a server that went away is given time to come back. */
export async function readPatiently(
  resource: Resource,
  { http, patienceMs, clock }: StepContext,
  wait = true,
): Promise<JsonObject> {
  // By the clock: an attempt can take as long as the pause behind it.
  const end = clock.now() + patienceMs;
  for (let pause = 200; ; pause = Math.min(pause * 2, 2000)) {
    try {
      return await readResource(http, resource);
    } catch (error) {
      const left = end - clock.now();
      if (!wait || !isLost(error) || left <= 0) throw error;
      await clock.sleep(Math.min(pause, left));
    }
  }
}

/**
 * Throws NotOpenWebUIError when a reading lacks a field that was there before: a body made from it would
 * reset that field.
 */
export function requireWhole(
  { title, endpoint }: Resource,
  live: JsonObject,
  known: JsonObject,
  { http }: StepContext,
): void {
  const missing = Object.keys(known).filter((name) => !Object.hasOwn(live, name));
  if (missing.length === 0) return;
  const names = missing.slice(0, 3).join(", ") + (missing.length > 3 ? " and others" : "");
  throw new NotOpenWebUIError(
    `the ${title} came without ${names}, which the server had before`,
    { method: "GET", url: http.url + endpoint },
    { hint: "a proxy may have altered the answer, or another release of Open WebUI was started; plan again" },
  );
}

/** True when both objects hold the same for one field. */
export function holdsSame(resource: Resource, name: string, a: JsonObject, b: JsonObject): boolean {
  return isSameValue(resource.fields[name], a[name] ?? null, b[name] ?? null);
}

/** Returns the report of a step that did nothing more than this. */
export function endStep(
  { resource, title, path }: ResourcePlan,
  status: StepReport["status"],
  failure?: Failure,
): StepReport {
  return { resource, title, path, status, fields: [], sideEffects: [], ...(failure ? { failure } : {}) };
}

const unreadable: Failure = { code: "apply.unreadable", message: "the server does not answer" };

function describeStale(fields: string[]): Failure {
  return {
    code: "apply.stale-plan",
    message: `somebody changed ${fields.join(", ")} on the server after the plan was made`,
    hint: "make a new plan and look at it again",
  };
}

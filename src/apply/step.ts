import type { HttpClient } from "../api/http.ts";
import type { Clock } from "../api/retry.ts";
import type { Json } from "../model/json.ts";
import type { Resource } from "../model/resource.ts";
import type { KeyedChanges } from "../plan/find-changes.ts";
import type { Failure, StepReport } from "../plan/report.ts";
import type { ResourcePlan } from "../plan/types.ts";

/** What every step shares. */
export interface StepContext {
  http: HttpClient;
  /** The server's release. */
  version: string;
  /** How long to wait for a server that went away, in milliseconds. */
  patienceMs: number;
  clock: Clock;
}

/** What is needed to put one resource back. */
export interface Undo {
  resource: Resource;
  planned: ResourcePlan;
  /** What the plan was to change in it. */
  changes: KeyedChanges;
  /** What the server held right before the write. */
  before: Json;
  /** What was laid over it, in the form of the spec. */
  declared: Json;
  /** What the server held after the write, if it could be read. */
  after?: Json;
  /** The write ended every session. */
  endedSessions?: boolean;
}

/** How a step ended; without `undo` the server is known to hold what it held before. */
export interface StepEnd {
  step: StepReport;
  undo?: Undo;
}

/** Returns the report of a step that did nothing more than this. */
export function endStep(
  { resource, title, path }: ResourcePlan,
  status: StepReport["status"],
  failure?: Failure,
): StepReport {
  return { resource, title, path, status, settings: [], sideEffects: [], ...(failure ? { failure } : {}) };
}

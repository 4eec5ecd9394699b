import type { Diagnostic, OwconfError } from "../errors.ts";
import type { ApplyReport } from "../plan/report.ts";
import type { Change, Plan } from "../plan/types.ts";

/** Where something stands in the spec. */
export type Place = Pick<Diagnostic, "file" | "line" | "column">;

/** A setting or an entry that the spec declares. */
export interface Stated {
  /** Where the spec states its resource, as `ldap.server`. */
  section: string;
  /** As `ldap.server.port`. */
  path: string;
  /** What is to be done to it; undefined when it is in sync. */
  change?: Change;
  /** Of what is to be changed. */
  place?: Place;
}

/** A plan with all that its outputs show. Plain data without secrets. */
export interface PlanView {
  plan: Plan;
  /** Names of dangerous changes that may be made. */
  allowed: readonly string[];
  warnings: readonly Diagnostic[];
  /** The command that applies it, where there is something to apply. */
  next?: string | undefined;
}

/** The same with what the spec declares, in the order of the plan. */
export interface StatedPlan extends PlanView {
  stated: readonly Stated[];
}

/** What became of a plan. */
export interface ReportView extends PlanView {
  report: ApplyReport;
}

/** A command that ended with an error. */
export interface FailedRun {
  /** As in `owconf plan`. */
  command: string;
  /** The server, as far as it was known. */
  target: string;
  error: OwconfError;
  warnings: readonly Diagnostic[];
}

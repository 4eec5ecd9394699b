import type { Json } from "../resources/resource.ts";

/** How one changed setting ended, as read back from the server. */
export interface FieldOutcome {
  field: string;
  path: string;
  sensitive: boolean;
  /**
   * `applied`: the server holds the desired value. `ignored`: it still holds the one before.
   * `normalised`: it turned the value into another. `changed-meanwhile`: somebody else wrote it.
   */
  outcome: "applied" | "ignored" | "normalised" | "changed-meanwhile";
  /** What the server holds now; left out for a secret, and where the server lacks the field. */
  live?: Json;
}

/** Why a step failed. */
export interface StepFailure {
  code: string;
  message: string;
  hint?: string;
}

/** How the write of one resource ended. */
export interface StepReport {
  resource: string;
  title: string;
  path: string;
  /**
   * `applied`: written and verified. `unchanged`: nothing was to be written.
   * `refused`: stopped before its write, because the live values are no longer those of the plan.
   * `failed`: see `failure`. `not-run`: an earlier step ended badly.
   */
  status: "applied" | "unchanged" | "refused" | "failed" | "not-run";
  fields: FieldOutcome[];
  /** Settings that nobody declared and that differ after the write; names only, as they may be secrets. */
  sideEffects: string[];
  failure?: StepFailure;
}

/** What `applyPlan` did. Plain data without secrets. */
export interface ApplyReport {
  /**
   * `failed-unchanged`: the server was read again and is as before.
   * `failed-changed`: something was written, or it cannot be told.
   */
  status: "applied" | "refused" | "failed-unchanged" | "failed-changed";
  steps: StepReport[];
}

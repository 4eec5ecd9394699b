import type { Json } from "../model/json.ts";

/** How one changed setting or entry ended, as read back from the server. */
export interface SettingOutcome {
  /** Where the spec states it, as `ldap.server.port`. */
  path: string;
  /** The path of the entry that was created with it. */
  within?: string;
  sensitive: boolean;
  /**
   * `applied`: the server holds the desired value. `ignored`: it still holds the one before.
   * `stored`: it holds the value, though it said that the write failed.
   * `normalised`: it turned the value into another. `changed-meanwhile`: somebody else wrote it.
   */
  outcome: "applied" | "stored" | "ignored" | "normalised" | "changed-meanwhile";
  /** What the server holds now; left out when it is sensitive, and where the server lacks the field. */
  live?: Json;
}

/** Why something failed. */
export interface Failure {
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
   * `failed`: see `failure`. `not-run`: an earlier step ended badly, or apply was interrupted.
   */
  status: "applied" | "unchanged" | "refused" | "failed" | "not-run";
  settings: SettingOutcome[];
  /** Settings that nobody declared and that differ after the write; names only, as they may be secrets. */
  sideEffects: string[];
  failure?: Failure;
}

/** How the rollback of one resource ended. */
export interface RollbackReport {
  resource: string;
  title: string;
  path: string;
  /** `restored`: read back, and as before. `incomplete`: see `remaining` and `failure`. */
  status: "restored" | "incomplete";
  /** What the server holds otherwise than before; all that may be so, where it could not be read. */
  remaining: Remainder[];
  failure?: Failure;
}

/** A setting that is not as it was before. */
export interface Remainder {
  path: string;
  sensitive: boolean;
  /** What the server held before; left out for a secret. */
  before?: Json;
  /** What it holds now; left out for a secret, and where it could not be read. */
  live?: Json;
}

/** What `applyPlan` did. Plain data without secrets. */
export interface ApplyReport {
  /**
   * `applied`: all is written and verified. `in-sync`: the plan had no changes, and nothing was written.
   * `refused`: nothing was written, the plan is stale.
   * `failed-unchanged`: the server is as before, rolled back if need be, and that was verified.
   * `failed-changed`: something is left changed, or it cannot be told.
   */
  status: "applied" | "in-sync" | "refused" | "failed-unchanged" | "failed-changed";
  steps: StepReport[];
  /** What was put back, the last write first; empty when nothing had to be. */
  rollback: RollbackReport[];
  /** Why the apply failed, when it was no single step: a sign-in that no longer works, an interruption. */
  failure?: Failure;
}

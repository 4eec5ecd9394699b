import { OwconfError } from "../errors.ts";
import type { Failure } from "../plan/report.ts";
import { reportBug } from "../project.ts";

/** Returns an error as plain data. Of an unexpected one only its kind: its message may hold a secret. */
export function toFailure(error: unknown): Failure {
  if (!(error instanceof OwconfError)) {
    const kind = error instanceof Error ? error.name : typeof error;
    return { code: "bug", message: `unexpected ${kind}`, hint: reportBug };
  }
  const { code, message, hint } = error;
  return { code, message, ...(hint === undefined ? {} : { hint }) };
}

import { type Diagnostic, type ExitCode, type OwconfError, SpecError, StalePlanError } from "../errors.ts";
import { escapeInvisibleInJson } from "../invisible.ts";
import type { DirectoryCheck } from "../model/directory-check.ts";
import type { ApplyReport } from "../plan/report.ts";
import type { Plan } from "../plan/types.ts";
import type { ExplainedKey } from "../spec/explain.ts";
import type { CheckedServer } from "./check-text.ts";
import { type FleetMember, type FleetSummary, findStatus } from "./fleet-text.ts";

/** Rises when a program that reads the JSON output has to change. */
export const writtenFormatVersion = 1;

/** Returns the plan as JSON text. `next` is the command that applies it. */
export function renderPlanJson(plan: Plan, warnings: readonly Diagnostic[], next?: string): string {
  return toText({
    inSync: plan.summary.change === 0,
    ...plan,
    ...(next === undefined ? {} : { next }),
    diagnostics: warnings,
  });
}

/** Returns the plan and what became of it as JSON text; without a report, nothing was to be done. */
export function renderReportJson(plan: Plan, report: ApplyReport, warnings: readonly Diagnostic[]): string {
  return toText({ ...report, plan, diagnostics: warnings });
}

/** Returns the outcome of `validate` as JSON text. */
export function renderValidJson(file: string, warnings: readonly Diagnostic[]): string {
  return toText({ valid: true, file, diagnostics: warnings });
}

/** Returns the outcome of `validate` for several specs as JSON text. */
export function renderValidatedJson(
  files: readonly { file: string; error: OwconfError | undefined; diagnostics: readonly Diagnostic[] }[],
  exitCode: ExitCode,
): string {
  const shown = files.map(({ error, ...one }) => ({
    valid: error === undefined,
    ...one,
    ...(error === undefined ? {} : { error: describeError(error) }),
  }));
  return toText({ files: shown, exitCode });
}

/** Returns a check of the directory as JSON text. */
export function renderCheckJson(
  check: DirectoryCheck,
  { url, version }: CheckedServer,
  warnings: readonly Diagnostic[],
): string {
  const server = { ...(url === undefined ? {} : { url }), version };
  return toText({ ready: check.outcome === "ready", server, ...check, diagnostics: warnings });
}

/** Returns what is known of some keys as JSON text. */
export function renderExplanationJson(keys: readonly ExplainedKey[]): string {
  return toText({ keys });
}

/** Returns an error as JSON text. */
export function renderErrorJson(error: OwconfError): string {
  return toText({ error: describeError(error) });
}

function describeError(error: OwconfError): object {
  const { code, message, hint, exitCode } = error;
  const diagnostics = error instanceof SpecError ? { diagnostics: error.diagnostics } : {};
  const differences = error instanceof StalePlanError ? { differences: error.differences } : {};
  return { code, message, ...(hint === undefined ? {} : { hint }), exitCode, ...diagnostics, ...differences };
}

/** Returns how the runs of several servers ended as JSON text. */
export function renderFleetJson(
  members: readonly (FleetMember & { diagnostics: readonly Diagnostic[] })[],
  summary: FleetSummary,
  exitCode: ExitCode,
): string {
  const servers = members.map(({ error, ...member }) => ({
    ...member,
    status: findStatus({ error, ...member }),
    ...(error === undefined ? {} : { error: describeError(error) }),
  }));
  return toText({ servers, summary, exitCode });
}

function toText(value: object): string {
  return `${escapeInvisibleInJson(JSON.stringify({ formatVersion: writtenFormatVersion, ...value }, null, 2))}\n`;
}

import { type Diagnostic, SpecError } from "../errors.ts";
import type { ApplyReport, SettingOutcome } from "../plan/report.ts";
import type { Change, Plan, ResourcePlan } from "../plan/types.ts";
import { type Annotation, renderAnnotation } from "./github-command.ts";
import { plain } from "./paint.ts";
import { count, describeState, nameServer, renderSummary } from "./plan-text.ts";
import type { FailedRun, ReportView, StatedPlan } from "./plan-view.ts";
import { describeOutcome, renderOutcomeLine } from "./report-text.ts";
import { describeChange } from "./value.ts";

/**
 * Returns workflow commands of GitHub Actions: one annotation at the line of each setting that differs, an error where
 * it is dangerous and not allowed, the warnings, and a notice that sums up.
 */
export function renderPlanGithub({ plan, allowed, warnings, stated }: StatedPlan): string {
  const changed = stated.flatMap(({ change, place }): Annotation[] =>
    change === undefined || change.within !== undefined
      ? []
      : [{ ...annotateChange(change, plan, allowed), place }],
  );
  const summary: Annotation = {
    level: "notice",
    title: "owconf plan",
    message: `${nameServer(plan)}. ${renderSummary(plan)}`,
  };
  return render([...changed, ...warnings.map(annotateDiagnostic), summary]);
}

function annotateChange(change: Change, plan: Plan, allowed: readonly string[]): Annotation {
  const dangers = plan.dangers.filter(({ name }) => change.dangers?.includes(name));
  const lines = dangers.map(({ name, reason }) => `${name}: ${reason}; ${describeState(name, allowed)}`);
  const isRefused = dangers.some(({ name }) => !allowed.includes(name));
  return {
    level: isRefused ? "error" : "warning",
    title: `${dangers.length > 0 ? "dangerous change" : "drift"}: ${change.path}`,
    message: [describeChange(change), ...countBelow(change, plan.resources), ...lines].join("\n"),
  };
}

function countBelow(change: Change, resources: readonly ResourcePlan[]): string[] {
  if (change.action !== "create") return [];
  const below = resources.flatMap(({ changes }) => changes.filter(({ within }) => within === change.path));
  return [`with ${count(below.length, "setting")}`];
}

/** Returns an annotation for each setting that an apply did not bring about, the warnings, and how it ended. */
export function renderReportGithub({ report, plan, warnings, stated }: ReportView & StatedPlan): string {
  const places = new Map(stated.map(({ path, place }) => [path, place]));
  const settings = report.steps
    .filter(({ status }) => status === "failed" || status === "refused")
    .flatMap((step) => step.settings.filter(({ outcome }) => outcome !== "applied"))
    .map((one): Annotation => ({ ...annotateOutcome(one), place: places.get(one.path) }));
  const failures = listFailures(report).map(
    ({ code, message, hint = "" }): Annotation => ({
      level: "error",
      title: code,
      message: [message, hint].filter(Boolean).join("\n"),
    }),
  );
  const isWell = report.status === "applied" || report.status === "in-sync";
  const summary: Annotation = {
    level: isWell ? "notice" : "error",
    title: "owconf apply",
    message: `${nameServer(plan)}. ${renderOutcomeLine(report, plain).trim()}`,
  };
  return render([...settings, ...failures, ...warnings.map(annotateDiagnostic), summary]);
}

function annotateOutcome(setting: SettingOutcome): Annotation {
  return { level: "error", title: setting.path, message: describeOutcome(setting) };
}

function listFailures({ steps, rollback, failure }: ApplyReport) {
  return [...steps, ...rollback, { failure }].flatMap((one) => (one.failure ? [one.failure] : []));
}

/** Returns an annotation for each problem of the spec, or for the error, and the warnings. */
export function renderFailureGithub({ command, error, warnings }: FailedRun): string {
  const { message, code, hint = "" } = error;
  const diagnostics = error instanceof SpecError ? error.diagnostics : [];
  const whole: Annotation = {
    level: "error",
    title: `owconf ${command} failed`,
    message: [`${message} [${code}]`, hint].filter(Boolean).join("\n"),
  };
  return render([...[...diagnostics, ...warnings].map(annotateDiagnostic), whole]);
}

/** Returns an annotation for each warning of a valid spec, and a notice. */
export function renderValidGithub(file: string, warnings: readonly Diagnostic[]): string {
  const summary: Annotation = { level: "notice", title: "owconf validate", message: `Valid: ${file}` };
  return render([...warnings.map(annotateDiagnostic), summary]);
}

function annotateDiagnostic(diagnostic: Diagnostic): Annotation {
  const { severity, code, message, hint = "" } = diagnostic;
  return {
    level: severity,
    title: code,
    message: [message, hint].filter(Boolean).join("\n"),
    place: diagnostic,
  };
}

function render(annotations: readonly Annotation[]): string {
  return annotations.map(renderAnnotation).join("");
}

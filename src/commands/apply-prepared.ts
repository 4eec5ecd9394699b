import { applyPlan } from "../apply/apply-plan.ts";
import { ExitCode, RefusedError } from "../errors.ts";
import type { ApplyReport } from "../plan/report.ts";
import type { Plan } from "../plan/types.ts";
import { renderReportJson } from "../render/json.ts";
import { renderPlan } from "../render/plan-text.ts";
import { renderOutcome, renderRollback, renderStep } from "../render/report-text.ts";
import { checkDirectoryOf } from "./check-before-apply.ts";
import type { Context } from "./context.ts";
import type { PlanOptions, PreparedPlan } from "./prepare-plan.ts";

const exitCodes: Record<ApplyReport["status"], ExitCode> = {
  applied: ExitCode.ok,
  "in-sync": ExitCode.ok,
  refused: ExitCode.refused,
  "failed-unchanged": ExitCode.failedUnchanged,
  "failed-changed": ExitCode.failedChanged,
};

/** The options of `apply`. */
export interface ApplyOptions extends PlanOptions {
  /** The spec, or a plan that `plan --out` saved. */
  spec: string;
  autoApprove: boolean;
  rollback: boolean;
  /** The spec of a saved plan, where it is not where it was. */
  from?: string | undefined;
  /** The file to write a receipt to. */
  receipt?: string | undefined;
  /** Do not ask the LDAP directory first. */
  skipLdapCheck: boolean;
}

/** As `apply`, with a plan that is there already. */
export async function applyPrepared(
  prepared: PreparedPlan,
  options: Pick<ApplyOptions, "format" | "skipLdapCheck" | "autoApprove" | "rollback" | "timeoutMs">,
  context: Context,
  isSaved = false,
): Promise<{ exitCode: ExitCode; report: ApplyReport }> {
  const { plan, allowed } = prepared;
  // With another format than text the person at the terminal still has to see what is asked about.
  const talk = options.format === "text" ? context.stdout : context.stderr;
  talk.write(renderPlan(plan, allowed, talk.paint));
  if (plan.summary.change > 0) {
    refuseDangers(plan, allowed, isSaved);
    await checkDirectoryOf(prepared, options, context);
    if (!options.autoApprove && !(await context.confirm?.(`Apply this to ${plan.server.url}?`))) {
      throw new RefusedError("apply.not-approved", "not approved, nothing was written");
    }
  }
  const report = await applyWith(prepared, options, context);
  context.stdout.write(await renderReport(report, prepared, options, context));
  return { exitCode: exitCodes[report.status], report };
}

/** Returns the error for a run that has nobody to ask. */
export function describeNoTerminal(command: string, spec: string): RefusedError {
  return new RefusedError("apply.not-approved", "no terminal to prompt on", {
    hint: `review owconf plan ${spec}, then run owconf ${command} ${spec} --auto-approve`,
  });
}

async function applyWith(
  { plan, desired, live, session }: PreparedPlan,
  { format, rollback, timeoutMs }: Pick<ApplyOptions, "format" | "rollback" | "timeoutMs">,
  context: Context,
): Promise<ApplyReport> {
  const input = { plan, desired, live, session, rollback };
  if (plan.summary.change === 0) return applyPlan(input);
  const talk = format === "text" ? context.stdout : context.stderr;
  talk.write("\n");
  const report = await applyPlan({
    ...input,
    patienceMs: Math.max(timeoutMs, 30_000),
    clock: context,
    signal: context.catchInterruption(),
    onStep: (step) => talk.write(renderStep(step, talk.paint)),
    onRollback: (step) => talk.write(renderRollback(step, talk.paint)),
  });
  talk.write(`\n${renderOutcome(report, talk.paint)}`);
  return report;
}

/** Returns what a program is told; a person was told step by step. */
async function renderReport(
  report: ApplyReport,
  prepared: PreparedPlan,
  { format }: Pick<ApplyOptions, "format">,
  { warnings }: Context,
): Promise<string> {
  const { plan, allowed } = prepared;
  switch (format) {
    case "text":
    case "junit":
      return "";
    case "json":
      return renderReportJson(plan, report, warnings);
    case "markdown": {
      const { renderReportMarkdown } = await import("../render/report-markdown.ts");
      return renderReportMarkdown({ plan, allowed, report, warnings });
    }
    case "github": {
      const { renderReportGithub } = await import("../render/plan-github.ts");
      const { listStated } = await import("./list-stated.ts");
      return renderReportGithub({ plan, allowed, report, warnings, stated: listStated(prepared) });
    }
  }
}

/** Throws `RefusedError` for dangers that nobody allowed. */
export function refuseDangers({ dangers }: Plan, allowed: readonly string[], isSaved = false): void {
  const names = dangers.map(({ name }) => name).filter((name) => !allowed.includes(name));
  if (names.length === 0) return;
  const options = names.map((name) => `--allow ${name}`).join(" ");
  const allow = isSaved ? `plan again with ${options} --out FILE` : options;
  throw new RefusedError(
    "apply.danger",
    `the plan has dangerous changes: ${names.join(", ")}; nothing was written`,
    { hint: `to make these changes anyway: ${allow}, or allow: [${names.join(", ")}] in the spec` },
  );
}

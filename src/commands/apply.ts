import { applyPlan } from "../apply/apply-plan.ts";
import { ExitCode, RefusedError, UsageError } from "../errors.ts";
import type { ApplyReport } from "../plan/report.ts";
import type { Plan } from "../plan/types.ts";
import { renderReportJson } from "../render/json.ts";
import { renderPlan } from "../render/plan-text.ts";
import { renderOutcome, renderRollback, renderStep } from "../render/report-text.ts";
import type { SavedApply } from "./apply-saved.ts";
import { checkDirectoryOf } from "./check-before-apply.ts";
import type { Command, Context } from "./context.ts";
import { type PlanOptions, type PreparedPlan, withPlan } from "./prepare-plan.ts";
import type { ReceiptWriter } from "./receipts.ts";

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

/** Shows the plan, asks, brings the server to the desired state, and reports what was read back. */
export const apply: Command<ApplyOptions> = async (given, outside) => {
  const { text, context } = await readFirst(given.spec, outside);
  const saved = await openIfSaved(text, given, context);
  const options = saved?.options ?? given;
  if (!options.autoApprove && !context.confirm) throw describeNoTerminal("apply");
  const receipt =
    options.receipt === undefined
      ? undefined
      : await (await import("./receipts.ts")).openReceiptWriter(options.receipt, options, context);
  const planned = { ...options, readOnly: false, checkSpec: saved?.checkSpec };
  return withPlan(planned, context, (prepared) => {
    saved?.checkPlan(prepared);
    return applyPrepared(prepared, options, context, { isSaved: saved !== undefined, receipt });
  });
};

/** As `apply`, with a plan that is there already. */
export async function applyPrepared(
  prepared: PreparedPlan,
  options: Pick<ApplyOptions, "format" | "skipLdapCheck" | "autoApprove" | "rollback" | "timeoutMs">,
  context: Context,
  { isSaved = false, receipt }: { isSaved?: boolean; receipt?: ReceiptWriter | undefined } = {},
): Promise<ExitCode> {
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
  const exitCode = exitCodes[report.status];
  return receipt ? receipt.write(prepared, report, exitCode) : exitCode;
}

/** Returns the error for a run that has nobody to ask. */
export function describeNoTerminal(command: string): RefusedError {
  return new RefusedError("apply.not-approved", "no terminal to prompt on", {
    hint: `review owconf plan, then run owconf ${command} --auto-approve`,
  });
}

/**
 * Returns what is in a file, and a context that has it, too: a pipe can be read only once. What cannot be read is
 * reported when it is read as a spec.
 */
async function readFirst(file: string, context: Context): Promise<{ text: string; context: Context }> {
  const content = await context.readFile(file).catch(() => undefined);
  if (content === undefined) return { text: "", context };
  const readFile: Context["readFile"] = async (path) => (path === file ? content : context.readFile(path));
  return { text: new TextDecoder().decode(content), context: { ...context, readFile } };
}

/** Loads what saved plans need only for what may be one: they are JSON. */
async function openIfSaved(
  text: string,
  options: ApplyOptions,
  context: Context,
): Promise<SavedApply | undefined> {
  if (/^\s*\{/.test(text)) {
    const { recogniseFormat } = await import("./saved-files.ts");
    if (recogniseFormat(text) !== undefined) {
      const { openSavedPlan } = await import("./apply-saved.ts");
      return openSavedPlan(text, options, context);
    }
  }
  if (options.from === undefined) return undefined;
  throw new UsageError(`--spec goes with a saved plan, and ${options.spec} is none`, {
    hint: `the spec is an argument: owconf apply ${options.from}`,
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

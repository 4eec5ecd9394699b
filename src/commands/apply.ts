import { applyPlan } from "../apply/apply-plan.ts";
import { ExitCode, RefusedError } from "../errors.ts";
import type { ApplyReport } from "../plan/report.ts";
import type { Plan } from "../plan/types.ts";
import { renderReportJson } from "../render/json.ts";
import { renderPlan } from "../render/plan-text.ts";
import { renderOutcome, renderRollback, renderStep } from "../render/report-text.ts";
import type { Command, Context } from "./context.ts";
import { type PlanOptions, type PreparedPlan, withPlan } from "./prepare-plan.ts";

const exitCodes: Record<ApplyReport["status"], ExitCode> = {
  applied: ExitCode.ok,
  "in-sync": ExitCode.ok,
  refused: ExitCode.refused,
  "failed-unchanged": ExitCode.failedUnchanged,
  "failed-changed": ExitCode.failedChanged,
};

/** The options of `apply`. */
export interface ApplyOptions extends PlanOptions {
  autoApprove: boolean;
  rollback: boolean;
}

/** Shows the plan, asks, brings the server to the desired state, and reports what was read back. */
export const apply: Command<ApplyOptions> = async (options, context) => {
  if (!options.autoApprove && !context.confirm) throw describeNoTerminal("apply");
  return withPlan({ ...options, readOnly: false }, context, (prepared) =>
    applyPrepared(prepared, options, context),
  );
};

/** As `apply`, with a plan that is there already. */
export async function applyPrepared(
  prepared: PreparedPlan,
  options: ApplyOptions,
  context: Context,
): Promise<ExitCode> {
  const { plan, allowed } = prepared;
  // With --json the person at the terminal still has to see what is asked about.
  const talk = options.json ? context.stderr : context.stdout;
  talk.write(renderPlan(plan, allowed, talk.paint));
  if (plan.summary.change > 0) {
    refuseDangers(plan, allowed);
    if (!options.autoApprove && !(await context.confirm?.(`Apply this to ${plan.server.url}?`))) {
      throw new RefusedError("apply.not-approved", "not approved, nothing was written");
    }
  }
  const report = await applyWith(prepared, options, context);
  if (options.json) context.stdout.write(renderReportJson(plan, report, context.warnings));
  return exitCodes[report.status];
}

/** Returns the error for a run that has nobody to ask. */
export function describeNoTerminal(command: string): RefusedError {
  return new RefusedError("apply.not-approved", "no terminal to prompt on", {
    hint: `review owconf plan, then run owconf ${command} --auto-approve`,
  });
}

async function applyWith(
  { plan, desired, live, session }: PreparedPlan,
  { json, rollback, timeoutMs }: ApplyOptions,
  context: Context,
): Promise<ApplyReport> {
  const input = { plan, desired, live, session, rollback };
  if (plan.summary.change === 0) return applyPlan(input);
  const talk = json ? context.stderr : context.stdout;
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

/** Throws `RefusedError` for dangers that nobody allowed. */
export function refuseDangers({ dangers }: Plan, allowed: readonly string[]): void {
  const names = dangers.map(({ name }) => name).filter((name) => !allowed.includes(name));
  if (names.length === 0) return;
  throw new RefusedError(
    "apply.danger",
    `the plan has dangerous changes: ${names.join(", ")}; nothing was written`,
    {
      hint: `to make these changes anyway: ${names.map((name) => `--allow ${name}`).join(" ")}, or allow: [${names.join(", ")}] in the spec`,
    },
  );
}

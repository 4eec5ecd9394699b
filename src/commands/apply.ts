import { applyPlan } from "../apply.ts";
import { ExitCode, RefusedError } from "../errors.ts";
import type { ApplyReport } from "../plan/report.ts";
import { renderReportJson } from "../render/json.ts";
import { renderPlan } from "../render/plan-text.ts";
import { renderOutcomeLine, renderStep } from "../render/report-text.ts";
import type { Command } from "./context.ts";
import { type PlanOptions, withPlan } from "./prepare-plan.ts";

const exitCodes: Record<ApplyReport["status"], ExitCode> = {
  applied: ExitCode.ok,
  refused: ExitCode.refused,
  "failed-unchanged": ExitCode.failedUnchanged,
  "failed-changed": ExitCode.failedChanged,
};

/** Shows the plan, asks, brings the server to the desired state, and reports what was read back. */
export const apply: Command<PlanOptions & { autoApprove: boolean }> = async (options, context) => {
  const { confirm } = context;
  if (!options.autoApprove && !confirm) {
    throw new RefusedError("apply.not-approved", "there is no terminal to ask for approval on", {
      hint: "look at the output of owconf plan, then run owconf apply --auto-approve",
    });
  }
  return withPlan(
    { ...options, readOnly: false },
    context,
    async ({ spec, desired, live, plan, session }) => {
      // With --json the person at the terminal still has to see what is asked about.
      const talk = options.json ? context.stderr : context.stdout;
      talk.write(renderPlan(plan, talk.paint));
      if (plan.summary.change > 0) {
        if (!options.autoApprove && !(await confirm?.(`Apply this to ${plan.server.url}?`))) {
          throw new RefusedError("apply.not-approved", "not approved, nothing was written");
        }
        talk.write("\n");
      }
      const report = await applyPlan({
        plan,
        desired,
        live,
        http: session.http,
        onStep: (step) => plan.summary.change > 0 && talk.write(renderStep(step, talk.paint)),
      });
      if (plan.summary.change > 0) talk.write(`\n${renderOutcomeLine(report, talk.paint)}`);
      if (options.json) context.stdout.write(renderReportJson(plan, report, spec.warnings));
      return exitCodes[report.status];
    },
  );
};

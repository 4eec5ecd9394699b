import { ExitCode } from "../errors.ts";
import { renderPlanJson } from "../render/json.ts";
import { renderPlan } from "../render/plan-text.ts";
import type { Command } from "./context.ts";
import { type PlanOptions, withPlan } from "./prepare-plan.ts";

/** Shows what `apply` would change; cannot write. */
export const plan: Command<PlanOptions & { detailedExitcode: boolean }> = (options, context) =>
  withPlan({ ...options, readOnly: true }, context, async (prepared) => {
    const { plan, allowed, spec } = prepared;
    context.stdout.write(
      options.json ? renderPlanJson(plan, spec.warnings) : renderPlan(plan, allowed, context.stdout.paint),
    );
    return options.detailedExitcode && plan.summary.change > 0 ? ExitCode.changes : ExitCode.ok;
  });

import { ExitCode } from "../errors.ts";
import { renderPlanJson } from "../render/json.ts";
import { renderPlan } from "../render/plan-text.ts";
import type { Command } from "./context.ts";
import type { PlanOptions, PreparedPlan } from "./prepare-plan.ts";

/** The options of `plan`. */
export interface PlanCommandOptions extends PlanOptions {
  detailedExitcode: boolean;
  /** Plan against the factory values of this release, with no server at all. */
  offline?: string | undefined;
}

/** Shows what `apply` would change; cannot write. */
export const plan: Command<PlanCommandOptions> = async (options, context) => {
  const show = ({ plan, allowed }: Pick<PreparedPlan, "plan" | "allowed">) => {
    context.stdout.write(
      options.json ? renderPlanJson(plan, context.warnings) : renderPlan(plan, allowed, context.stdout.paint),
    );
    return options.detailedExitcode && plan.summary.change > 0 ? ExitCode.changes : ExitCode.ok;
  };
  if (options.offline !== undefined) {
    const { planOffline } = await import("./plan-offline.ts");
    return show(await planOffline(options, options.offline, context));
  }
  const { withPlan } = await import("./prepare-plan.ts");
  return withPlan({ ...options, readOnly: true }, context, async (prepared) => show(prepared));
};

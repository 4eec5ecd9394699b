import { ExitCode } from "../errors.ts";
import { renderPlan } from "../render/plan-text.ts";
import type { Spec } from "../spec/types.ts";
import type { Command } from "./context.ts";
import { describeOneSpecOnly, refuseSharedAccount } from "./fleet.ts";
import type { SpecsOptions } from "./is-one-spec.ts";
import type { PlanCommandOptions } from "./plan.ts";
import { withPlan } from "./prepare-plan.ts";
import { runSpecs } from "./run-specs.ts";

/** Shows what `apply` would change on several servers; cannot write. */
export const planSpecs: Command<Omit<PlanCommandOptions, "spec"> & SpecsOptions> = async (
  options,
  context,
) => {
  const { out, receipt, offline, detailedExitcode } = options;
  const [single] = Object.entries({ out, receipt, offline }).flatMap(([name, value]) =>
    value === undefined ? [] : [name],
  );
  if (single !== undefined) throw describeOneSpecOnly(`--${single}`);
  const { html } = options;
  const report = html === undefined ? undefined : await import("./html-report.ts");
  if (html !== undefined) await report?.checkReportPlace(html, options, context);
  const { exitCode, members } = await runSpecs(options, context, (spec, own) => {
    const checkSpec = (read: Spec) => refuseSharedAccount(read, own);
    return withPlan({ ...options, spec, readOnly: true, checkSpec }, own, async (prepared) => {
      const { plan, allowed } = prepared;
      const hasChanges = plan.summary.change > 0;
      return {
        plan,
        ...(report === undefined ? {} : { server: report.toReportServer(spec, prepared) }),
        exitCode: hasChanges && detailedExitcode ? ExitCode.changes : ExitCode.ok,
        text: hasChanges && options.format === "text" ? renderPlan(plan, allowed, context.stdout.paint) : "",
      };
    });
  });
  if (html !== undefined) {
    const servers = members.flatMap(({ spec, url = "unknown", result, error }) => {
      if (error !== undefined) return report?.toFailedServer(spec, url, error) ?? [];
      return result?.server ?? [];
    });
    await report?.writeHtmlReport(html, servers, context);
  }
  return exitCode;
};

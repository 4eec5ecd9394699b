import { ExitCode, UsageError } from "../errors.ts";
import { renderPlanJson } from "../render/json.ts";
import { renderPlan } from "../render/plan-text.ts";
import type { PlanView } from "../render/plan-view.ts";
import type { Command, Context } from "./context.ts";
import { describeNext } from "./describe-next.ts";
import { isOneSpec, type SpecsOptions } from "./is-one-spec.ts";
import type { PlanOptions, PreparedPlan } from "./prepare-plan.ts";

/** The options of `plan`. */
export interface PlanCommandOptions extends PlanOptions {
  detailedExitcode: boolean;
  /** Plan against the factory values of this release, with no server at all. */
  offline?: string | undefined;
  /** The file to write the plan to, for `apply`. */
  out?: string | undefined;
  /** The receipt of an apply: say of each change where it comes from since. */
  receipt?: string | undefined;
  /** The file to write a page with the plan to. */
  html?: string | undefined;
  /** The arguments of this run that `apply` takes, too. */
  repeated: readonly string[];
}

/** What a plan without a server has, too. */
export type Planned = Pick<PreparedPlan, "spec" | "plan" | "desired" | "allowed">;

/** Shows what `apply` would change, for each spec; cannot write. */
export const plan: Command<Omit<PlanCommandOptions, "spec"> & SpecsOptions> = async (options, context) => {
  const [spec = ""] = options.specs;
  if (await isOneSpec(options, context)) return planOne({ ...options, spec }, context);
  const { planSpecs } = await import("./plan-specs.ts");
  return planSpecs(options, context);
};

const planOne: Command<PlanCommandOptions> = async (options, context) => {
  if (options.html === undefined) return showPlan(options, context);
  const { withHtmlReport } = await import("./html-report.ts");
  return withHtmlReport(options.html, options, context, (report) => showPlan(options, context, report));
};

async function showPlan(
  options: PlanCommandOptions,
  context: Context,
  report?: (planned: Planned) => Promise<void>,
): Promise<ExitCode> {
  const show = async (planned: Planned) => {
    await report?.(planned);
    context.stdout.write(await render(planned, options, context));
    return options.detailedExitcode && planned.plan.summary.change > 0 ? ExitCode.changes : ExitCode.ok;
  };
  if (options.offline !== undefined) {
    refuseFiles(options);
    const { planOffline } = await import("./plan-offline.ts");
    return show(await planOffline(options, options.offline, context));
  }
  const { out, receipt } = options;
  const writer =
    out === undefined
      ? undefined
      : await (await import("./save-plan.ts")).openPlanWriter(out, options, context);
  const reader =
    receipt === undefined ? undefined : await (await import("./receipts.ts")).openReceipt(receipt, context);
  const { withPlan } = await import("./prepare-plan.ts");
  return withPlan({ ...options, readOnly: true }, context, async (prepared) => {
    const plan = reader ? reader.attribute(prepared) : prepared.plan;
    if (writer) await writer.write(prepared);
    const exitCode = await show({ ...prepared, plan });
    if (writer) {
      const talk = options.format === "text" ? context.stdout : context.stderr;
      talk.write(`\n${describeSaved(prepared, `${out}`)}\n`);
    }
    return exitCode;
  });
}

async function render(planned: Planned, options: PlanCommandOptions, context: Context): Promise<string> {
  const { plan, allowed } = planned;
  const next =
    options.offline === undefined && options.out === undefined
      ? describeNext(plan, allowed, options.repeated)
      : undefined;
  const view: PlanView = { plan, allowed, warnings: context.warnings, next };
  switch (options.format) {
    case "text":
      return renderPlan(plan, allowed, context.stdout.paint, next);
    case "json":
      return renderPlanJson(plan, context.warnings, next);
    case "markdown": {
      const { renderPlanMarkdown } = await import("../render/plan-markdown.ts");
      return renderPlanMarkdown(view);
    }
    case "github": {
      const { renderPlanGithub } = await import("../render/plan-github.ts");
      return renderPlanGithub({ ...view, stated: await listStated(planned) });
    }
    case "junit": {
      const { renderPlanJunit } = await import("../render/junit.ts");
      return renderPlanJunit({ ...view, stated: await listStated(planned) });
    }
  }
}

async function listStated(planned: Planned) {
  const { listStated } = await import("./list-stated.ts");
  return listStated(planned);
}

function describeSaved({ plan, allowed }: PreparedPlan, out: string): string {
  const missing = plan.dangers.map(({ name }) => name).filter((name) => !allowed.includes(name));
  if (missing.length === 0) return `Saved to ${out}. To apply exactly this: owconf apply ${out}`;
  const options = missing.map((name) => `--allow ${name}`).join(" ");
  return `Saved to ${out}, which apply will refuse: plan again with ${options} to allow it.`;
}

function refuseFiles({ out, receipt }: PlanCommandOptions): void {
  if (out === undefined && receipt === undefined) return;
  const option = out === undefined ? "--receipt" : "--out";
  throw new UsageError(`${option} cannot be given with --offline: it is about a running server`, {
    hint: `leave out --offline, or ${option}`,
  });
}

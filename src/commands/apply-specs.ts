import { RefusedError } from "../errors.ts";
import type { Spec } from "../spec/types.ts";
import { type ApplyOptions, applyPrepared } from "./apply-prepared.ts";
import type { Command } from "./context.ts";
import { describeOneSpecOnly, refuseSharedAccount } from "./fleet.ts";
import type { SpecsOptions } from "./is-one-spec.ts";
import { withPlan } from "./prepare-plan.ts";
import { runSpecs } from "./run-specs.ts";

/** Brings several servers to what their specs say. */
export const applySpecs: Command<Omit<ApplyOptions, "spec"> & SpecsOptions> = async (options, context) => {
  if (options.receipt !== undefined || options.from !== undefined) {
    throw describeOneSpecOnly(options.receipt === undefined ? "--spec" : "--receipt");
  }
  if (!options.autoApprove) {
    throw new RefusedError("apply.not-approved", "several servers are not asked about one by one", {
      hint: `review owconf plan ${options.specs.join(" ")}, then run owconf apply ${options.specs.join(" ")} --auto-approve`,
    });
  }
  const { exitCode } = await runSpecs(options, context, (spec, own) => {
    const said: string[] = [];
    own.stdout = { ...own.stdout, write: (text) => void said.push(text) };
    const checkSpec = (read: Spec) => refuseSharedAccount(read, own);
    return withPlan({ ...options, spec, readOnly: false, checkSpec }, own, async (prepared) => {
      const { exitCode, report } = await applyPrepared(prepared, { ...options, format: "text" }, own);
      const { plan } = prepared;
      return { exitCode, plan, report, text: plan.summary.change > 0 ? said.join("") : "" };
    });
  });
  return exitCode;
};

import manifest from "../../package.json" with { type: "json" };
import { takeFingerprints } from "../saved/fingerprints.ts";
import type { SavedPlan } from "../saved/formats.ts";
import { toSavedForm } from "../saved/saved-plan.ts";
import { describeContent } from "../saved/spec-content.ts";
import type { Context } from "./context.ts";
import type { PlanOptions, PreparedPlan } from "./prepare-plan.ts";
import { checkPlace, savedPlanKind, writeSealed } from "./saved-files.ts";
import { createSealer, digest, type Sealer } from "./seal.ts";

/** What a saved plan and a receipt say alike of what they were made from. */
export function describeOrigin(
  { plan, spec }: Pick<PreparedPlan, "plan" | "spec">,
  { spec: path, only }: Pick<PlanOptions, "spec" | "only">,
  { salt }: Sealer,
): Pick<SavedPlan, "formatVersion" | "owconf" | "server" | "spec" | "only" | "salt"> {
  return {
    formatVersion: 1,
    owconf: manifest.version,
    server: plan.server,
    spec: { path, digest: digest(describeContent(spec)) },
    only: [...only],
    salt,
  };
}

/** Returns what is to be written down of a plan, without its seal. */
export function describePlan(
  prepared: PreparedPlan,
  options: Pick<PlanOptions, "spec" | "only">,
  sealer: Sealer,
  { wallClock }: Pick<Context, "wallClock">,
): Omit<SavedPlan, "seal"> {
  const { plan, desired, live, allowed, session } = prepared;
  return {
    format: "owconf-plan",
    ...describeOrigin(prepared, options, sealer),
    created: new Date(wallClock()).toISOString(),
    account: session.actor.credential,
    allow: [...new Set(allowed)].sort(),
    plan: toSavedForm(plan),
    fingerprints: takeFingerprints(desired, live, plan.server.version, sealer.fingerprinter),
  };
}

/** Writes plans to a file, once it is sure that it can be written. */
export interface PlanWriter {
  /** Throws FileError. */
  write: (prepared: PreparedPlan) => Promise<void>;
}

/** Returns what writes a plan to `path`. Throws FileError when it cannot, and UsageError for a bad OWCONF_PLAN_KEY. */
export async function openPlanWriter(
  path: string,
  options: Pick<PlanOptions, "spec" | "only">,
  context: Context,
): Promise<PlanWriter> {
  const sealer = createSealer(context);
  await checkPlace(path, savedPlanKind, context);
  return {
    write: async (prepared) => {
      const content = describePlan(prepared, options, sealer, context);
      await writeSealed(path, content, sealer, context);
    },
  };
}

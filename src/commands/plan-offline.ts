import { SpecError } from "../errors.ts";
import { findObstacles } from "../plan/find-obstacles.ts";
import { planChanges } from "../plan/plan-changes.ts";
import { factoryObjectOf } from "../resources/history.ts";
import { resources } from "../resources/index.ts";
import type { DeclaredFields, Spec } from "../spec/types.ts";
import type { Context } from "./context.ts";
import { type PlanOptions, type PreparedPlan, refuseObstacles } from "./prepare-plan.ts";
import { readSpec } from "./read-spec.ts";

/**
 * Plans against the factory values of a release, with no server and no secrets: a secret that the spec
 * refers to counts as changed. Throws `FileError`, and `SpecError` for what such a server would refuse.
 */
export async function planOffline(
  options: PlanOptions,
  version: string,
  context: Context,
): Promise<Pick<PreparedPlan, "plan" | "allowed" | "warnings">> {
  const spec = await readSpec(options.spec, context);
  if (spec.unknown.length > 0) throw new SpecError(spec.unknown.map(({ problem }) => problem));
  const desired = standInForSecrets(spec);
  const live = Object.fromEntries(
    resources.map((resource) => [resource.name, factoryObjectOf(resource, version)]),
  );
  const server = { url: "a new server", version };
  const plan = planChanges(desired, live, server, { credential: "password", hasOAuth: false });
  refuseObstacles(spec, findObstacles(plan, desired, live));
  return { plan, allowed: [...spec.allow, ...options.allow], warnings: spec.warnings };
}

function standInForSecrets({ declared }: Spec): Readonly<Record<string, DeclaredFields>> {
  const entries = resources.flatMap(({ name, fields }): [string, DeclaredFields][] => {
    const stated = declared[name];
    if (!stated) return [];
    const values = Object.entries(stated).map(([field, value]) => [
      field,
      fields[field]?.sensitive && typeof value === "object" ? "a secret" : value,
    ]);
    return [[name, Object.fromEntries(values)]];
  });
  return Object.fromEntries(entries);
}

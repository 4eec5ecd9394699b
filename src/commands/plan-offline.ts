import { type Diagnostic, SpecError } from "../errors.ts";
import { planChanges } from "../plan/plan-changes.ts";
import { catalogue } from "../resources/catalogue.ts";
import { factoryObjectOf, findCatalogued, toMinor } from "../resources/history.ts";
import { resources } from "../resources/index.ts";
import { isSensitive } from "../resources/resource.ts";
import type { DeclaredFields, Spec } from "../spec/types.ts";
import type { Context } from "./context.ts";
import { judgePlan, type PlanOptions, type PreparedPlan } from "./prepare-plan.ts";
import { readSpec } from "./read-spec.ts";
import { warn } from "./warn.ts";

/**
 * Plans against the factory values of a release, with no server and no secrets: a secret that the spec
 * refers to counts as changed. Throws `FileError`, and `SpecError` for what such a server would refuse.
 */
export async function planOffline(
  options: PlanOptions,
  version: string,
  context: Context,
): Promise<Pick<PreparedPlan, "plan" | "allowed">> {
  const spec = await readSpec(options.spec, context);
  if (spec.unknown.length > 0) throw new SpecError(spec.unknown.map(({ problem }) => problem));
  const desired = standInForSecrets(spec);
  const release = findCatalogued(version);
  const live = Object.fromEntries(
    resources.map((resource) => [resource.name, factoryObjectOf(resource, release)]),
  );
  const server = { url: "a new server", version: release };
  const plan = planChanges(desired, live, server, { credential: "password", hasOAuth: false });
  // Before it may turn out that the release that stands for it would refuse the plan.
  warn(context, explainStandIn(spec, version, release));
  warn(context, judgePlan(spec, plan, desired, live));
  return { plan, allowed: [...spec.allow, ...options.allow] };
}

function explainStandIn(spec: Spec, version: string, release: string): Diagnostic[] {
  // "0.12" asks for no particular patch.
  if (version === release || version === toMinor(release)) return [];
  const problem = {
    severity: "warning" as const,
    code: "plan.release-not-catalogued",
    message: `the settings of Open WebUI ${version} are not known exactly: this is a plan for ${release}`,
    hint: `owconf knows ${catalogue.releases.join(", ")}; on a server, plan compares with what that server has`,
  };
  return [spec.locate([], problem)];
}

function standInForSecrets({ declared }: Spec): Readonly<Record<string, DeclaredFields>> {
  const entries = resources.flatMap((resource): [string, DeclaredFields][] => {
    const stated = declared[resource.name];
    if (!stated) return [];
    const values = Object.entries(stated).map(([field, value]) => [
      field,
      isSensitive(resource, field) && typeof value === "object" ? "a secret" : value,
    ]);
    return [[resource.name, Object.fromEntries(values)]];
  });
  return Object.fromEntries(entries);
}

import { type Diagnostic, SpecError } from "../errors.ts";
import { isObject, type Json, replaceAt } from "../model/json.ts";
import type { Desired } from "../model/resource.ts";
import { listDeclared } from "../model/settings.ts";
import { listNeeded } from "../plan/find-dangers.ts";
import { planChanges } from "../plan/plan-changes.ts";
import type { Plan } from "../plan/types.ts";
import { catalogue } from "../releases/catalogue.ts";
import { factorySettingsOf } from "../releases/history.ts";
import { findCatalogued, toMinor } from "../releases/releases.ts";
import { findResource } from "../resources/index.ts";
import type { Spec } from "../spec/types.ts";
import type { Context } from "./context.ts";
import { judgePlan } from "./judge-plan.ts";
import { newServer } from "./new-server.ts";
import type { PlanOptions, PreparedPlan } from "./prepare-plan.ts";
import { readSpec } from "./read-spec.ts";
import { selectSections } from "./select-sections.ts";
import { warn } from "./warn.ts";

/**
 * Plans against the factory values of a release, with no server and no secrets: a secret that the spec
 * refers to counts as changed. Throws `FileError`, and `SpecError` for what such a server would refuse.
 */
export async function planOffline(
  options: PlanOptions,
  version: string,
  context: Context,
): Promise<Omit<PreparedPlan, "live" | "session">> {
  context.target = newServer;
  const spec = selectSections(await readSpec(options.spec, context), options.only);
  const { plan, desired, warnings } = planOnNewServer(spec, version);
  warn(context, warnings);
  return { spec, desired, plan, allowed: [...spec.allow, ...options.allow] };
}

/** Returns the plan for a new server of a release, and what to warn of. Throws `SpecError` for what it would refuse. */
export function planOnNewServer(
  spec: Spec,
  version: string,
): { plan: Plan; desired: Desired; warnings: Diagnostic[] } {
  if (spec.unknown.length > 0) throw new SpecError(spec.unknown.map(({ problem }) => problem));
  const desired = standInForSecrets(spec);
  const release = findCatalogued(version);
  const live = Object.fromEntries(
    listNeeded(desired).flatMap((name): [string, Json][] => {
      const settings = factorySettingsOf(findResource(name), release);
      return settings === undefined ? [] : [[name, settings]];
    }),
  );
  const server = { url: newServer, version: release };
  const plan = planChanges(desired, live, server, { credential: "password", hasOAuth: false });
  const standIn = explainStandIn(spec, version, release);
  try {
    return { plan, desired, warnings: [...standIn, ...judgePlan(spec, plan, desired, live)] };
  } catch (error) {
    // It is the release that stands for it that would refuse the plan.
    throw error instanceof SpecError ? new SpecError([...standIn, ...error.diagnostics]) : error;
  }
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

/** Returns what the spec declares, with a text in place of each reference to a secret or a name. */
function standInForSecrets({ declared }: Spec): Desired {
  const entries = Object.entries(declared).map(([name, stated]): [string, Json] => {
    const { root } = findResource(name);
    const references = [...listDeclared(root, stated).values()].filter(
      ({ leaf, value }) => (leaf?.secret ?? leaf?.refersTo) && isObject(value),
    );
    return [
      name,
      references.reduce<Json>((found, { path }) => replaceAt(found, path, "(by reference)"), stated),
    ];
  });
  return Object.fromEntries(entries);
}

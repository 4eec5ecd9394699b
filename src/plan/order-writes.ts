import { displayPath } from "../model/path.ts";
import type { Desired } from "../model/resource.ts";
import { type WritePhase, writePhases } from "../model/resource.ts";
import { listDeclared } from "../model/settings.ts";
import { findResource } from "../resources/index.ts";
import type { PlannedDanger, ResourcePlan } from "./types.ts";

/**
 * Returns the plans in the order in which they are to be written: what is dangerous behind all else, so that a
 * failure before it leaves no danger behind. Otherwise they stay in the order of the registry.
 */
export function orderWrites(
  plans: readonly ResourcePlan[],
  dangers: readonly PlannedDanger[],
  desired: Desired,
): ResourcePlan[] {
  const rank = (plan: ResourcePlan) => writePhases.indexOf(choosePhase(plan, dangers, desired));
  return plans.toSorted((a, b) => rank(a) - rank(b));
}

function choosePhase(
  { resource: name, changes }: ResourcePlan,
  dangers: readonly PlannedDanger[],
  desired: Desired,
): WritePhase {
  const resource = findResource(name);
  const changed = new Set(changes.map(({ path }) => path));
  const declared = [...listDeclared(resource.root, desired[name] ?? {})].filter(([, { path }]) =>
    changed.has(displayPath([...resource.specPath, ...path])),
  );
  const own = resource.choosePhase?.(new Map(declared.map(([key, { value }]) => [key, value]))) ?? "usual";
  const isDangerous = dangers.some(({ resources }) => resources.includes(name));
  return own === "usual" && isDangerous ? "dangerous" : own;
}

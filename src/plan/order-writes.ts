import type { Desired } from "../model/resource.ts";
import { type WritePhase, writePhases } from "../model/resource.ts";
import { listDeclared } from "../model/settings.ts";
import { findResource } from "../resources/index.ts";
import type { KeyedChanges } from "./find-changes.ts";
import type { PlannedDanger, ResourcePlan } from "./types.ts";

/**
 * Returns the plans in the order in which they are to be written: what is dangerous behind all else, so that a
 * failure before it leaves no danger behind. Otherwise they stay in the order of the registry.
 */
export function orderWrites(
  plans: readonly ResourcePlan[],
  changes: ReadonlyMap<string, KeyedChanges>,
  dangers: readonly PlannedDanger[],
  desired: Desired,
): ResourcePlan[] {
  const rank = ({ resource }: ResourcePlan) =>
    writePhases.indexOf(choosePhase(resource, changes.get(resource), dangers, desired));
  return plans.toSorted((a, b) => rank(a) - rank(b));
}

function choosePhase(
  name: string,
  changes: KeyedChanges | undefined,
  dangers: readonly PlannedDanger[],
  desired: Desired,
): WritePhase {
  const resource = findResource(name);
  const declared = [...listDeclared(resource.root, desired[name] ?? {})].filter(([key]) => changes?.has(key));
  const own = resource.choosePhase?.(new Map(declared.map(([key, { value }]) => [key, value]))) ?? "usual";
  const isDangerous = dangers.some(({ resources }) => resources.includes(name));
  return own === "usual" && isDangerous ? "dangerous" : own;
}

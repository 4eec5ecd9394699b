import { type Json, nestAt } from "../model/json.ts";
import { displayPath } from "../model/path.ts";
import type { Desired, Live } from "../model/resource.ts";
import { listDeclared, mergeDeclared, type Setting, toPattern } from "../model/settings.ts";
import { type Actor, type Danger, dangers, type PlannedState } from "../resources/dangers.ts";
import { findResource } from "../resources/index.ts";
import { mergeAll } from "./build-body.ts";
import type { PlannedDanger, ResourcePlan } from "./types.ts";

/** Returns the named dangers that these changes bring near. Pure; `live` should hold what `listNeeded` names. */
export function findDangers(
  plans: readonly ResourcePlan[],
  desired: Desired,
  live: Live,
  version: string,
  actor: Actor,
): PlannedDanger[] {
  const state = { after: mergeAll(live, desired), declared: Object.keys(desired), version, actor };
  return dangers.flatMap((danger) => {
    const paths = plans.flatMap((plan) => listNear(danger, plan, desired));
    if (paths.length === 0 || !isPossible(danger, state)) return [];
    const { name, reason, sources } = danger;
    return [{ name, reason, paths, resources: [...new Set(sources.map(([resource]) => resource))] }];
  });
}

/** A resource that the server lacks, or a proxy hides, may hold either. */
function isPossible({ sources, isNear }: Danger, state: PlannedState): boolean {
  const assume = (value: boolean): PlannedState => {
    const after: Record<string, Json> = { ...state.after };
    for (const [name, pattern] of sources) {
      if (state.after[name] !== undefined || pattern.includes("*")) continue;
      const assumed = nestAt(pattern.split("."), value);
      after[name] = mergeDeclared(findResource(name).root, after[name], assumed);
    }
    return { ...state, after };
  };
  return [state, assume(true), assume(false)].some(isNear);
}

/** Returns the changes of a resource that are sources of a danger. */
function listNear(danger: Danger, { resource, changes }: ResourcePlan, desired: Desired): string[] {
  // A new entry stands for its settings.
  const changed = new Set(changes.filter(({ within }) => within === undefined).map(({ path }) => path));
  return listSources(danger, resource, desired)
    .map(({ path }) => displayPath([...findResource(resource).specPath, ...path]))
    .filter((path) => changed.has(path));
}

/** Returns the declared settings of a resource that are sources of a danger. */
function listSources({ sources }: Danger, name: string, desired: Desired): Setting[] {
  const declared = desired[name];
  const patterns = sources.filter(([resource]) => resource === name).map(([, pattern]) => pattern);
  if (declared === undefined || patterns.length === 0) return [];
  const { root } = findResource(name);
  return [...listDeclared(root, declared).values()].filter(
    ({ path }) => patterns.includes("**") || patterns.includes(toPattern(root, path)),
  );
}

/**
 * Returns the names of the resources that have to be read to plan what is desired: those that it names, and
 * those that decide whether a declared setting is dangerous or needs a caution.
 */
export function listNeeded(desired: Desired): string[] {
  const declared = Object.keys(desired);
  const needed = new Set(declared.flatMap((name) => [name, ...(findResource(name).needs ?? [])]));
  for (const danger of dangers) {
    if (!declared.some((name) => listSources(danger, name, desired).length > 0)) continue;
    for (const [name] of danger.sources) needed.add(name);
    for (const name of danger.needs ?? []) needed.add(name);
  }
  return [...needed];
}

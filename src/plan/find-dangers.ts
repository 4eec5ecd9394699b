import { type Json, nestAt } from "../model/json.ts";
import type { Desired, Live } from "../model/resource.ts";
import { listDeclared, mergeDeclared, toPattern } from "../model/settings.ts";
import { type Actor, type Danger, dangers, type PlannedState } from "../resources/dangers.ts";
import { findResource } from "../resources/index.ts";
import { mergeAll } from "./build-body.ts";
import type { KeyedChanges } from "./find-changes.ts";
import type { PlannedDanger } from "./types.ts";

/** Returns the named dangers that these changes, by resource, bring near. Pure; `live` should hold what `listNeeded` names. */
export function findDangers(
  changes: ReadonlyMap<string, KeyedChanges>,
  desired: Desired,
  live: Live,
  version: string,
  actor: Actor,
): PlannedDanger[] {
  const state = { after: mergeAll(live, desired), declared: Object.keys(desired), version, actor };
  return dangers.flatMap((danger) => {
    const paths = [...changes].flatMap(([resource, own]) => listNear(danger, resource, own, desired));
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

/** Returns the paths of the changes of a resource that are sources of a danger. */
function listNear(danger: Danger, resource: string, changes: KeyedChanges, desired: Desired): string[] {
  return listSources(danger, resource, desired).flatMap((key) => {
    const change = changes.get(key);
    // A new entry stands for its settings.
    return change && change.within === undefined ? [change.path] : [];
  });
}

/** Returns the keys of the declared settings of a resource that are sources of a danger. */
function listSources({ sources }: Danger, name: string, desired: Desired): string[] {
  const declared = desired[name];
  const patterns = sources.filter(([resource]) => resource === name).map(([, pattern]) => pattern);
  if (declared === undefined || patterns.length === 0) return [];
  const { root } = findResource(name);
  return [...listDeclared(root, declared)]
    .filter(([, { path }]) => patterns.includes("**") || patterns.includes(toPattern(root, path)))
    .map(([key]) => key);
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

import { type Actor, dangers } from "../resources/dangers.ts";
import { resources } from "../resources/index.ts";
import { specPathOf } from "../resources/resource.ts";
import type { Desired } from "../spec/types.ts";
import { mergeAll } from "./merge-fields.ts";
import type { Live, PlannedDanger, ResourcePlan } from "./types.ts";

/**
 * Returns the named dangers that these changes bring near. Pure.
 * `live` should hold every resource, also those that the spec does not name.
 */
export function findDangers(
  plans: readonly ResourcePlan[],
  desired: Desired,
  live: Live,
  actor: Actor,
): PlannedDanger[] {
  const changed = new Set(
    plans.flatMap(({ resource, changes }) => changes.map(({ field }) => `${resource}.${field}`)),
  );
  const after = mergeAll(live, desired);
  return dangers.flatMap(({ name, reason, sources, isNear }) => {
    const near = sources.filter(([resource, field]) => changed.has(`${resource}.${field}`));
    if (near.length === 0 || !isNear({ after, actor })) return [];
    const paths = near.map(([resource, field]) => pathOf(resource, field));
    return [{ name, reason, paths, resources: [...new Set(sources.map(([resource]) => resource))] }];
  });
}

function pathOf(name: string, field: string): string {
  const resource = resources.find((one) => one.name === name);
  return resource ? specPathOf(resource, field).join(".") : field;
}

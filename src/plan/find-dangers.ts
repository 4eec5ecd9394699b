import { type Actor, type Danger, dangers, type Outlook } from "../resources/dangers.ts";
import { resources } from "../resources/index.ts";
import { type JsonObject, specPathOf } from "../resources/resource.ts";
import type { Desired } from "../spec/types.ts";
import { mergeAll } from "./merge-fields.ts";
import type { Live, PlannedDanger, ResourcePlan } from "./types.ts";

/**
 * Returns the named dangers that these changes bring near. Pure.
 * `live` should hold every resource of the server, also those that the spec does not name.
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
  const isPossible = ({ sources, isNear }: Danger) =>
    [after, assume(true, after, sources), assume(false, after, sources)].some((one) =>
      isNear({ after: one, actor }),
    );
  return dangers.flatMap((danger) => {
    const { name, reason, sources } = danger;
    const near = sources.filter(([resource, field]) => changed.has(`${resource}.${field}`));
    if (near.length === 0 || !isPossible(danger)) return [];
    const paths = near.map(([resource, field]) => pathOf(resource, field));
    return [{ name, reason, paths, resources: [...new Set(sources.map(([resource]) => resource))] }];
  });
}

/** A resource that the server lacks, or a proxy hides, may hold either. */
function assume(value: boolean, after: Outlook["after"], sources: Danger["sources"]): Outlook["after"] {
  const assumed: Record<string, JsonObject> = { ...after };
  for (const [resource, field] of sources) {
    if (!after[resource]) assumed[resource] = { ...assumed[resource], [field]: value };
  }
  return assumed;
}

function pathOf(name: string, field: string): string {
  const resource = resources.find((one) => one.name === name);
  return resource ? specPathOf(resource, field).join(".") : field;
}

import { displayPath } from "../model/path.ts";
import type { Desired, Live, Resource } from "../model/resource.ts";
import type { Actor } from "../resources/dangers.ts";
import { resources } from "../resources/index.ts";
import { countUnchanged, findChanges } from "./find-changes.ts";
import { findDangers } from "./find-dangers.ts";
import { orderWrites } from "./order-writes.ts";
import type { Plan, ResourcePlan } from "./types.ts";

/**
 * Compares what the spec declares with what the server holds. Pure.
 *
 * `live` must have each resource that `desired` names and the server has, and for the dangers to be found those
 * of `listNeeded`. Returns the plan, its resources in the order in which they are to be written; a declared
 * setting that the server lacks is a change (`findObstacles` tells why it cannot be applied).
 */
export function planChanges(desired: Desired, live: Live, server: Plan["server"], actor: Actor): Plan {
  const plans = resources.flatMap((resource) => {
    const declared = desired[resource.name];
    if (declared === undefined) return [];
    const held = live[resource.name] ?? null;
    const changes = findChanges(resource, declared, held, server.version);
    return [describeResource(resource, changes, countUnchanged(resource, declared, held, changes))];
  });
  const dangers = findDangers(plans, desired, live, server.version, actor);
  return {
    server,
    resources: orderWrites(plans, dangers, desired),
    dangers,
    summary: {
      change: sum(plans, ({ changes }) => changes.filter(({ within }) => within === undefined).length),
      resources: plans.filter(({ changes }) => changes.length > 0).length,
      inSync: sum(plans, ({ inSync }) => inSync),
      unmanaged: sum(plans, ({ unmanaged }) => unmanaged),
    },
  };
}

function describeResource(
  { name, title, specPath }: Resource,
  changes: ResourcePlan["changes"],
  counts: Pick<ResourcePlan, "inSync" | "unmanaged">,
): ResourcePlan {
  return { resource: name, title, path: displayPath(specPath), changes, ...counts };
}

function sum<Item>(items: readonly Item[], count: (item: Item) => number): number {
  return items.reduce((total, item) => total + count(item), 0);
}

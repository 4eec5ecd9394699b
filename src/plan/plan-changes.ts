import { displayPath } from "../model/path.ts";
import type { Desired, Live } from "../model/resource.ts";
import type { Actor } from "../resources/dangers.ts";
import { resources } from "../resources/index.ts";
import { countUnchanged, findChanges, type KeyedChanges } from "./find-changes.ts";
import { findDangers } from "./find-dangers.ts";
import { orderWrites } from "./order-writes.ts";
import type { Plan, PlannedDanger, ResourcePlan } from "./types.ts";

/**
 * Compares what the spec declares with what the server holds. Pure.
 *
 * `live` must have each resource that `desired` names and the server has, and for the dangers to be found those
 * of `listNeeded`. Returns the plan, its resources in the order in which they are to be written; a declared
 * setting that the server lacks is a change (`findObstacles` tells why it cannot be applied).
 */
export function planChanges(desired: Desired, live: Live, server: Plan["server"], actor: Actor): Plan {
  const declared = resources.filter(({ name }) => desired[name] !== undefined);
  const changes = new Map(
    declared.map((resource): [string, KeyedChanges] => {
      const { name } = resource;
      return [name, findChanges(resource, desired[name] ?? {}, live[name] ?? null, server.version)];
    }),
  );
  const plans = declared.map((resource) => {
    const { name, title, specPath } = resource;
    const own: KeyedChanges = changes.get(name) ?? new Map();
    const counts = countUnchanged(resource, desired[name] ?? {}, live[name] ?? null, own);
    return { resource: name, title, path: displayPath(specPath), changes: [...own.values()], ...counts };
  });
  const dangers = findDangers(changes, desired, live, server.version, actor);
  const marked = orderWrites(plans, changes, dangers, desired).map((one) => markDangers(one, dangers));
  return {
    server,
    resources: marked,
    dangers,
    summary: {
      change: sum(plans, ({ changes }) => changes.filter(({ within }) => within === undefined).length),
      dangerous: sum(marked, ({ changes }) => changes.filter((one) => one.dangers !== undefined).length),
      resources: plans.filter(({ changes }) => changes.length > 0).length,
      inSync: sum(plans, ({ inSync }) => inSync),
      unmanaged: sum(plans, ({ unmanaged }) => unmanaged),
    },
  };
}

/** Returns the plan with each change naming its dangers. */
function markDangers(plan: ResourcePlan, dangers: readonly PlannedDanger[]): ResourcePlan {
  if (dangers.length === 0) return plan;
  const changes = plan.changes.map((change) => {
    const near = dangers.filter(({ paths }) => change.within === undefined && paths.includes(change.path));
    return near.length === 0 ? change : { ...change, dangers: near.map(({ name }) => name) };
  });
  return { ...plan, changes };
}

function sum<Item>(items: readonly Item[], count: (item: Item) => number): number {
  return items.reduce((total, item) => total + count(item), 0);
}

import { resources } from "../resources/index.ts";
import type { Json, JsonObject, Resource } from "../resources/resource.ts";
import { specPathOf } from "../resources/resource.ts";
import type { DeclaredFields, Desired } from "../spec/types.ts";
import { isSameValue } from "./compare.ts";
import type { FieldChange, Plan, ResourcePlan } from "./types.ts";

/** What the server holds: resource name → the raw object that it answered. */
export type Live = Readonly<Record<string, JsonObject>>;

/**
 * Compares what the spec declares with what the server holds. Pure.
 *
 * `live` must have each resource that `desired` names. Returns the plan, its resources in the
 * order in which they are to be written; a declared field that the server lacks is a change
 * (`findObstacles` tells why it cannot be applied).
 */
export function planChanges(desired: Desired, live: Live, server: Plan["server"]): Plan {
  const planned = resources.flatMap((resource) => {
    const declared = desired[resource.name];
    const held = live[resource.name];
    if (declared === undefined || held === undefined) return [];
    const plan = planResource(resource, declared, held);
    const changed = Object.fromEntries(plan.changes.map(({ field }) => [field, declared[field] as Json]));
    return [{ plan, rank: resource.rankWrite?.(changed) ?? 0 }];
  });
  const plans = planned.sort((a, b) => a.rank - b.rank).map(({ plan }) => plan);
  return {
    server,
    resources: plans,
    summary: {
      change: sum(plans, (plan) => plan.changes.length),
      resources: plans.filter((plan) => plan.changes.length > 0).length,
      leftAlone: sum(plans, (plan) => plan.inSync + plan.unmanaged),
    },
  };
}

function planResource(resource: Resource, declared: DeclaredFields, live: JsonObject): ResourcePlan {
  const changes = findChanges(resource, declared, live);
  const declaredFields = Object.keys(declared);
  return {
    resource: resource.name,
    title: resource.title,
    path: resource.specPath.join("."),
    changes,
    inSync: declaredFields.length - changes.length,
    unmanaged: Object.keys(live).filter((field) => !Object.hasOwn(declared, field)).length,
  };
}

/** Returns the declared fields of one resource whose live value differs. Pure. */
export function findChanges(resource: Resource, declared: DeclaredFields, live: JsonObject): FieldChange[] {
  return Object.entries(declared).flatMap(([name, desired]): FieldChange[] => {
    const field = resource.fields[name];
    const held = Object.hasOwn(live, name) ? live[name] : undefined;
    if (held !== undefined && isSameValue(field, held, desired)) return [];
    const change = { field: name, path: specPathOf(resource, name).join(".") };
    if (field?.sensitive) return [{ ...change, sensitive: true }];
    return [{ ...change, sensitive: false, ...(held === undefined ? {} : { live: held }), desired }];
  });
}

function sum<Item>(items: readonly Item[], count: (item: Item) => number): number {
  return items.reduce((total, item) => total + count(item), 0);
}

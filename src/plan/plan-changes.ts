import type { Actor } from "../resources/dangers.ts";
import { settleValue } from "../resources/history.ts";
import { resources } from "../resources/index.ts";
import type { Json, JsonObject, Resource } from "../resources/resource.ts";
import { isSensitive, specPathOf } from "../resources/resource.ts";
import type { DeclaredFields, Desired } from "../spec/types.ts";
import { isSameValue } from "./compare.ts";
import { findDangers } from "./find-dangers.ts";
import type { FieldChange, Live, Plan, ResourcePlan } from "./types.ts";

/**
 * Compares what the spec declares with what the server holds. Pure.
 *
 * For the dangers to be found, `live` should have every resource of the server, also those that `desired`
 * does not name. Returns the plan, its resources in the order in which they are to be written; a declared
 * field that the server lacks, or the whole resource, is a change (`findObstacles` tells why it cannot be
 * applied).
 */
export function planChanges(desired: Desired, live: Live, server: Plan["server"], actor: Actor): Plan {
  const plans = resources.flatMap((resource) => {
    const declared = desired[resource.name];
    return declared ? [planResource(resource, declared, live[resource.name] ?? {}, server.version)] : [];
  });
  const dangers = findDangers(plans, desired, live, actor);
  const rank = ({ resource: name, changes }: ResourcePlan): number => {
    const changed = Object.fromEntries(changes.map(({ field }) => [field, desired[name]?.[field] ?? null]));
    const own = resources.find((one) => one.name === name)?.rankWrite?.(changed) ?? 0;
    return own === 0 && dangers.some((danger) => danger.resources.includes(name)) ? 1 : own;
  };
  plans.sort((a, b) => rank(a) - rank(b));
  return {
    server,
    resources: plans,
    dangers,
    summary: {
      change: sum(plans, (plan) => plan.changes.length),
      resources: plans.filter((plan) => plan.changes.length > 0).length,
      inSync: sum(plans, (plan) => plan.inSync),
      unmanaged: sum(plans, (plan) => plan.unmanaged),
    },
  };
}

function planResource(
  resource: Resource,
  declared: DeclaredFields,
  live: JsonObject,
  version: string,
): ResourcePlan {
  const changes = findChanges(resource, declared, live, version);
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

/** Returns the declared fields of one resource whose live value differs on a server of that release. Pure. */
export function findChanges(
  resource: Resource,
  declared: DeclaredFields,
  live: JsonObject,
  version: string,
): FieldChange[] {
  return Object.entries(declared).flatMap(([name, desired]): FieldChange[] => {
    const field = resource.fields[name];
    const held = Object.hasOwn(live, name) ? live[name] : undefined;
    const settle = (value: Json) => settleValue(resource, name, value, version);
    if (held !== undefined && isSameValue(field, settle(held), settle(desired))) return [];
    const change = { field: name, path: specPathOf(resource, name).join(".") };
    if (isSensitive(resource, name)) {
      return [{ ...change, sensitive: true, secretChange: describeSecretChange(held, desired) }];
    }
    return [{ ...change, sensitive: false, ...(held === undefined ? {} : { live: held }), desired }];
  });
}

function describeSecretChange(live: Json | undefined, desired: Json): Required<FieldChange>["secretChange"] {
  const isEmpty = (value: Json | undefined) => value === undefined || value === null || value === "";
  if (isEmpty(desired)) return "cleared";
  return isEmpty(live) ? "set" : "changed";
}

function sum<Item>(items: readonly Item[], count: (item: Item) => number): number {
  return items.reduce((total, item) => total + count(item), 0);
}

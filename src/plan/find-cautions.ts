import { resources } from "../resources/index.ts";
import { specPathOf } from "../resources/resource.ts";
import type { Desired } from "../spec/types.ts";
import { mergeAll } from "./merge-fields.ts";
import type { Finding, Live, Plan } from "./types.ts";

/** Returns what is to be known of a plan, though it can be applied. Pure; `live` should hold every resource. */
export function findCautions(plan: Plan, desired: Desired, live: Live): Finding[] {
  const after = mergeAll(live, desired);
  return resources.flatMap((resource) => {
    const changes = plan.resources.find((one) => one.resource === resource.name)?.changes ?? [];
    if (changes.length === 0) return [];
    const changed = changes.map(({ field }) => field);
    const cautions = resource.findCautions?.(after, plan.server.version, changed) ?? [];
    return cautions.map(({ field, ...caution }) => ({ path: specPathOf(resource, field), ...caution }));
  });
}

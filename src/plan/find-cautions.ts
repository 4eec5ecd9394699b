import { resources } from "../resources/index.ts";
import { specPathOf } from "../resources/resource.ts";
import type { Desired } from "../spec/types.ts";
import { mergeAll } from "./merge-fields.ts";
import type { Finding, Live, Plan } from "./types.ts";

/** Returns what is to be known of a plan, though it can be applied. Pure; `live` should hold every resource. */
export function findCautions(plan: Plan, desired: Desired, live: Live): Finding[] {
  const after = mergeAll(live, desired);
  const changed = plan.resources.filter(({ changes }) => changes.length > 0);
  return resources
    .filter(({ name }) => changed.some((one) => one.resource === name))
    .flatMap((resource) =>
      (resource.findCautions?.(after, plan.server.version) ?? []).map(({ field, ...caution }) => ({
        path: specPathOf(resource, field),
        ...caution,
      })),
    );
}

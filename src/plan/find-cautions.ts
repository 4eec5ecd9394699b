import type { Desired, Live } from "../model/resource.ts";
import { findResource } from "../resources/index.ts";
import { mergeAll } from "./build-body.ts";
import { listChangedKeys } from "./find-changes.ts";
import type { Finding, Plan } from "./types.ts";

/** Returns what is to be known of a plan, though it can be applied. Pure. */
export function findCautions(plan: Plan, desired: Desired, live: Live): Finding[] {
  const after = mergeAll(live, desired);
  const { version } = plan.server;
  return plan.resources
    .filter(({ changes }) => changes.length > 0)
    .flatMap(({ resource: name }) => {
      const resource = findResource(name);
      const changed = listChangedKeys(resource, desired[name] ?? {}, live[name] ?? {}, version);
      const cautions = resource.findCautions?.(after, version, changed) ?? [];
      return cautions.map(({ path, ...caution }) => ({ path: [...resource.specPath, ...path], ...caution }));
    });
}

import { explainAbsence } from "../resources/history.ts";
import { resources } from "../resources/index.ts";
import { specPathOf } from "../resources/resource.ts";
import type { Desired } from "../spec/types.ts";
import { mergeFields } from "./merge-fields.ts";
import type { Finding, Live, Plan } from "./types.ts";

/** Returns all that the server would ignore or refuse of a plan, which then cannot be applied. Pure. */
export function findObstacles(plan: Plan, desired: Desired, live: Live): Finding[] {
  return plan.resources.flatMap(({ resource: name, changes }) => {
    const resource = resources.find((one) => one.name === name);
    const held = live[name];
    const declared = desired[name];
    if (!resource || !held || !declared || changes.length === 0) return [];

    const unknown = Object.keys(declared)
      .filter((field) => !Object.hasOwn(held, field))
      .map((field) => {
        const [message, hint] = explainAbsence(resource, field, plan.server.version);
        return { path: specPathOf(resource, field), code: "plan.unknown-to-server", message, hint };
      });
    const refused = (resource.findRefusals?.(mergeFields(held, declared), plan.server.version) ?? []).map(
      ({ field, message, hint }) => ({
        path: specPathOf(resource, field),
        code: "plan.refused-by-server",
        message,
        hint,
      }),
    );
    return [...unknown, ...refused];
  });
}

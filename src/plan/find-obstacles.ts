import { explainAbsence } from "../resources/history.ts";
import { resources } from "../resources/index.ts";
import { type Absence, type Resource, specPathOf } from "../resources/resource.ts";
import type { Desired } from "../spec/types.ts";
import { mergeFields } from "./merge-fields.ts";
import type { Finding, Live, Plan } from "./types.ts";

/**
 * Returns all that the server lacks, or would ignore or refuse, of a plan, which then cannot be applied. Pure.
 * `absent` has what the server answers for a resource that is not in `live`, by resource name.
 */
export function findObstacles(
  plan: Plan,
  desired: Desired,
  live: Live,
  absent: Readonly<Record<string, Absence>> = {},
): Finding[] {
  return plan.resources.flatMap(({ resource: name, changes }) => {
    const resource = resources.find((one) => one.name === name);
    const held = live[name];
    const declared = desired[name];
    if (!resource || !declared || changes.length === 0) return [];
    if (!held) return [describeAbsence(resource, absent[name], plan.server.version)];

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

function describeAbsence(resource: Resource, absence: Absence | undefined, version: string): Finding {
  const { title, endpoint, specPath } = resource;
  const message = `this server (${version}) has no ${title}`;
  const problem = { path: [...specPath], code: "plan.unknown-to-server" };
  return absence === "page"
    ? {
        ...problem,
        message: `${message}: it answers ${endpoint} with a web page`,
        hint: "a proxy in front of Open WebUI may be the reason: let it pass /api; otherwise take the section out of the spec",
      }
    : {
        ...problem,
        message: `${message}: it does not know ${endpoint}`,
        hint: "take the section out of the spec, or use a release of Open WebUI that has it",
      };
}

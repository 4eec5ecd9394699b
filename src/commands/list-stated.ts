import { displayPath } from "../model/path.ts";
import { listDeclared } from "../model/settings.ts";
import type { Place, Stated } from "../render/plan-view.ts";
import { findResource } from "../resources/index.ts";
import type { Spec } from "../spec/types.ts";
import type { PreparedPlan } from "./prepare-plan.ts";

/** Returns every setting and entry that the spec declares, in the order of the plan, with the place of those that differ. */
export function listStated({
  spec,
  plan,
  desired,
}: Pick<PreparedPlan, "spec" | "plan" | "desired">): Stated[] {
  return plan.resources.flatMap(({ resource, path: section, changes }) => {
    const { root, specPath } = findResource(resource);
    const byPath = new Map(changes.map((change) => [change.path, change]));
    return [...listDeclared(root, desired[resource] ?? {}).values()].map((setting): Stated => {
      const at = [...specPath, ...setting.path];
      const path = displayPath(at);
      const change = byPath.get(path);
      return { section, path, ...(change === undefined ? {} : { change, place: locate(spec, at) }) };
    });
  });
}

function locate(spec: Spec, path: readonly string[]): Place {
  const { file, line, column } = spec.locate(path, { severity: "warning", code: "plan.drift", message: "" });
  return { file, line, column };
}

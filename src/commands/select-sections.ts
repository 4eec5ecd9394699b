import { UsageError } from "../errors.ts";
import { findResource, resources } from "../resources/index.ts";
import type { Spec } from "../spec/types.ts";

/** The sections of a spec that hold settings. */
export const sections: readonly string[] = [...new Set(resources.map(({ specPath }) => specPath[0] ?? ""))];

/** True when a resource belongs to one of these sections; to any when none is named. */
export function isSelected(name: string, only: readonly string[]): boolean {
  return only.length === 0 || only.includes(findResource(name).specPath[0] ?? "");
}

/**
 * Returns the spec with these sections only; with all when none is named. Throws UsageError when it declares none
 * of them, so that no drift check is green by mistake.
 */
export function selectSections(spec: Spec, only: readonly string[]): Spec {
  const declared = Object.entries(spec.declared).filter(([name]) => isSelected(name, only));
  if (only.length > 0 && declared.length === 0) {
    throw new UsageError(`the spec declares nothing in ${only.join(", ")}`, {
      hint: "take --only away, or name sections that the spec has",
    });
  }
  const unknown = spec.unknown.filter(({ resource }) => isSelected(resource, only));
  return { ...spec, declared: Object.fromEntries(declared), unknown };
}

import { UsageError } from "../errors.ts";
import type { Desired } from "../model/resource.ts";
import { findResource, resources } from "../resources/index.ts";

/** The sections of a spec that hold settings. */
export const sections: readonly string[] = [...new Set(resources.map(({ specPath }) => specPath[0] ?? ""))];

/** True when a resource belongs to one of these sections; to any when none is named. */
export function isSelected(name: string, only: readonly string[]): boolean {
  return only.length === 0 || only.includes(findResource(name).specPath[0] ?? "");
}

/**
 * Returns what is desired of these sections only; of all when none is named.
 * Throws UsageError when the spec declares none of them, so that no drift check is green by mistake.
 */
export function selectSections(desired: Desired, only: readonly string[]): Desired {
  const chosen = Object.entries(desired).filter(([name]) => isSelected(name, only));
  if (only.length > 0 && chosen.length === 0) {
    throw new UsageError(`the spec declares nothing in ${only.join(", ")}`, {
      hint: "take --only away, or name sections that the spec has",
    });
  }
  return Object.fromEntries(chosen);
}

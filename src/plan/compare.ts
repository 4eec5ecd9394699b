import type { Json } from "../model/json.ts";
import type { Resource } from "../model/resource.ts";
import { findReordered, isSameValue, listLive, type Settings } from "../model/settings.ts";

/** True when two readings agree in one setting; one that is missing counts as null. */
export function holdsSame(key: string, a: Settings, b: Settings): boolean {
  const [left, right] = [a.get(key), b.get(key)];
  return isSameValue(left?.leaf ?? right?.leaf, left?.value ?? null, right?.value ?? null);
}

/** Returns the keys of the settings in which two readings differ. */
export function listDifferences(a: Settings, b: Settings): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((key) => !holdsSame(key, a, b));
}

/** True when two readings of a resource have the same settings, in the same order, and hold the same for each. */
export function holdsAllSame({ root }: Resource, a: Json, b: Json): boolean {
  if (findReordered(root, a, b).length > 0) return false;
  const [left, right] = [listLive(root, a), listLive(root, b)];
  return (
    left.size === right.size && [...left.keys()].every((key) => right.has(key) && holdsSame(key, left, right))
  );
}

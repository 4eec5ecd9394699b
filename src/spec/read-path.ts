import type { Json } from "../resources/resource.ts";

/** Returns what stands at a path in a value, or undefined. */
export function readPath(value: Json | undefined, path: readonly string[]): Json | undefined {
  let read = value;
  for (const key of path) {
    if (read === null || typeof read !== "object") return undefined;
    read = Array.isArray(read) ? read[Number(key)] : Object.hasOwn(read, key) ? read[key] : undefined;
  }
  return read;
}

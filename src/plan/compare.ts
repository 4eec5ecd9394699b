import type { Field, Json } from "../resources/resource.ts";

/** Returns `value` as indented JSON with the keys of objects sorted, so that equal values give equal text. */
export function toStableJson(value: Json): string {
  return JSON.stringify(value, (_key, one) => (isObject(one) ? sortKeys(one) : one), 2);
}

/** True when the server treats both values of `field` as the same setting. */
export function isSameValue(field: Field | undefined, a: Json, b: Json): boolean {
  const canonical = field?.canonical ?? ((value) => value);
  return toStableJson(canonical(a)) === toStableJson(canonical(b));
}

function isObject(value: unknown): value is Record<string, Json> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sortKeys(value: Record<string, Json>): Record<string, Json> {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

import type { Field, Json, JsonObject, Resource } from "../resources/resource.ts";

/** Returns `value` as indented JSON with the keys of objects sorted, so that equal values give equal text. */
export function toStableJson(value: Json): string {
  return JSON.stringify(value, (_key, one) => (isObject(one) ? sortKeys(one) : one), 2);
}

/** True when the server treats both values of `field` as the same setting. */
export function isSameValue(field: Field | undefined, a: Json, b: Json): boolean {
  const canonical = field?.canonical ?? ((value) => value);
  return toStableJson(canonical(a)) === toStableJson(canonical(b));
}

/** True when both objects hold the same for one field. */
export function holdsSame(resource: Resource, name: string, a: JsonObject, b: JsonObject): boolean {
  return isSameValue(resource.fields[name], a[name] ?? null, b[name] ?? null);
}

/** True when both objects have the same fields and hold the same for each. */
export function holdsAllSame(resource: Resource, a: JsonObject, b: JsonObject): boolean {
  return Object.keys({ ...a, ...b }).every(
    (name) => Object.hasOwn(a, name) && Object.hasOwn(b, name) && holdsSame(resource, name, a, b),
  );
}

function isObject(value: unknown): value is Record<string, Json> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sortKeys(value: Record<string, Json>): Record<string, Json> {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

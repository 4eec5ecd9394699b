import type { Json, JsonObject, Resource } from "../resources/resource.ts";
import type { DeclaredFields, Desired } from "../spec/types.ts";
import type { Live } from "./types.ts";

/** Returns the raw live object, fields unknown to owconf included, overlaid with what the spec declares. */
export function mergeFields(live: JsonObject, declared: DeclaredFields): JsonObject {
  return { ...live, ...declared };
}

/** Returns every resource as it will be. */
export function mergeAll(live: Live, desired: Desired): Record<string, JsonObject> {
  return Object.fromEntries(
    Object.entries(live).map(([name, held]) => [name, mergeFields(held, desired[name] ?? {})]),
  );
}

/**
 * Returns the body that brings `live` to `declared` in one write.
 *
 * It is whole, because the server resets what is left out; only fields with `sendOnlyWhenChanged`
 * stay out unless they are in `changed`.
 */
export function buildBody(
  resource: Resource,
  live: JsonObject,
  declared: DeclaredFields,
  changed: readonly string[],
): JsonObject {
  const fields = Object.entries(mergeFields(live, declared)).filter(
    ([name]) => !resource.fields[name]?.sendOnlyWhenChanged || changed.includes(name),
  );
  return Object.fromEntries(
    fields.map(([name, value]): [string, Json] => [resource.fields[name]?.bodyKey ?? name, value]),
  );
}

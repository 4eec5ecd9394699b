/** A value as JSON has it. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

/** True for a JSON object: no list, and not null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns an object's own value of a key, or undefined; of anything else undefined. */
export function getOwn(value: Json | undefined, key: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Returns what stands at a path of keys and list indices, or undefined. */
export function readPath(value: Json | undefined, path: readonly string[]): Json | undefined {
  let found = value;
  for (const key of path) found = Array.isArray(found) ? found[Number(key)] : getOwn(found, key);
  return found;
}

/** Returns the text at a path, undefined where there is none or an empty one. */
export function readText(value: Json, path: readonly string[]): string | undefined {
  const found = readPath(value, path);
  return typeof found === "string" && found !== "" ? found : undefined;
}

/** Returns a value as indented JSON with the keys of objects sorted, so that equal values give equal text. */
export function toStableJson(value: Json): string {
  return JSON.stringify(value, (_key, one) => (isObject(one) ? sortKeys(one) : one), 2);
}

function sortKeys(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** Returns an object in which what stands at a path of keys is replaced. */
export function replaceAt(target: Json, [key, ...rest]: readonly string[], value: Json): Json {
  if (key === undefined) return value;
  return isObject(target) ? { ...target, [key]: replaceAt(target[key] ?? null, rest, value) } : target;
}

/** Puts a value where a path of keys leads to; objects on the way that are not there are made. */
export function setPath(target: JsonObject, [key = "", ...rest]: readonly string[], value: Json): void {
  if (rest.length === 0) {
    target[key] = value;
    return;
  }
  const below = target[key];
  const child = isObject(below) ? below : {};
  target[key] = child;
  setPath(child, rest, value);
}

/** Returns an object that has a value at a path of keys, and nothing else; of an empty path the value. */
export function nestAt(path: readonly string[], value: Json): Json {
  return path.reduceRight<Json>((below, key) => ({ [key]: below }), value);
}

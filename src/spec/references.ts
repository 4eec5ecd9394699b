import type { Json, JsonObject } from "../model/json.ts";
import type { Path } from "../model/path.ts";
import { variableName } from "./schema.ts";
import type { SecretReference } from "./types.ts";

/** Returns what stands for a secret in a value, at any depth, well-formed or not, each with its path. */
export function listReferences(value: Json, path: Path): [path: string[], JsonObject][] {
  if (value === null || typeof value !== "object") return [];
  if (standsForSecret(value)) return [[[...path], value]];
  return Object.entries(value).flatMap(([key, one]) => listReferences(one, [...path, key]));
}

/** Returns whether a value leads to a secret. */
export function isReference(value: Json): value is SecretReference {
  if (value === null || typeof value !== "object" || !standsForSecret(value)) return false;
  const { env, file } = value;
  if (env !== undefined && file !== undefined) return false;
  return typeof env === "string" ? variableName.test(env) : typeof file === "string" && file !== "";
}

/** Returns whether a list or a map is a reference to a secret, faulty or not; one with further keys may be a setting of its own. */
export function standsForSecret(value: Json[] | JsonObject): value is JsonObject {
  const keys = Array.isArray(value) ? [] : Object.keys(value);
  return keys.length > 0 && keys.every((key) => key === "env" || key === "file");
}

import type { Json } from "../model/json.ts";

/** Returns a text without the blanks around it, anything else as it is. */
export function trim(value: Json): Json {
  return typeof value === "string" ? value.trim() : value;
}

/** Returns a text without the slashes around it, anything else as it is. */
export function trimSlashes(value: Json): Json {
  return typeof value === "string" ? value.replace(/^\/+|\/+$/g, "") : value;
}

/** Returns the number in a text, null for an empty one, anything else as it is. */
export function toNumber(value: Json): Json {
  if (value === "") return null;
  return typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
}

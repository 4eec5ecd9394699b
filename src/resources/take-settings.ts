import { isObject, type Json } from "../model/json.ts";

/**
 * Returns the settings in an answer, without the status that stands beside them; undefined when `typical` is not
 * among them, as in the answers of older releases, which have other names.
 */
export function takeSettings(answer: Json, typical: string): Json | undefined {
  if (!isObject(answer) || !Object.hasOwn(answer, typical)) return undefined;
  const { status: _, ...settings } = answer;
  return settings;
}

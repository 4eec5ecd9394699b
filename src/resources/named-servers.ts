import { type Json, type JsonObject, readPath } from "../model/json.ts";

/** Returns a function that names servers: by their id, or by their URL where they have none. */
export function nameByIdOrUrl(idPath: readonly string[]): (items: readonly Json[]) => (string | undefined)[] {
  return (items) => items.map((item) => readText(item, idPath) ?? readText(item, ["url"]));
}

/** Returns a function that makes a server of a name: a URL, or an id, which stands in what `withId` returns. */
export function createNamed(
  defaults: JsonObject,
  withId: (id: string) => JsonObject,
): (name: string) => JsonObject {
  return (name) => ({ ...defaults, ...(/^\w+:\/\//.test(name) ? { url: name } : withId(name)) });
}

/** Returns the text at a path, undefined where there is none or an empty one. */
export function readText(item: Json, path: readonly string[]): string | undefined {
  const found = readPath(item, path);
  return typeof found === "string" && found !== "" ? found : undefined;
}

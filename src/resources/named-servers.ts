import { getOwn, type Json, type JsonObject, readText } from "../model/json.ts";
import type { Resource } from "../model/resource.ts";

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

/** Returns how a list of servers is read and written: as the value of `key`, at one endpoint. */
export function atEndpoint(path: string, key: string): Pick<Resource, "read" | "write"> {
  return {
    read: { path, unwrap: (answer) => getOwn(answer, key) },
    // The server connects to all of them before it answers.
    write: { path, wrap: (settings) => ({ [key]: settings ?? [] }), timeoutMs: 120_000 },
  };
}

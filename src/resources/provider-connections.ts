import { getOwn, isObject, type Json, type JsonObject, readText } from "../model/json.ts";
import type { Collection, Node } from "../model/node.ts";
import { flag, json, leaf, listById, mapOf, secret, text, texts } from "./nodes.ts";

/** Returns what the config of any connection may have; `header` is the variable that export names for headers. */
export function connectionSettings(header: string): Record<string, Node> {
  return {
    enable: flag("Use this connection."),
    tags: leaf("Tags given to its models.", (z) => z.array(json(z)), { label: "Tags" }),
    prefix_id: text("Put in front of the ids of its models, with a dot.", { label: "Prefix ID" }),
    model_ids: texts("The only models to offer; empty: all.", { label: "Model IDs" }),
    connection_type: text("Where its models run, for people: external or local.", {
      label: "Connection Type",
    }),
    auth_type: text("How Open WebUI signs in there: none, bearer, session, system_oauth or azure_ad.", {
      label: "Auth",
    }),
    headers: mapOf("Request headers to add.", secret(header, "Value of the header.")),
    passthrough_params: texts("Parameters of Anthropic requests that are passed on as they are."),
  };
}

/**
 * The server holds the connections of a provider as a list of URLs and a map of configs by index; as one list
 * they can be told apart, added and removed without moving what belongs to others.
 */
export function joinConnections(urls: readonly Json[], configs: Json | undefined): JsonObject[] {
  return urls.map((url, index) => {
    // Releases before 0.5 wrote the URL instead of the index, and all later ones still read that.
    const config =
      getOwn(configs, String(index)) ?? (typeof url === "string" ? getOwn(configs, url) : undefined);
    return config === undefined ? { url } : { url, config };
  });
}

/** Returns what `joinConnections` joined, and the items beside it. */
export function splitConnections(connections: Json | undefined): {
  urls: Json[];
  configs: JsonObject;
  items: JsonObject[];
} {
  const items = Array.isArray(connections) ? connections.filter(isObject) : [];
  const configs = items.flatMap(({ config }, index): [string, Json][] =>
    config === undefined ? [] : [[String(index), config]],
  );
  return { urls: items.map(({ url }) => url ?? ""), configs: Object.fromEntries(configs), items };
}

/**
 * Returns what connections are called: URL#prefix_id, and without a prefix their URL. The spec may call one by its
 * URL alone where that tells it apart: the one without a prefix, or else the only one.
 */
function nameConnections(items: readonly Json[], declared: readonly string[]): (string | undefined)[] {
  const urls = items.map((item) => readText(item, ["url"]));
  const names = items.map((item, index) => {
    const prefix = readText(item, ["config", "prefix_id"]);
    return prefix === undefined || urls[index] === undefined ? urls[index] : `${urls[index]}#${prefix}`;
  });
  return names.map((name, index) => {
    const url = urls[index];
    const isShort = url !== undefined && declared.includes(url) && !names.includes(url);
    return name !== undefined && isShort && !declared.includes(name) ? url : name;
  });
}

/** Returns the connections of a provider as settings; `traits` has what is particular about them. */
export function listConnections(
  settings: Record<string, Node>,
  traits: Pick<Collection, "aliases" | "create">,
): Collection {
  return listById(
    ["url"],
    "Connections by URL. One with a prefix_id is called URL#prefix_id where the URL alone does not tell it apart, and where it is removed.",
    settings,
    { nameItems: nameConnections, isByUrl: true, create: createConnection, ...traits },
  );
}

/** Returns a new connection of a name. */
export function createConnection(name: string): JsonObject {
  const [, url = name, prefix] = /^(.*)#([^#]+)$/.exec(name) ?? [];
  return prefix === undefined ? { url } : { url, config: { prefix_id: prefix } };
}

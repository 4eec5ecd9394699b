import { z } from "zod";
import { getOwn, isObject, type Json, type JsonObject } from "../model/json.ts";
import type { Node } from "../model/node.ts";
import { readText } from "./named-servers.ts";
import { flag, json, leaf, mapOf, secret, text, texts } from "./nodes.ts";

/** Returns what the config of any connection may have; `header` is the variable that export names for headers. */
export function connectionSettings(header: string): Record<string, Node> {
  return {
    enable: flag("Use this connection."),
    tags: leaf("Tags given to its models.", () => z.array(json()), { label: "Tags" }),
    prefix_id: text("Put in front of the ids of its models, with a dot.", { label: "Prefix ID" }),
    model_ids: texts("The only models to offer; empty: all.", { label: "Model IDs" }),
    connection_type: text("Where its models run, for people: external or local.", {
      label: "Connection Type",
    }),
    auth_type: text("How Open WebUI signs in there: none, bearer, session, system_oauth or azure_ad.", {
      label: "Auth",
    }),
    forward_cookies: flag("Pass the cookies of whoever asks on to the provider."),
    headers: mapOf("Request headers to add.", secret(header, "Value of the header.")),
    passthrough_params: texts("Parameters of Anthropic requests that are passed on as they are."),
    provider: text("What is at the other end, where that matters, such as azure or llama.cpp.", {
      label: "Provider",
    }),
    api_type: text("responses: use the Responses API instead of chat completions.", { label: "API Type" }),
    api_version: text("API version, for Azure.", { label: "API Version" }),
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
 * Returns what connections are called: their URL, or URL#prefix_id where the spec says so or the URL is there
 * several times.
 */
export function nameConnections(items: readonly Json[], declared: readonly string[]): (string | undefined)[] {
  const urls = items.map((item) => readText(item, ["url"]));
  const full = items.map((item, index) => {
    const prefix = readText(item, ["config", "prefix_id"]);
    return prefix === undefined ? urls[index] : `${urls[index]}#${prefix}`;
  });
  return items.map((_, index) => {
    const [url, whole] = [urls[index], full[index]];
    if (url === undefined || whole === undefined || declared.includes(whole)) return whole;
    const rivals = urls.filter((other, at) => other === url && !declared.includes(full[at] ?? ""));
    const isMeant = declared.includes(url) || !urls.some((other, at) => other === url && at !== index);
    return rivals.length === 1 && isMeant ? url : whole;
  });
}

/** Returns a new connection of a name. */
export function createConnection(name: string): JsonObject {
  const [, url = name, prefix] = /^(.*)#([^#]+)$/.exec(name) ?? [];
  return prefix === undefined ? { url } : { url, config: { prefix_id: prefix } };
}

import { getOwn, isObject, type Json } from "../model/json.ts";
import type { Resource } from "../model/resource.ts";
import { flag, group, optionalFlag, secret, text } from "./nodes.ts";
import {
  connectionSettings,
  createConnection,
  joinConnections,
  listConnections,
  splitConnections,
} from "./provider-connections.ts";

/** OpenAI-compatible endpoints. */
export const openai: Resource = {
  name: "openai",
  title: "OpenAI connections",
  description: "Connections to OpenAI and to whatever speaks its API.",
  specPath: ["openai"],
  panel: "Admin Panel > Settings > Connections",
  read: { path: "/openai/config", unwrap: joinLists },
  write: { path: "/openai/config/update", wrap: splitLists },
  root: group("Connections to OpenAI and to whatever speaks its API.", {
    ENABLE_OPENAI_API: optionalFlag("Use these connections.", { label: "OpenAI API" }),
    connections: listConnections(
      {
        key: secret("OPENAI_API_KEY", "API key.", { aliases: ["api_key"] }),
        config: group("How the connection is used.", {
          ...connectionSettings("OPENAI_HEADER"),
          azure: flag("It is Azure OpenAI."),
          forward_cookies: flag("Pass the cookies of whoever asks on to the provider."),
          provider: text("What is at the other end, where that matters, such as azure or llama.cpp.", {
            label: "Provider",
          }),
          api_type: text("responses: use the Responses API instead of chat completions.", {
            label: "API Type",
          }),
          api_version: text("API version, for Azure.", { label: "API Version" }),
        }),
      },
      {
        create: (name) => ({ ...createConnection(name), key: "" }),
        aliases: ["OPENAI_API_BASE_URLS", "OPENAI_API_KEYS", "OPENAI_API_CONFIGS"],
      },
    ),
  }),
};

function joinLists(answer: Json): Json | undefined {
  if (!isObject(answer) || !Array.isArray(answer.OPENAI_API_BASE_URLS)) return undefined;
  const {
    OPENAI_API_BASE_URLS: urls,
    OPENAI_API_KEYS: keys,
    OPENAI_API_CONFIGS: configs,
    ...others
  } = answer;
  const all = joinConnections(urls, configs);
  const connections = all.map((one, index) => ({ ...one, key: (Array.isArray(keys) && keys[index]) || "" }));
  return { ...others, connections };
}

function splitLists(settings: Json): Json {
  if (!isObject(settings)) return settings;
  const { connections, ...others } = settings;
  const { urls, configs, items } = splitConnections(connections);
  const keys = items.map((item) => getOwn(item, "key") ?? "");
  return { ...others, OPENAI_API_BASE_URLS: urls, OPENAI_API_KEYS: keys, OPENAI_API_CONFIGS: configs };
}

import { isObject, type Json } from "../model/json.ts";
import type { Resource } from "../model/resource.ts";
import { group, optionalFlag, secret } from "./nodes.ts";
import {
  connectionSettings,
  joinConnections,
  listConnections,
  splitConnections,
} from "./provider-connections.ts";

/** Ollama servers. */
export const ollama: Resource = {
  name: "ollama",
  title: "Ollama connections",
  description: "Connections to Ollama servers.",
  specPath: ["ollama"],
  panel: "Admin Panel > Settings > Connections",
  read: { path: "/ollama/config", unwrap: joinLists },
  write: { path: "/ollama/config/update", wrap: splitLists },
  root: group("Connections to Ollama servers.", {
    ENABLE_OLLAMA_API: optionalFlag("Use these connections.", { label: "Ollama API" }),
    connections: listConnections(
      {
        config: group("How the connection is used.", {
          key: secret("OLLAMA_API_KEY", "API key, where a proxy in front of Ollama wants one.", {
            aliases: ["api_key"],
          }),
          ...connectionSettings("OLLAMA_HEADER"),
        }),
      },
      {
        aliases: ["OLLAMA_BASE_URLS", "OLLAMA_API_CONFIGS"],
      },
    ),
  }),
};

function joinLists(answer: Json): Json | undefined {
  if (!isObject(answer) || !Array.isArray(answer.OLLAMA_BASE_URLS)) return undefined;
  const { OLLAMA_BASE_URLS: urls, OLLAMA_API_CONFIGS: configs, ...others } = answer;
  return { ...others, connections: joinConnections(urls, configs) };
}

function splitLists(settings: Json): Json {
  if (!isObject(settings)) return settings;
  const { connections, ...others } = settings;
  const { urls, configs } = splitConnections(connections);
  return { ...others, OLLAMA_BASE_URLS: urls, OLLAMA_API_CONFIGS: configs };
}

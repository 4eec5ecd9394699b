import { getOwn, type Json } from "../model/json.ts";
import type { Refusal, Resource } from "../model/resource.ts";
import { compareReleases } from "../releases/releases.ts";
import { trim } from "./canonical.ts";
import { doubtUnlessOneOf } from "./engines.ts";
import { group, optionalFlag, optionalInteger, secret, text } from "./nodes.ts";
import { takeSettings } from "./take-settings.ts";

/** The model that turns documents and queries into vectors. */
export const embedding: Resource = {
  name: "embedding",
  title: "embedding",
  description: "The model that turns documents and queries into vectors.",
  specPath: ["embedding"],
  panel: "Admin Panel > Settings > Documents",
  // These names since 0.6.40; older releases say embedding_engine and so on.
  read: {
    path: "/api/v1/retrieval/embedding",
    unwrap: (answer) => takeSettings(answer, "RAG_EMBEDDING_ENGINE"),
  },
  // Every write loads the model anew, and with SentenceTransformers downloads it where it is missing.
  write: { path: "/api/v1/retrieval/embedding/update", timeoutMs: 300_000 },
  root: group("The model that turns documents and queries into vectors.", {
    RAG_EMBEDDING_ENGINE: text(
      "Who computes vectors: ollama, openai or azure_openai; empty: SentenceTransformers on the server.",
      { label: "Embedding Model Engine", findDoubt: doubtUnlessOneOf("ollama", "openai", "azure_openai") },
    ),
    RAG_EMBEDDING_MODEL: text(
      "Embedding model. After a change the vectors of all knowledge are useless until it is reindexed.",
      { label: "Embedding Model", canonical: trim },
    ),
    RAG_EMBEDDING_BATCH_SIZE: optionalInteger("How many texts go into one request.", {
      label: "Embedding Batch Size",
      aliases: ["RAG_EMBEDDING_OPENAI_BATCH_SIZE"],
    }),
    ENABLE_ASYNC_EMBEDDING: optionalFlag("Send the requests of a document side by side.", {
      label: "Async Embedding Processing",
    }),
    RAG_EMBEDDING_CONCURRENT_REQUESTS: optionalInteger(
      "How many requests may run side by side; 0: no limit.",
      {
        label: "Embedding Concurrent Requests",
      },
    ),
    openai_config: group("The OpenAI-compatible API; taken only while it is the engine.", {
      url: text("URL of the API.", { label: "API Base URL", aliases: ["RAG_OPENAI_API_BASE_URL"] }),
      key: secret("RAG_OPENAI_API_KEY", "API key.", { label: "API Key", aliases: ["RAG_OPENAI_API_KEY"] }),
    }),
    ollama_config: group("Ollama; taken only while it is the engine.", {
      url: text("URL of Ollama.", { label: "API Base URL", aliases: ["RAG_OLLAMA_BASE_URL"] }),
      key: secret("RAG_OLLAMA_API_KEY", "API key.", { label: "API Key", aliases: ["RAG_OLLAMA_API_KEY"] }),
    }),
    azure_openai_config: group("Azure OpenAI; taken only while it is the engine.", {
      url: text("URL of the deployment.", { label: "API Base URL", aliases: ["RAG_AZURE_OPENAI_BASE_URL"] }),
      key: secret("RAG_AZURE_OPENAI_API_KEY", "API key.", {
        label: "API Key",
        aliases: ["RAG_AZURE_OPENAI_API_KEY"],
      }),
      version: text("API version.", { label: "Version", aliases: ["RAG_AZURE_OPENAI_API_VERSION"] }),
    }),
  }),
  findRefusals,
};

const engines: readonly Json[] = ["", "ollama", "openai", "azure_openai"];

function findRefusals(merged: Json, version: string, changed: readonly string[]): Refusal[] {
  const engine = getOwn(merged, "RAG_EMBEDDING_ENGINE") ?? "";
  // The server answers 500 to another engine, which it has stored by then up to 0.9.
  if (!engines.includes(engine)) {
    return [
      {
        path: ["RAG_EMBEDDING_ENGINE"],
        message: "RAG_EMBEDDING_ENGINE is no engine that Open WebUI knows",
        hint: 'set embedding.RAG_EMBEDDING_ENGINE to ollama, openai, azure_openai or ""',
      },
    ];
  }
  // Answered 200 and dropped: since 0.11 all but the chosen engine's, before that all while there is none.
  const isDropped = (owner: string) =>
    compareReleases(version, "0.11") >= 0 ? owner !== engine : engine === "";
  return changed
    .map((path) => path.split("."))
    .filter(([first = ""]) => first.endsWith("_config") && isDropped(first.replace("_config", "")))
    .map((path) => ({
      path,
      message: `${path.join(".")} is only stored while ${path[0]?.replace("_config", "")} is the engine`,
      hint: `set embedding.RAG_EMBEDDING_ENGINE to it, or take embedding.${path[0]} out of the spec`,
    }));
}

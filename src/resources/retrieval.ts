import { getOwn, isObject, type Json, type JsonObject } from "../model/json.ts";
import type { Leaf } from "../model/node.ts";
import type { Refusal, Resource } from "../model/resource.ts";
import { compareReleases } from "../releases/releases.ts";
import { toNumber, trim } from "./canonical.ts";
import { doubtUnlessOneOf } from "./engines.ts";
import { flag, group, integer, leaf, number, secret, text, texts } from "./nodes.ts";
import { extractionSettings } from "./retrieval-extraction.ts";
import { webSettings } from "./retrieval-web.ts";
import { takeSettings } from "./take-settings.ts";

/** Reading documents and web pages, and finding in them what fits a question. */
export const retrieval: Resource = {
  name: "retrieval",
  title: "retrieval",
  description: "Reading documents and web pages, and finding in them what fits a question.",
  specPath: ["retrieval"],
  panel: "Admin Panel > Settings > Documents, and Web Search for web",
  // One flat object since 0.6.5; 0.6.0 and older have other names, at several endpoints.
  read: { path: "/api/v1/retrieval/config", unwrap: (answer) => takeSettings(answer, "RAG_TEMPLATE") },
  write: {
    path: "/api/v1/retrieval/config/update",
    wrap,
    // The answer leaves settings out, other ones on each release.
    unwrap: () => undefined,
    failsAfterStoring: (version) => ["0.8.11", "0.8.12"].includes(version),
    // With hybrid search every write loads the reranking model, and downloads it where it is missing.
    timeoutMs: 300_000,
  },
  root: group("Reading documents and web pages, and finding in them what fits a question.", {
    BYPASS_EMBEDDING_AND_RETRIEVAL: flag("Give the model whole documents, and compute no vectors.", {
      label: "Bypass Embedding and Retrieval",
    }),
    RAG_FULL_CONTEXT: flag("Give the model whole documents instead of the parts that fit the question.", {
      label: "Full Context Mode",
    }),
    RAG_TEMPLATE: text("Prompt that wraps what was found; empty: the server's own.", {
      label: "RAG Template",
    }),
    TOP_K: integer("How many parts of documents are found.", { label: "Top K", aliases: ["RAG_TOP_K"] }),
    RELEVANCE_THRESHOLD: number("The least score of a part, 0 to 1; needs hybrid search.", {
      label: "Relevance Threshold",
      aliases: ["RAG_RELEVANCE_THRESHOLD"],
    }),
    ENABLE_RAG_HYBRID_SEARCH: flag(
      "Search by words, too, and rerank. The server turns it off where the reranking model cannot be loaded.",
      { label: "Hybrid Search" },
    ),
    ENABLE_RAG_HYBRID_SEARCH_ENRICHED_TEXTS: flag("Search file names and titles by words, too.", {
      label: "Enrich Hybrid Search Text",
    }),
    HYBRID_BM25_WEIGHT: number("Weight of words against meaning in hybrid search, 0 to 1.", {
      label: "BM25 Weight",
      aliases: ["RAG_HYBRID_BM25_WEIGHT"],
    }),
    TOP_K_RERANKER: integer("How many parts are left after reranking.", {
      label: "Top K Reranker",
      aliases: ["RAG_TOP_K_RERANKER"],
    }),
    RAG_RERANKING_ENGINE: text("Who reranks: external; empty: SentenceTransformers on the server.", {
      label: "Reranking Engine",
      findDoubt: doubtUnlessOneOf("external"),
    }),
    RAG_RERANKING_MODEL: text("Model that reranks; empty: none.", { label: "Reranking Model" }),
    RAG_RERANKING_BATCH_SIZE: integer("How many parts are reranked at once.", {
      label: "Reranking Batch Size",
    }),
    RAG_EXTERNAL_RERANKER_URL: text("URL of the external reranker.", { label: "API Base URL" }),
    RAG_EXTERNAL_RERANKER_API_KEY: secret(
      "RAG_EXTERNAL_RERANKER_API_KEY",
      "API key for the external reranker.",
      { label: "API Key" },
    ),
    RAG_EXTERNAL_RERANKER_TIMEOUT: text(
      "Time limit of the external reranker, in seconds, as text; empty: none.",
    ),
    TEXT_SPLITTER: text(
      "How documents are cut: token, token_transformers; character or empty: by characters.",
      { label: "Text Splitter", aliases: ["RAG_TEXT_SPLITTER"] },
    ),
    RAG_TOKENIZER_MODEL: text("Tokenizer of token_transformers; empty: the embedding model's.", {
      label: "Tokenizer Model",
      canonical: trim,
    }),
    ENABLE_MARKDOWN_HEADER_TEXT_SPLITTER: flag("Cut at Markdown headings first. 0.7 takes no change of it.", {
      label: "Markdown Header Text Splitter",
    }),
    CHUNK_SIZE: integer("The most characters or tokens of a part.", { label: "Chunk Size" }),
    CHUNK_OVERLAP: integer("How much of a part is repeated in the next.", { label: "Chunk Overlap" }),
    CHUNK_MIN_SIZE_TARGET: integer("Join parts that are smaller than this; 0: do not.", {
      label: "Chunk Min Size Target",
    }),
    FILE_MAX_SIZE: limit("The largest file that may be uploaded, in MB; null: no limit.", {
      label: "Max Upload Size",
      aliases: ["RAG_FILE_MAX_SIZE"],
    }),
    FILE_MAX_COUNT: limit("How many files may be uploaded at once; null: no limit.", {
      label: "Max Upload Count",
      aliases: ["RAG_FILE_MAX_COUNT"],
    }),
    FILE_IMAGE_COMPRESSION_WIDTH: limit("Scale images down to this width; null: do not.", {
      label: "Image Compression Width",
    }),
    FILE_IMAGE_COMPRESSION_HEIGHT: limit("Scale images down to this height; null: do not.", {
      label: "Image Compression Height",
    }),
    ALLOWED_FILE_EXTENSIONS: texts("Extensions of the files that may be uploaded; none: all.", {
      label: "Allowed File Extensions",
      aliases: ["RAG_ALLOWED_FILE_EXTENSIONS"],
    }),
    ENABLE_GOOGLE_DRIVE_INTEGRATION: flag("Let people take files from Google Drive.", {
      label: "Google Drive",
    }),
    ENABLE_ONEDRIVE_INTEGRATION: flag("Let people take files from OneDrive.", { label: "OneDrive" }),
    ...extractionSettings,
    web: group("Searching the web and fetching pages.", webSettings),
  }),
  findRefusals,
};

const limits = [
  "FILE_MAX_SIZE",
  "FILE_MAX_COUNT",
  "FILE_IMAGE_COMPRESSION_WIDTH",
  "FILE_IMAGE_COMPRESSION_HEIGHT",
];

function limit(description: string, traits: Pick<Leaf, "label" | "aliases">): Leaf {
  return leaf(description, (z) => z.union([z.int(), z.string()]).nullable(), {
    ...traits,
    canonical: toNumber,
  });
}

function wrap(settings: Json): Json {
  if (!isObject(settings)) return settings;
  const body: JsonObject = { ...settings };
  // Up to 0.9 the server takes a text only, later a number in a text, too.
  if (typeof body.MINERU_API_TIMEOUT === "number") body.MINERU_API_TIMEOUT = String(body.MINERU_API_TIMEOUT);
  for (const name of limits) {
    const value = body[name];
    if (value === undefined) continue;
    body[name] = toNumber(value);
    if (body[name] === null && clearsByEmptyText(body)) body[name] = "";
  }
  return body;
}

// Null clears a limit up to 0.7 and is ignored later; since 0.8.9 an empty text does it, which older releases
// refuse. The setting that tells them apart came with 0.8.11.
function clearsByEmptyText({ web }: JsonObject): boolean {
  return getOwn(web, "WEB_FETCH_MAX_CONTENT_LENGTH") !== undefined;
}

function findRefusals(merged: Json, serverVersion: string): Refusal[] {
  if (compareReleases(serverVersion, "0.9") < 0 || compareReleases(serverVersion, "0.11") >= 0) return [];
  const web = getOwn(merged, "web");
  return ["WEB_SEARCH_DOMAIN_FILTER_LIST", "YOUTUBE_LOADER_LANGUAGE"]
    .filter((name) => getOwn(web, name) === null)
    .map((name) => ({
      path: ["web", name],
      message: `${name} is null, and Open WebUI ${serverVersion} refuses retrieval with it`,
      hint: `declare retrieval.web.${name} as a list, such as []`,
    }));
}

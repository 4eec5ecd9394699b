import { isObject, type Json, type JsonObject } from "../../src/model/json.ts";
import type { ResourceName } from "../../src/releases/catalogue-types.ts";
import { crash, refuse } from "./answers.ts";
import type { Context } from "./guards.ts";
import { isAtLeast, type Release } from "./releases.ts";
import { listFacts } from "./settings-fields.ts";

/** What a settings object does that the catalogue does not tell. */
export interface Quirk {
  /** Accounts that are no admins may read it. */
  isOpen?: true;
  /** Returns what a read answers; what is held when left out. */
  show?: (held: JsonObject, release: Release) => Json;
  /** Returns what a write answers; as a read when left out. */
  answer?: (held: JsonObject, context: Context) => Json;
  /** Returns what is stored of the values of a body that fits the form; ends the request where it is refused. */
  settle?: (written: JsonObject, held: JsonObject, context: Context) => JsonObject;
  /** True when a write is answered 500, though it is stored. */
  fails?: (held: JsonObject, release: Release) => boolean;
}

export const quirks: Readonly<Partial<Record<ResourceName, Quirk>>> = {
  oauth: {
    settle: dropNulls,
    show: (held, { tellsOAuthPersistence }) =>
      tellsOAuthPersistence ? { ...held, ENABLE_OAUTH_PERSISTENT_CONFIG: false } : held,
  },
  openai: {
    settle: (written) => fitLists(written, "OPENAI_API_BASE_URLS", "OPENAI_API_CONFIGS", "OPENAI_API_KEYS"),
  },
  ollama: { settle: (written) => fitLists(written, "OLLAMA_BASE_URLS", "OLLAMA_API_CONFIGS") },
  toolServers: {
    settle: completeItems(
      "toolServers",
      "TOOL_SERVER_CONNECTIONS",
      ["url", "path", "auth_type", "key", "config"],
      {
        ...{ type: "openapi", forward_cookies: false, headers: null, info: null },
      },
    ),
  },
  terminalServers: {
    settle: completeItems("terminalServers", "TERMINAL_SERVER_CONNECTIONS", ["url"], {
      ...{ id: "", name: "", enabled: true, path: "/openapi.json", key: "", auth_type: "bearer" },
      ...{ forward_cookies: false, config: null, server_type: null, policy_id: null, policy: null },
    }),
  },
  banners: {
    isOpen: true,
    settle: completeItems("banners", "banners", ["id", "type", "content", "dismissible", "timestamp"], {
      ...{ title: null, i18n: null },
    }),
    show: ({ banners = null }) => banners,
  },
  permissions: {
    settle(written, _held, { release }) {
      const groups = Object.keys(listFacts(release.version).permissions?.fields ?? {}).map(
        (path) => path.split(".")[0] ?? "",
      );
      const missing = groups.find((group) => !Object.hasOwn(written, group));
      if (missing !== undefined) refuse(422, `${missing}: Field required`);
      return written;
    },
  },
  audio: {
    // Whisper cannot be loaded: there is none, and nowhere to download it from.
    fails: ({ stt }) => isObject(stt) && stt.ENGINE === "",
  },
  images: {
    settle: settleImages,
    answer: (held, { release, state }) =>
      isAtLeast(release.version, "0.10")
        ? { ...held, USER_PERMISSIONS: state.settings.permissions ?? {} }
        : held,
  },
  retrieval: {
    show: (held) => ({ status: true, ...held }),
    settle: settleRetrieval,
    fails: (_held, { version }) => version === "0.8.12",
  },
  embedding: { show: (held) => ({ status: true, ...held }), settle: settleEmbedding },
  tasks: { isOpen: true },
  evaluations: { settle: dropNulls },
  chats: { settle: clampChats },
  interfaceVisibility: {
    settle(written) {
      const { visibility } = written;
      if (Object.values(isObject(visibility) ? visibility : {}).some((one) => typeof one !== "boolean")) {
        refuse(422, "Input should be a valid boolean");
      }
      return written;
    },
  },
  suggestions: {
    settle: (written) => ({ ...written, ...(written.i18n === null ? { i18n: {} } : {}) }),
    answer: (held, { release: { version } }) =>
      isAtLeast(version, "0.11") ? held : (held.suggestions ?? null),
  },
};

/** A null says to keep what is held. */
function dropNulls(written: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(written).filter(([, value]) => value !== null));
}

/** Returns parallel lists of one length, and no configs beyond it. */
function fitLists(written: JsonObject, urls: string, configs: string, keys?: string): JsonObject {
  const { [urls]: list, [configs]: table } = written;
  const count = Array.isArray(list) ? list.length : 0;
  const kept = Object.entries(isObject(table) ? table : {}).filter(
    ([index]) => /^\d+$/.test(index) && Number(index) < count,
  );
  const own = keys === undefined ? [] : (written[keys] as Json[]);
  return {
    ...written,
    [configs]: Object.fromEntries(kept),
    ...(keys === undefined ? {} : { [keys]: Array.from({ length: count }, (_, index) => own[index] ?? "") }),
  };
}

/** Returns a function that refuses items without what they need, and fills in what a release's form knows. */
function completeItems(
  name: ResourceName,
  key: string,
  required: readonly string[],
  defaults: JsonObject,
): NonNullable<Quirk["settle"]> {
  return (written, _held, { release }) => {
    const known = Object.keys(listFacts(release.version)[name]?.fields ?? {});
    const isKnown = (one: string) =>
      one === "id" || known.some((path) => path === `*.${one}` || path.startsWith(`*.${one}.`));
    const own = Object.entries(defaults).filter(
      ([one]) => isKnown(one) && (one !== "info" || isAtLeast(release.version, "0.9")),
    );
    const items = (written[key] as Json[]).map((item) => {
      if (!isObject(item)) return refuse(422, "Input should be a valid dictionary");
      const missing = required.find((one) => !Object.hasOwn(item, one));
      if (missing !== undefined) refuse(422, `${missing}: Field required`);
      const completed = { ...Object.fromEntries(own), ...item };
      if (name === "terminalServers" && isAtLeast(release.version, "0.11")) {
        const { policy: _, lifecycle: __, ...rest } = completed;
        return rest;
      }
      return completed;
    });
    return { ...written, [key]: items };
  };
}

function settleImages(written: JsonObject, held: JsonObject, { release }: Context): JsonObject {
  const { IMAGE_SIZE: size, IMAGE_STEPS: steps, IMAGE_GENERATION_MODEL: model } = written;
  const isSize = typeof size === "string" && /^(\d+x\d+.*|auto)?$/.test(size);
  const isAutomatic = size === "auto" && !String(model).startsWith("gpt-image");
  if (!isSize || isAutomatic || (typeof steps === "number" && steps < 0)) {
    if (release.storesInOrder) {
      const first = ["ENABLE_IMAGE_GENERATION", "ENABLE_IMAGE_PROMPT_GENERATION", "IMAGE_GENERATION_ENGINE"];
      for (const name of [...first, "IMAGE_GENERATION_MODEL"]) held[name] = written[name] ?? null;
    }
    refuse(400, "Incorrect format");
  }
  const settled = { ...written };
  for (const name of ["COMFYUI_BASE_URL", "IMAGES_EDIT_COMFYUI_BASE_URL"]) {
    const url = settled[name];
    if (typeof url === "string") settled[name] = url.replace(/^\/+|\/+$/g, "");
  }
  return settled;
}

const limits = [
  "FILE_MAX_SIZE",
  "FILE_MAX_COUNT",
  "FILE_IMAGE_COMPRESSION_WIDTH",
  "FILE_IMAGE_COMPRESSION_HEIGHT",
];

function settleRetrieval(
  written: JsonObject,
  held: JsonObject,
  { release: { version } }: Context,
): JsonObject {
  const { web, ...others } = written;
  const settled = dropNulls(others);
  for (const name of limits) {
    const value = written[name];
    // Null clears up to 0.7, and an empty text from 0.8.9 on.
    if (value === "" || (value === null && !isAtLeast(version, "0.8"))) settled[name] = null;
  }
  if (typeof settled.RAG_TOKENIZER_MODEL === "string")
    settled.RAG_TOKENIZER_MODEL = settled.RAG_TOKENIZER_MODEL.trim();
  const timeout = settled.MINERU_API_TIMEOUT;
  if (timeout !== undefined && !isAtLeast(version, "0.10")) settled.MINERU_API_TIMEOUT = String(timeout);
  if (version === "0.7.2") delete settled.ENABLE_MARKDOWN_HEADER_TEXT_SPLITTER;
  if (isObject(web)) settled.web = isAtLeast(version, "0.12") ? dropNulls(web) : web;
  // The reranking model cannot be loaded: there is none, and nowhere to download it from.
  const after = { ...held, ...settled };
  const isLocal = after.RAG_RERANKING_ENGINE !== "external" && after.RAG_RERANKING_MODEL !== "";
  if (after.ENABLE_RAG_HYBRID_SEARCH === true && isLocal && after.BYPASS_EMBEDDING_AND_RETRIEVAL !== true) {
    settled.ENABLE_RAG_HYBRID_SEARCH = false;
  }
  return settled;
}

const engines: Readonly<Record<string, string>> = {
  openai: "openai_config",
  ollama: "ollama_config",
  azure_openai: "azure_openai_config",
};

function settleEmbedding(written: JsonObject, held: JsonObject, { release }: Context): JsonObject {
  const { openai_config: _, ollama_config: __, azure_openai_config: ___, ...settled } = written;
  if (typeof settled.RAG_EMBEDDING_MODEL === "string")
    settled.RAG_EMBEDDING_MODEL = settled.RAG_EMBEDDING_MODEL.trim();
  const engine = String(settled.RAG_EMBEDDING_ENGINE);
  if (engine !== "" && engines[engine] === undefined) {
    if (release.storesInOrder) Object.assign(held, settled);
    crash();
  }
  // Up to 0.10 any engine but the server's own takes the address and key of all.
  const taken = Object.entries(engines).filter(
    ([one]) => one === engine || (engine !== "" && !isAtLeast(release.version, "0.11")),
  );
  for (const [, key] of taken) {
    const config = written[key];
    if (isObject(config)) {
      settled[key] = Object.fromEntries(Object.entries(config).map(([name, one]) => [name, one ?? ""]));
    }
  }
  return settled;
}

function clampChats(written: JsonObject, _held: JsonObject, { release }: Context): JsonObject {
  const settled = { ...written };
  const clamp = (name: string, min: number, max = Number.POSITIVE_INFINITY) => {
    const value = settled[name];
    if (typeof value === "number") settled[name] = Math.min(max, Math.max(min, value));
  };
  const factory = release.forms.find(({ name }) => name === "chats")?.factory ?? {};
  for (const [name, value] of Object.entries(settled)) {
    // Null is the built-in value, of the cap the threshold.
    if (value !== null) continue;
    settled[name] =
      (name === "CONTEXT_COMPACTION_TOKEN_CAP" ? settled.CONTEXT_COMPACTION_TOKEN_THRESHOLD : undefined) ??
      factory[name] ??
      "";
  }
  clamp("CONTEXT_COMPACTION_TOKEN_THRESHOLD", 1);
  clamp("CONTEXT_COMPACTION_TOKEN_CAP", 1);
  clamp("CONTEXT_COMPACTION_RETENTION_PERCENTAGE", 10, 50);
  clamp("TOOL_SEARCH_DEFER_THRESHOLD", 0);
  const loaded = settled.TOOL_SEARCH_ALWAYS_LOADED;
  if (Array.isArray(loaded)) {
    settled.TOOL_SEARCH_ALWAYS_LOADED = loaded.map((one) => String(one).trim()).filter((one) => one !== "");
  }
  return settled;
}

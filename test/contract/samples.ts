import { isObject, type Json, type JsonObject, setPath } from "../../src/model/json.ts";
import type { Path } from "../../src/model/path.ts";
import { catalogue } from "../../src/releases/catalogue.ts";
import type { CatalogueField, ResourceName } from "../../src/releases/catalogue-types.ts";
import { factoryValueOf, isInRelease, isPresent } from "../../src/releases/history.ts";
import { findResource } from "../../src/resources/index.ts";

/**
 * One body by hand for each settings section: what POST takes there, with each setting of the release at a value
 * that is neither the factory's nor refused, and a secret in each secret.
 */

/** Settings that a sample leaves as they are. */
export const untouched: readonly string[] = [
  // Ends every session, and then wants a second factor, which owconf cannot have: test/contract/mfa.ts.
  ...["ENABLE_MFA", "MFA_ALLOW_OAUTH_BYPASS", "MFA_ALLOW_TRUSTED_HEADER_BYPASS"].map(
    (name) => `adminConfig.${name}`,
  ),
  // Needs a group, which has another id on each server: test/live/round-trip.test.ts.
  "adminConfig.DEFAULT_GROUP_ID",
  // Would load a model, which an offline server does not have.
  "retrieval.ENABLE_RAG_HYBRID_SEARCH",
  // 0.7 takes it, and does not store it.
  "retrieval.ENABLE_MARKDOWN_HEADER_TEXT_SPLITTER",
];

/** Values where the generic one of the type would be refused, or have effects. */
const particular: Readonly<Record<string, Json>> = {
  "adminConfig.ADMIN_EMAIL": "help@example.com",
  "adminConfig.DEFAULT_USER_ROLE": "user",
  "adminConfig.ENABLE_SIGNUP": true,
  "adminConfig.JWT_EXPIRES_IN": "3d",
  "adminConfig.CHANNEL_MODEL_RESPONSE_MODE": "channel",
  "adminConfig.DEFAULT_INTERFACE_SETTINGS": { chatBubble: false },
  "adminConfig.I18N": { de: { RESPONSE_WATERMARK: "Muster" } },
  "adminConfig.API_KEYS_ALLOWED_ENDPOINTS": "/api/models,/api/chat",
  "ldapServer.host": "ldap.example.com",
  "ldapServer.port": 1636,
  "ldapServer.ciphers": "HIGH",
  "oauth.OAUTH_BLOCKED_GROUPS": '["guests"]',
  "oauth.OAUTH_ALLOWED_DOMAINS": "example.com,example.org",
  "oauth.OAUTH_ADMIN_ROLES": "root",
  "oauth.OAUTH_ALLOWED_ROLES": "root,staff",
  "oauth.OAUTH_CODE_CHALLENGE_METHOD": "S256",
  "oauth.OAUTH_GROUP_DEFAULT_SHARE": "members",
  "oauth.OAUTH_TIMEOUT": 31,
  "oauth.OAUTH_CLIENT_TIMEOUT": 32,
  "codeExecution.CODE_EXECUTION_ENGINE": "jupyter",
  "codeExecution.CODE_INTERPRETER_ENGINE": "jupyter",
  "modelDefaults.DEFAULT_MODEL_METADATA": { capabilities: { vision: false } },
  "modelDefaults.DEFAULT_MODEL_PARAMS": { temperature: 0.3 },
  "audio.tts.ENGINE": "openai",
  // Empty, the server would load Whisper.
  "audio.stt.ENGINE": "openai",
  "audio.stt.AZURE_MAX_SPEAKERS": "4",
  "audio.realtime.PROVIDER": "azure",
  "audio.realtime.AUTH_TYPE": "microsoft_entra_id",
  "images.IMAGE_GENERATION_ENGINE": "comfyui",
  "images.IMAGE_EDIT_ENGINE": "comfyui",
  "images.IMAGE_SIZE": "640x640",
  "images.IMAGE_EDIT_SIZE": "768x768",
  "images.COMFYUI_WORKFLOW": '{"1": {"inputs": {}}}',
  "images.IMAGES_EDIT_COMFYUI_WORKFLOW": '{"2": {"inputs": {}}}',
  "images.COMFYUI_WORKFLOW_NODES": [{ type: "prompt", key: "text", node_ids: ["1"] }],
  "images.IMAGES_EDIT_COMFYUI_WORKFLOW_NODES": [{ type: "image", key: "image", node_ids: ["2"] }],
  "images.IMAGES_OPENAI_API_PARAMS": { quality: "high" },
  "images.AUTOMATIC1111_PARAMS": { sampler_name: "Euler" },
  "retrieval.CONTENT_EXTRACTION_ENGINE": "tika",
  "retrieval.RAG_RERANKING_ENGINE": "external",
  "retrieval.MINERU_API_TIMEOUT": "301",
  "retrieval.RELEVANCE_THRESHOLD": 0.25,
  "retrieval.HYBRID_BM25_WEIGHT": 0.75,
  "retrieval.TEXT_SPLITTER": "token",
  "retrieval.TIKA_SERVER_VERSION": "2",
  "retrieval.FILE_MAX_SIZE": 11,
  "retrieval.FILE_MAX_COUNT": 12,
  "retrieval.FILE_IMAGE_COMPRESSION_WIDTH": 1300,
  "retrieval.FILE_IMAGE_COMPRESSION_HEIGHT": 1400,
  "retrieval.DATALAB_MARKER_ADDITIONAL_CONFIG": '{"disable_links": true}',
  "retrieval.EXTERNAL_DOCUMENT_LOADER_HEADERS": { "X-Sample": "secret-of-EXTERNAL_DOCUMENT_LOADER_HEADERS" },
  "retrieval.RAG_EXTERNAL_RERANKER_TIMEOUT": "33",
  "retrieval.web.WEB_LOADER_TIMEOUT": "34",
  "retrieval.web.FIRECRAWL_TIMEOUT": "35",
  "retrieval.web.YOUTUBE_LOADER_LANGUAGE": ["de"],
  // Addresses that may hold a password.
  "retrieval.web.PLAYWRIGHT_WS_URL": "wss://browser:secret-of-PLAYWRIGHT_WS_URL@browser.example.com",
  "retrieval.web.YOUTUBE_LOADER_PROXY_URL": "http://proxy:secret-of-PROXY@proxy.example.com",
  "evaluations.EVALUATION_ARENA_MODELS": [],
  "chats.CONTEXT_COMPACTION_TOKEN_THRESHOLD": 70_000,
  "chats.CONTEXT_COMPACTION_TOKEN_CAP": 90_000,
  "chats.CONTEXT_COMPACTION_RETENTION_PERCENTAGE": 30,
};

/** Returns the bodies by hand for a section, to be written one after the other; none when the release lacks it. */
export function sampleBodies(name: ResourceName, release: string): Json[] {
  if (!isPresent(catalogue.endpoints[name], release)) return [];
  const settings = generate(name, release);
  // Each write stores the URL and key of the chosen engine only.
  if (name === "embedding") {
    return ["azure_openai", "openai", "ollama"].map((engine) => ({
      ...settings,
      RAG_EMBEDDING_ENGINE: engine,
    }));
  }
  return [shapes[name]?.(settings, release) ?? settings];
}

/** Returns each setting of the release that is part of no entry, at its sample value. */
function generate(name: ResourceName, release: string): JsonObject {
  const settings: JsonObject = {};
  for (const [pattern, field] of Object.entries(catalogue.resources[name])) {
    if (pattern === "" || pattern.includes("*") || !isPresent(field, release)) continue;
    const path = pattern.split(".");
    if (untouched.includes(`${name}.${pattern}`)) {
      setPath(settings, path, factoryValueOf(findResource(name), path, release) ?? null);
    } else setPath(settings, path, particular[`${name}.${pattern}`] ?? invent(name, path, field, release));
  }
  return settings;
}

function invent(name: ResourceName, path: Path, { type }: CatalogueField, release: string): Json {
  const resource = findResource(name);
  const factory = factoryValueOf(resource, path, release) ?? null;
  const key = path.at(-1) ?? "";
  if (typeof factory === "boolean" || type.startsWith("boolean")) return factory !== true;
  if (type.startsWith("integer")) return (typeof factory === "number" ? factory : 20) + 1;
  if (type.startsWith("number")) return (typeof factory === "number" ? factory : 0) + 0.5;
  if (type.startsWith("list of strings")) return [`sample-${key}`.toLowerCase()];
  if (type.startsWith("object") && !type.includes("string")) return { sample: key };
  if (/(KEY|TOKEN|PASSWORD|SECRET|_SK|API_AUTH|password|^key)$/.test(key))
    return `secret-of-${path.join(".")}`;
  if (/(URL|ENDPOINT|URI|_url|WS_URL)$/.test(key))
    return `https://${key.toLowerCase().replaceAll("_", "-")}.example.com`;
  return `sample of ${key}`;
}

/** Returns what of a section's part at a pattern the release has; what the catalogue does not know stays. */
function adapt(name: ResourceName, release: string, pattern: string, value: JsonObject): JsonObject {
  const facts = Object.entries(catalogue.resources[name]);
  const entries = Object.entries(value).flatMap(([key, one]): [string, Json][] => {
    const at = `${pattern}.${key}`;
    const own = facts.filter(([path]) => path === at || path.startsWith(`${at}.`));
    if (own.length > 0 && !own.some(([, field]) => isPresent(field, release))) return [];
    return [[key, isObject(one) ? adapt(name, release, at, one) : one]];
  });
  return Object.fromEntries(entries);
}

/** Who may use something: everybody, in the words of the release. */
const everybody = [{ principal_type: "user", principal_id: "*", permission: "read" }];

const connectionConfig = (label: string, more: JsonObject = {}): JsonObject => ({
  enable: false,
  prefix_id: label,
  model_ids: [`${label}-a`, `${label}-b`],
  tags: [{ name: `${label}-tag` }],
  connection_type: "external",
  auth_type: "bearer",
  headers: { "X-Sample": `secret-of-${label}-header`, "X-Other": `secret-of-${label}-other` },
  passthrough_params: ["top_k"],
  ...more,
});

const ofOpenAi = {
  forward_cookies: true,
  provider: "llama.cpp",
  azure: true,
  api_type: "responses",
  api_version: "2025-01-01",
};

type Shape = (settings: JsonObject, release: string) => Json;

/** Sections that are not written as a map of their settings. */
const shapes: Readonly<Partial<Record<ResourceName, Shape>>> = {
  ldapConfig: () => ({ enable_ldap: true }),
  openai: (_, release) => {
    const fitting = (config: JsonObject) => adapt("openai", release, "connections.*.config", config);
    return {
      ENABLE_OPENAI_API: false,
      // The same address twice, and one without a config.
      OPENAI_API_BASE_URLS: [
        "https://a.example.com/v1",
        "https://b.example.com/v1",
        "https://a.example.com/v1",
        "https://c.example.com/v1",
      ],
      OPENAI_API_KEYS: ["secret-of-openai-0", "secret-of-openai-1", "secret-of-openai-2", ""],
      OPENAI_API_CONFIGS: {
        "0": fitting(connectionConfig("openai-0", ofOpenAi)),
        "1": { enable: true },
        "2": fitting(connectionConfig("openai-2", ofOpenAi)),
      },
    };
  },
  ollama: (_, release) => {
    const fitting = (config: JsonObject) => adapt("ollama", release, "connections.*.config", config);
    return {
      ENABLE_OLLAMA_API: false,
      OLLAMA_BASE_URLS: ["http://a.example.com:11434", "http://b.example.com:11434"],
      OLLAMA_API_CONFIGS: {
        "0": fitting({ key: "secret-of-ollama-0", ...connectionConfig("ollama-0") }),
        "1": { enable: false },
      },
    };
  },
  toolServers: (_, release) => ({
    TOOL_SERVER_CONNECTIONS: [
      adapt("toolServers", release, "*", {
        url: "http://tools.example.com",
        path: "openapi.yaml",
        type: "openapi",
        auth_type: "bearer",
        key: "secret-of-tools-key",
        headers: { "X-Sample": "secret-of-tools-header" },
        forward_cookies: true,
        spec_type: "json",
        spec: '{"openapi": "3.1.0"}',
        config: {
          enable: false,
          function_name_filter_list: "!drop",
          access_grants: everybody,
          access_control: {},
        },
        info: { id: "tools", name: "Tools", description: "Sample tools" },
      }),
      adapt("toolServers", release, "*", {
        url: "http://mcp.example.com",
        path: "",
        type: "mcp",
        auth_type: "oauth_2.1_static",
        key: "secret-of-mcp-key",
        config: { enable: false },
        info: {
          id: "mcp",
          name: "MCP",
          description: "",
          oauth_client_info: "secret-of-oauth-client-info",
          oauth_client_id: "client",
          oauth_client_secret: "secret-of-oauth-client",
          oauth_server_url: "https://sign-in.example.com",
          oauth_scope: "tools",
          oauth_resource_parameter: "omit",
        },
      }),
      // As older panels wrote it: without an id.
      {
        url: "http://nameless.example.com",
        path: "openapi.json",
        auth_type: "none",
        key: "secret-of-nameless",
        config: { enable: false },
      },
    ],
  }),
  terminalServers: (_, release) => ({
    TERMINAL_SERVER_CONNECTIONS: [
      adapt("terminalServers", release, "*", {
        id: "shell",
        name: "Shell",
        enabled: false,
        url: "http://shell.example.com",
        path: "/openapi.yaml",
        key: "secret-of-shell",
        auth_type: "session",
        forward_cookies: true,
        server_type: "orchestrator",
        policy_id: "small",
        policy: {
          image: "shell:1",
          cpu_limit: "1",
          memory_limit: "1Gi",
          storage: "2Gi",
          idle_timeout_minutes: 15,
          env: { TOKEN: "secret-of-shell-env" },
        },
        config: {
          access_grants: everybody,
          contexts: { chat: "shared" },
          chat_uploads: "filesystem",
          working_directory_context: true,
          user_shell_tools: "always",
        },
      }),
    ],
  }),
  banners: (_, release) => ({
    banners: ["one", "two"].map((id) =>
      adapt("banners", release, "*", {
        id,
        type: "warning",
        title: `Banner ${id}`,
        content: `**Banner** ${id}`,
        dismissible: true,
        timestamp: 1_700_000_000,
        i18n: { de: { title: "Titel", content: "Inhalt" } },
      }),
    ),
  }),
  evaluations: (_, release) => ({
    ENABLE_EVALUATION_ARENA_MODELS:
      factoryValueOf(findResource("evaluations"), ["ENABLE_EVALUATION_ARENA_MODELS"], release) !== true,
    EVALUATION_ARENA_MODELS: [
      adapt("evaluations", release, "EVALUATION_ARENA_MODELS.*", {
        id: "duel",
        name: "Duel",
        meta: {
          description: "Sample arena",
          profile_image_url: "/favicon.png",
          model_ids: ["a", "b"],
          filter_mode: "include",
          access_grants: everybody,
          access_control: {},
          i18n: { de: { name: "Duell" } },
        },
      }),
    ],
  }),
  suggestions: (_, release) => ({
    suggestions: [{ title: ["Tell me", "a sample"], content: "Tell me a sample." }],
    ...(isInRelease(findResource("suggestions"), ["i18n"], release)
      ? { i18n: { de: { "Tell me": "Sag mir" } } }
      : {}),
  }),
  interfaceVisibility: () => ({ visibility: { "model_editor.capabilities.vision": false } }),
  webhook: () => ({ url: "https://hooks.example.com/secret-of-webhook" }),
};

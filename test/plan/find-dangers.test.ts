import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../src/model/json.ts";
import { mergeDeclared } from "../../src/model/settings.ts";
import { listNeeded } from "../../src/plan/find-dangers.ts";
import { planChanges } from "../../src/plan/plan-changes.ts";
import { type Actor, dangers } from "../../src/resources/dangers.ts";
import { findResource } from "../../src/resources/index.ts";

const factory: Record<string, Json> = {
  adminConfig: {
    ENABLE_LOGIN_FORM: true,
    ENABLE_SIGNUP: false,
    DEFAULT_USER_ROLE: "pending",
    JWT_EXPIRES_IN: "4w",
    ENABLE_API_KEYS: true,
    ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS: false,
    ENABLE_MFA: false,
  },
  ldapServer: { host: "a", use_tls: true, validate_cert: true, search_base: "dc=test" },
  ldapConfig: { enabled: false },
  embedding: { RAG_EMBEDDING_ENGINE: "", RAG_EMBEDDING_MODEL: "a", RAG_EMBEDDING_BATCH_SIZE: 1 },
  retrieval: {
    TOP_K: 3,
    ENABLE_RAG_HYBRID_SEARCH: false,
    BYPASS_EMBEDDING_AND_RETRIEVAL: false,
    RAG_RERANKING_ENGINE: "",
    RAG_RERANKING_MODEL: "m",
    web: { ENABLE_WEB_SEARCH: false },
  },
  audio: { tts: { ENGINE: "", VOICE: "a" }, stt: { ENGINE: "openai" } },
  images: { IMAGE_GENERATION_ENGINE: "openai", AUTOMATIC1111_BASE_URL: "http://a.test", IMAGE_STEPS: 1 },
  toolServers: [{ url: "http://t.test", info: { id: "t" } }],
  terminalServers: [{ url: "http://t.test", id: "t" }],
};
const person: Actor = { credential: "password", hasOAuth: false };

function findNames(desired: Record<string, Json>, live: Record<string, Json> = {}, actor = person): string[] {
  const merged = Object.fromEntries(
    Object.entries(factory).map(([name, held]) => [
      name,
      mergeDeclared(findResource(name).root, held, live[name] ?? {}),
    ]),
  );
  const plan = planChanges(desired, merged, { url: "http://chat.test", version: "0.12.4" }, actor);
  return plan.dangers.map(({ name }) => name);
}

const admin = (values: JsonObject) => ({ adminConfig: values });
const apiKey: Actor = { credential: "api-key", hasOAuth: false };

type Case = [string, Record<string, Json>, Record<string, Json>, Actor, string[]];

describe("a plan names its dangers", () => {
  it.each<Case>([
    [
      "the login form off, and nothing else",
      admin({ ENABLE_LOGIN_FORM: false }),
      {},
      person,
      ["login-form-off"],
    ],
    [
      "the login form off, with LDAP on",
      admin({ ENABLE_LOGIN_FORM: false }),
      { ldapConfig: { enabled: true } },
      person,
      [],
    ],
    [
      "the login form off, with OAuth",
      admin({ ENABLE_LOGIN_FORM: false }),
      {},
      { credential: "password", hasOAuth: true },
      [],
    ],
    [
      "admins by default, sign-up open already",
      admin({ DEFAULT_USER_ROLE: "admin" }),
      admin({ ENABLE_SIGNUP: true }),
      person,
      ["open-admin"],
    ],
    [
      "new accounts being administrators while LDAP lets people in",
      admin({ DEFAULT_USER_ROLE: "admin" }),
      { ldapConfig: { enabled: true } },
      person,
      ["open-admin"],
    ],
    ["admins by default, sign-up closed", admin({ DEFAULT_USER_ROLE: "admin" }), {}, person, []],
    [
      "sign-up opened, admins by default already",
      admin({ ENABLE_SIGNUP: true }),
      admin({ DEFAULT_USER_ROLE: "admin" }),
      person,
      ["open-admin"],
    ],
    ["sessions for ever", admin({ JWT_EXPIRES_IN: "-1" }), {}, person, ["endless-session"]],
    ["sessions of no length", admin({ JWT_EXPIRES_IN: "0" }), {}, person, ["endless-session"]],
    ["sessions below zero", admin({ JWT_EXPIRES_IN: "-1d" }), {}, person, ["short-session"]],
    ["sessions of a minute", admin({ JWT_EXPIRES_IN: "60s" }), {}, person, ["short-session"]],
    ["sessions of an hour", admin({ JWT_EXPIRES_IN: "1h" }), {}, person, []],
    ["API keys off, by a person", admin({ ENABLE_API_KEYS: false }), {}, person, []],
    ["API keys off, by an API key", admin({ ENABLE_API_KEYS: false }), {}, apiKey, ["api-keys-off"]],
    [
      "API keys restricted, by an API key",
      admin({ ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS: true }),
      {},
      apiKey,
      ["api-keys-off"],
    ],
    ...(
      [
        ["/api/v1/auths/admin", []],
        ["/api/v1/messages, /api/v1/auths/admin/config ,", []],
        ["/api/v1/auths/admin/config/ldap,/api/v1/messages", ["api-keys-off"]],
        ["/api/v1/auths/adm", ["api-keys-off"]],
        ["/api/v1/auths/admin/", ["api-keys-off"]],
      ] as const
    ).map(
      ([paths, names]): Case => [
        `API keys restricted to ${paths}, by an API key`,
        admin({ API_KEYS_ALLOWED_ENDPOINTS: paths }),
        admin({ ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS: true }),
        apiKey,
        [...names],
      ],
    ),
    ...(
      [
        ["/api/v1/auths/admin", ["api-keys-off"]],
        [
          "/api/v1/auths/admin/config,/api/v1/auths/admin/config/ldap/server,/api/v1/auths/admin/config/ldap",
          [],
        ],
      ] as const
    ).map(
      ([paths, names]): Case => [
        `API keys of 0.5 restricted to ${paths}, by an API key`,
        admin({ API_KEY_ALLOWED_ENDPOINTS: paths, ENABLE_API_KEY_ENDPOINT_RESTRICTIONS: true }),
        {},
        apiKey,
        [...names],
      ],
    ),
    ["MFA on", admin({ ENABLE_MFA: true }), {}, person, ["mfa-change"]],
    ["MFA off", admin({ ENABLE_MFA: false }), admin({ ENABLE_MFA: true }), person, ["mfa-change"]],
    ["TLS off, LDAP off", { ldapServer: { use_tls: false } }, {}, person, []],
    [
      "TLS off, LDAP on",
      { ldapServer: { use_tls: false } },
      { ldapConfig: { enabled: true } },
      person,
      ["ldap-without-tls"],
    ],
    [
      "LDAP on, no certificate checks already",
      { ldapConfig: { enabled: true } },
      { ldapServer: { validate_cert: false } },
      person,
      ["ldap-without-tls"],
    ],
    [
      "something harmless, while LDAP runs without TLS",
      admin({ ENABLE_SIGNUP: true }),
      { ldapConfig: { enabled: true }, ldapServer: { use_tls: false } },
      person,
      [],
    ],
    [
      "another embedding model",
      { embedding: { RAG_EMBEDDING_MODEL: "b" } },
      {},
      person,
      ["embedding-change", "embedding-load"],
    ],
    [
      "other embedding settings",
      { embedding: { RAG_EMBEDDING_BATCH_SIZE: 2 } },
      {},
      person,
      ["embedding-load"],
    ],
    ["retrieval without hybrid search", { retrieval: { TOP_K: 4 } }, {}, person, []],
    [
      "any retrieval setting with hybrid search",
      { retrieval: { web: { ENABLE_WEB_SEARCH: true } } },
      { retrieval: { ENABLE_RAG_HYBRID_SEARCH: true } },
      person,
      ["reranker-load"],
    ],
    [
      "hybrid search with an external reranker",
      { retrieval: { ENABLE_RAG_HYBRID_SEARCH: true } },
      { retrieval: { RAG_RERANKING_ENGINE: "external" } },
      person,
      [],
    ],
    ["a voice, Whisper elsewhere", { audio: { tts: { VOICE: "b" } } }, {}, person, []],
    [
      "a voice, Whisper on the server",
      { audio: { tts: { VOICE: "b" } } },
      { audio: { stt: { ENGINE: "" } } },
      person,
      ["whisper-load"],
    ],
    ["images of OpenAI", { images: { IMAGE_STEPS: 2 } }, {}, person, []],
    [
      "images of AUTOMATIC1111",
      { images: { IMAGE_GENERATION_ENGINE: "automatic1111" } },
      {},
      person,
      ["image-server-call"],
    ],
    [
      "a setting of a tool server",
      { toolServers: { t: { url: "http://u.test" } } },
      {},
      person,
      ["tool-servers-connect"],
    ],
    ["a tool server away", { toolServers: { t: null } }, {}, person, ["tool-servers-connect"]],
    ["a tool server as it is", { toolServers: { t: { url: "http://t.test" } } }, {}, person, []],
    [
      "a new terminal server",
      { terminalServers: { u: { url: "http://u.test" } } },
      {},
      person,
      ["terminal-servers-connect"],
    ],
  ])("%s", (_name, desired, live, actor, names) => {
    expect(findNames(desired, live, actor)).toEqual(names);
  });

  it("of which each occurs above", () => {
    expect(dangers.map(({ name }) => name)).toEqual([
      "login-form-off",
      "open-admin",
      "endless-session",
      "short-session",
      "api-keys-off",
      "ldap-without-tls",
      "mfa-change",
      "embedding-change",
      "embedding-load",
      "reranker-load",
      "whisper-load",
      "image-server-call",
      "tool-servers-connect",
      "terminal-servers-connect",
    ]);
  });

  it("and writes what is dangerous last", () => {
    const plan = planChanges(
      { adminConfig: { JWT_EXPIRES_IN: "-1" }, ldapServer: { host: "b" }, ldapConfig: { enabled: true } },
      factory,
      { url: "http://chat.test", version: "0.12.4" },
      person,
    );
    expect(plan.resources.map(({ resource }) => resource)).toEqual([
      "ldapServer",
      "ldapConfig",
      "adminConfig",
    ]);
  });
});

it("says what an account that signs in by password needs after a change of MFA", () => {
  const plan = planChanges(
    admin({ ENABLE_MFA: true }),
    factory,
    { url: "http://chat.test", version: "0.12.4" },
    person,
  );
  expect(plan.dangers[0]?.reason).toMatch(
    /by password .* second factor .* API key \(OWCONF_TOKEN\).* exit code 4/,
  );
});

describe("an API key that restrictions keep from what one release reads elsewhere", () => {
  it.each<[string, string, string[]]>([
    ["0.12.4", "/api/v1/configs,/api/v1/auths", []],
    ["0.12.4", "/api/config,/api/v1/configs/suggestions,/api/v1/auths", ["api-keys-off"]],
    ["0.9.6", "/api/config,/api/v1/configs/suggestions,/api/v1/auths", []],
    ["0.9.6", "/api/v1/configs,/api/v1/auths", ["api-keys-off"]],
  ])("in %s, allowed %s", (version, paths, names) => {
    const live = {
      adminConfig: {
        ENABLE_API_KEYS: true,
        ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS: true,
        API_KEYS_ALLOWED_ENDPOINTS: "",
      },
      suggestions: { suggestions: [] },
    };
    const desired = { ...admin({ API_KEYS_ALLOWED_ENDPOINTS: paths }), suggestions: { suggestions: [] } };
    const key: Actor = { credential: "api-key", hasOAuth: false };
    const { dangers } = planChanges(desired, live, { url: "http://chat.test", version }, key);
    expect(dangers.map(({ name }) => name)).toEqual(names);
  });
});

describe("with a resource that the server lacks", () => {
  const findWithout = (name: string, desired: Record<string, JsonObject>) => {
    const { [name]: _hidden, ...live } = factory;
    const plan = planChanges(desired, live, { url: "http://chat.test", version: "0.12.4" }, person);
    return plan.dangers.map((one) => one.name);
  };

  it.each<[string, string, Record<string, JsonObject>, string[]]>([
    ["LDAP may be on", "ldapConfig", { ldapServer: { use_tls: false } }, ["ldap-without-tls"]],
    ["LDAP with TLS is no danger", "ldapConfig", { ldapServer: { host: "b" } }, []],
    ["TLS may be off", "ldapServer", { ldapConfig: { enabled: true } }, ["ldap-without-tls"]],
    ["LDAP off is no danger", "ldapServer", { adminConfig: { ENABLE_SIGNUP: true } }, []],
    ["LDAP lets nobody in", "ldapConfig", admin({ ENABLE_LOGIN_FORM: false }), ["login-form-off"]],
  ])("%s", (_name, hidden, desired, names) => {
    expect(findWithout(hidden, desired)).toEqual(names);
  });
});

describe("listNeeded names what has to be read", () => {
  it.each<[string, Record<string, Json>, string[]]>([
    ["nothing for nothing", {}, []],
    ["what is declared", { banners: {}, adminConfig: { ENABLE_NOTES: true } }, ["banners", "adminConfig"]],
    [
      "what decides about a danger",
      { adminConfig: { ENABLE_LOGIN_FORM: false } },
      ["adminConfig", "ldapConfig"],
    ],
    [
      "the other sources of a danger, in either direction",
      { ldapServer: { use_tls: false } },
      ["ldapServer", "ldapConfig"],
    ],
    ["no source of a danger that is not declared", { ldapServer: { label: "a" } }, ["ldapServer"]],
    [
      "what decides about a caution",
      { ldapConfig: { enabled: false } },
      ["ldapConfig", "ldapServer", "adminConfig"],
    ],
    ["nothing more for a danger of its own", { retrieval: { TOP_K: 1 } }, ["retrieval"]],
  ])("%s", (_name, desired, names) => {
    expect(listNeeded(desired)).toEqual(names);
  });
});

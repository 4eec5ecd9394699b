import { type Json, type JsonObject, toStableJson } from "../../src/model/json.ts";
import { mergeDeclared } from "../../src/model/settings.ts";
import { findResource } from "../../src/resources/index.ts";
import { type Run, runOwconf } from "../commands/run-owconf.ts";
import { type EmulatedServer, type EmulatedServerOptions, startEmulatedServer } from "../server/index.ts";
import type { State } from "../server/state.ts";

export const admin = { name: "Ada", email: "admin@example.com", password: 'admin "canary" ä/1' };
export const bindPassword = 'bind "canary"\n/ß+2';
const liveBindPassword = 'live "canary"\t/é=3';

/** A change of each resource, of a sign-in setting and of a secret among them. */
export const spec = `version: 1
adminConfig:
  ENABLE_SIGNUP: true
  JWT_EXPIRES_IN: 12h
ldap:
  enabled: true
  server:
    host: ldap.example.com
    search_base: ou=people,dc=example,dc=com
    app_dn_password: { env: LDAP_BIND_PASSWORD }
`;

/** What is applied: the spec, and the same as desired, with the secrets. */
export interface Subject {
  spec: string;
  desired: Readonly<Record<string, Json>>;
  /** How many requests an apply makes at least: below that, a table has lost its subject. */
  leastRequests: number;
}

/** Flat settings, each in a resource of one path. */
export const accounts: Subject = {
  spec,
  leastRequests: 20,
  desired: {
    adminConfig: { ENABLE_SIGNUP: true, JWT_EXPIRES_IN: "12h" },
    ldapServer: {
      host: "ldap.example.com",
      search_base: "ou=people,dc=example,dc=com",
      app_dn_password: bindPassword,
    },
    ldapConfig: { enabled: true },
  },
};

const openaiKey = 'openai "canary" ö/4+';
const [kept, changed, removed, added] = ["kept", "changed", "removed", "new"].map(
  (name) => `https://${name}.example.com/v1`,
) as [string, string, string, string];

/** Nested settings, entries of a list that is two lists and a map on the wire, and a write that takes its time. */
export const models: Subject = {
  leastRequests: 18,
  spec: `version: 1
permissions:
  workspace: { models: true, tools: true }
  chat: { delete: false }
openai:
  connections:
    ${changed}:
      key: { env: OPENAI_KEY }
      config: { enable: false, headers: { X-New: { env: OPENAI_KEY }, X-Old: absent } }
    ${removed}: absent
    ${added}:
      key: { env: OPENAI_KEY }
      config: { prefix_id: new }
audio:
  tts: { VOICE: nova, API_KEY: { env: OPENAI_KEY } }
`,
  desired: {
    permissions: { workspace: { models: true, tools: true }, chat: { delete: false } },
    openai: {
      connections: {
        [changed]: {
          key: openaiKey,
          config: { enable: false, headers: { "X-New": openaiKey, "X-Old": null } },
        },
        [removed]: null,
        [added]: { key: openaiKey, config: { prefix_id: "new" } },
      },
    },
    audio: { tts: { VOICE: "nova", API_KEY: openaiKey } },
  },
};

/** What the server holds, by resource. */
export type Settings = Record<
  "adminConfig" | "ldapServer" | "ldapConfig" | "permissions" | "openai" | "audio",
  JsonObject
>;

export function readSettings({ adminConfig, ldapServer, ldapEnabled, settings }: State): Settings {
  const { permissions = {}, openai = {}, audio = {} } = settings;
  const ldapConfig = { ENABLE_LDAP: ldapEnabled };
  return structuredClone({ adminConfig, ldapServer, ldapConfig, permissions, openai, audio });
}

/** Starts a server whose LDAP server is set up, so that it can be put back, and whose secrets are known. */
export async function startFaultyServer(intercept?: EmulatedServerOptions["intercept"]) {
  const server = await startEmulatedServer({ admin, ...(intercept ? { intercept } : {}) });
  Object.assign(server.state.adminConfig, {
    WEBUI_URL: "https://kept.example.com",
    RESPONSE_WATERMARK: "kept",
  });
  Object.assign(server.state.ldapServer, {
    host: "before.example.com",
    search_base: "dc=before",
    app_dn: "cn=kept",
    app_dn_password: liveBindPassword,
    ciphers: "KEPT",
  });
  const { settings } = server.state;
  settings.openai = {
    ENABLE_OPENAI_API: true,
    OPENAI_API_BASE_URLS: [removed, kept, changed],
    OPENAI_API_KEYS: ["", liveBindPassword, liveBindPassword],
    OPENAI_API_CONFIGS: {
      "1": { later: 1, prefix_id: "k" },
      "2": { headers: { "X-Old": liveBindPassword } },
    },
  };
  // Whisper cannot be loaded.
  Object.assign(settings.audio?.stt ?? {}, { ENGINE: "openai" });
  return server;
}

export const environmentFor = (url: string): Record<string, string> => ({
  OWCONF_URL: url,
  OWCONF_EMAIL: admin.email,
  OWCONF_PASSWORD: admin.password,
  LDAP_BIND_PASSWORD: bindPassword,
  OPENAI_KEY: openaiKey,
});

/** A clock that runs ahead whenever somebody waits, so that patience is tried out without it. */
export function createHastyClock() {
  let ahead = 0;
  return {
    now: () => performance.now() + ahead,
    sleep: async (ms: number) => {
      ahead += 100 * ms;
      await new Promise((resolve) => setTimeout(resolve, Math.min(ms, 20)));
    },
  };
}

export function runApply(url: string, args: string[] = [], { spec }: Subject = accounts): Promise<Run> {
  return runOwconf(["apply", "--auto-approve", "--json", ...args], {
    env: environmentFor(url),
    files: { "owconf.yaml": spec },
    clock: createHastyClock(),
  });
}

export function runPlan(url: string, { spec }: Subject = accounts): Promise<Run> {
  return runOwconf(["plan", "--detailed-exitcode"], {
    env: environmentFor(url),
    files: { "owconf.yaml": spec },
  });
}

/** Where the declared settings stand: as before, as desired, or neither. */
export type Standing = "before" | "desired" | "other";

export function judgeStanding(before: Settings, now: Settings, subject: Subject = accounts): Standing {
  if (JSON.stringify(now) === JSON.stringify(before)) return "before";
  return toStableJson(unwrapAll(now)) === toStableJson(overlay(before, subject)) ? "desired" : "other";
}

/** Returns the settings of a resource as owconf has them. */
export function unwrap(name: keyof Settings, settings: Settings): Json {
  return findResource(name).read.unwrap?.(settings[name]) ?? settings[name];
}

const namesOf = (settings: Settings) => Object.keys(settings) as (keyof Settings)[];

const unwrapAll = (settings: Settings): Record<string, Json> =>
  Object.fromEntries(namesOf(settings).map((name) => [name, unwrap(name, settings)]));

/** Returns all settings with what is desired of them; those that nobody declared stay what they are. */
export function overlay(settings: Settings, { desired }: Subject = accounts): Record<string, Json> {
  return Object.fromEntries(
    namesOf(settings).map((name) => [
      name,
      mergeDeclared(findResource(name).root, unwrap(name, settings), desired[name] ?? {}),
    ]),
  );
}

/** Returns all secrets that a run could let slip: passwords, and tokens of every session. */
export function listSecrets({ state }: EmulatedServer): string[] {
  return [admin.password, bindPassword, liveBindPassword, openaiKey, ...state.sessions.keys()];
}

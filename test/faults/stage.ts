import type { JsonObject } from "../../src/resources/resource.ts";
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

const declared = {
  adminConfig: ["ENABLE_SIGNUP", "JWT_EXPIRES_IN"],
  ldapServer: ["host", "search_base", "app_dn_password"],
};
const desired: Settings = {
  adminConfig: { ENABLE_SIGNUP: true, JWT_EXPIRES_IN: "12h" },
  ldapServer: {
    host: "ldap.example.com",
    search_base: "ou=people,dc=example,dc=com",
    app_dn_password: bindPassword,
  },
  ldapConfig: { ENABLE_LDAP: true },
};

/** What the server holds, by resource. */
export type Settings = Record<"adminConfig" | "ldapServer" | "ldapConfig", JsonObject>;

export function readSettings({ adminConfig, ldapServer, ldapEnabled }: State): Settings {
  return structuredClone({ adminConfig, ldapServer, ldapConfig: { ENABLE_LDAP: ldapEnabled } });
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
  return server;
}

export const environmentFor = (url: string): Record<string, string> => ({
  OWCONF_URL: url,
  OWCONF_EMAIL: admin.email,
  OWCONF_PASSWORD: admin.password,
  LDAP_BIND_PASSWORD: bindPassword,
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

export function runApply(url: string, args: string[] = []): Promise<Run> {
  return runOwconf(["apply", "--auto-approve", "--json", ...args], {
    env: environmentFor(url),
    files: { "owconf.yaml": spec },
    clock: createHastyClock(),
  });
}

export function runPlan(url: string): Promise<Run> {
  return runOwconf(["plan", "--detailed-exitcode"], {
    env: environmentFor(url),
    files: { "owconf.yaml": spec },
  });
}

/** Where the declared settings stand: as before, as desired, or neither. */
export type Standing = "before" | "desired" | "other";

export function judgeStanding(before: Settings, now: Settings): Standing {
  if (JSON.stringify(now) === JSON.stringify(before)) return "before";
  return JSON.stringify(now) === JSON.stringify(overlay(before)) ? "desired" : "other";
}

const overlay = (settings: Settings): Settings => ({
  adminConfig: { ...settings.adminConfig, ...desired.adminConfig },
  ldapServer: { ...settings.ldapServer, ...desired.ldapServer },
  ldapConfig: desired.ldapConfig,
});

/** Returns the settings that nobody declared. */
export function pickUndeclared({ adminConfig, ldapServer }: Settings): object {
  const rest = (held: JsonObject, names: string[]) =>
    Object.fromEntries(Object.entries(held).filter(([name]) => !names.includes(name)));
  return {
    adminConfig: rest(adminConfig, declared.adminConfig),
    ldapServer: rest(ldapServer, declared.ldapServer),
  };
}

/** Returns all secrets that a run could let slip: passwords, and tokens of every session. */
export function listSecrets({ state }: EmulatedServer): string[] {
  return [admin.password, bindPassword, liveBindPassword, ...state.sessions.keys()];
}

import { parseDuration } from "../duration.ts";
import { resources } from "./index.ts";
import type { Json, JsonObject } from "./resource.ts";

/** Who applies a plan, as far as it decides what is dangerous. */
export interface Actor {
  /** How the session was opened. */
  credential: "password" | "token" | "api-key";
  /** People can sign in through OAuth. */
  hasOAuth: boolean;
}

/** What the server will hold, by resource name, and who is at work. */
export interface Outlook {
  after: Readonly<Record<string, JsonObject>>;
  actor: Actor;
}

/** A change that locks people out, lets strangers in, or stops owconf itself; it needs an acknowledgement. */
export interface Danger {
  /** What `--allow` and `allow:` call it. */
  name: string;
  /** The settings whose change can bring it near. */
  sources: readonly (readonly [resource: string, field: string])[];
  /** What may happen. */
  reason: string;
  /** Asked only when the plan changes one of the sources. */
  isNear: (outlook: Outlook) => boolean;
}

const admin = (...fields: string[]) => fields.map((field) => ["adminConfig", field] as const);

/** A session shorter than this may be over before owconf is. */
const shortestLifetimeSeconds = 300;

/** All named dangers. */
export const dangers: readonly Danger[] = [
  {
    name: "login-form-off",
    sources: admin("ENABLE_LOGIN_FORM"),
    reason: "the login form is switched off while neither LDAP nor OAuth lets anybody in",
    isNear: ({ after, actor }) =>
      after.adminConfig?.ENABLE_LOGIN_FORM === false &&
      after.ldapConfig?.ENABLE_LDAP !== true &&
      !actor.hasOAuth,
  },
  {
    name: "open-admin",
    sources: admin("DEFAULT_USER_ROLE", "ENABLE_SIGNUP"),
    reason: "whoever signs up becomes an administrator",
    isNear: ({ after }) =>
      after.adminConfig?.DEFAULT_USER_ROLE === "admin" && after.adminConfig?.ENABLE_SIGNUP === true,
  },
  {
    name: "endless-session",
    sources: admin("JWT_EXPIRES_IN"),
    reason: "sign-ins never expire: a stolen token is good for ever",
    isNear: ({ after }) => ["-1", "0"].includes(String(after.adminConfig?.JWT_EXPIRES_IN)),
  },
  {
    name: "short-session",
    sources: admin("JWT_EXPIRES_IN"),
    reason: `sign-ins last less than ${shortestLifetimeSeconds / 60} minutes: nobody can work, owconf included`,
    isNear: ({ after }) => lifetimeOf(after.adminConfig?.JWT_EXPIRES_IN) < shortestLifetimeSeconds,
  },
  {
    name: "api-keys-off",
    // The second spelling is that of 0.5.
    sources: admin(
      "ENABLE_API_KEYS",
      "ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS",
      "API_KEYS_ALLOWED_ENDPOINTS",
      "ENABLE_API_KEY",
      "ENABLE_API_KEY_ENDPOINT_RESTRICTIONS",
      "API_KEY_ALLOWED_ENDPOINTS",
    ),
    reason: "API keys are turned off or can no longer reach the settings, and owconf uses one",
    isNear: ({ after: { adminConfig: after = {} }, actor }) =>
      actor.credential === "api-key" && !admitsApiKey(after),
  },
  {
    name: "ldap-without-tls",
    sources: [
      ["ldapServer", "use_tls"],
      ["ldapServer", "validate_cert"],
      ["ldapServer", "host"],
      ["ldapConfig", "ENABLE_LDAP"],
    ],
    reason: "LDAP passwords cross the network unencrypted, or to a server whose certificate nobody checks",
    isNear: ({ after }) =>
      after.ldapConfig?.ENABLE_LDAP === true &&
      (after.ldapServer?.use_tls === false || after.ldapServer?.validate_cert === false),
  },
  {
    name: "mfa-change",
    sources: admin("ENABLE_MFA", "MFA_ALLOW_OAUTH_BYPASS", "MFA_ALLOW_TRUSTED_HEADER_BYPASS"),
    reason:
      "every session ends, owconf's included; with MFA on, an account that signs in by password needs its second factor from then on, and owconf an API key (OWCONF_TOKEN), or the next plan ends with exit code 4",
    isNear: () => true,
  },
];

/** True when these settings leave an API key all that owconf reads and writes. */
function admitsApiKey(settings: JsonObject): boolean {
  if (settings.ENABLE_API_KEYS === false || settings.ENABLE_API_KEY === false) return false;
  // 0.5 only takes whole paths; under the later names of the settings, a path stands for all below it.
  const allowed = listPaths(settings.API_KEYS_ALLOWED_ENDPOINTS);
  const allowedWhole = listPaths(settings.API_KEY_ALLOWED_ENDPOINTS);
  return resources.every(
    ({ endpoint }) =>
      (settings.ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS !== true ||
        allowed.some((path) => endpoint === path || endpoint.startsWith(`${path}/`))) &&
      (settings.ENABLE_API_KEY_ENDPOINT_RESTRICTIONS !== true || allowedWhole.includes(endpoint)),
  );
}

function listPaths(value: Json | undefined): string[] {
  return String(value ?? "")
    .split(",")
    .map((path) => path.trim())
    .filter((path) => path !== "");
}

/** In seconds; infinite for sessions that never end, and for what is no lifetime. */
function lifetimeOf(value: Json | undefined): number {
  return (parseDuration(String(value)) ?? Number.POSITIVE_INFINITY) / 1000;
}

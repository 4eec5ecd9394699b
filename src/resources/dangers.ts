import { parseDuration } from "../duration.ts";
import { getOwn, type Json, readPath } from "../model/json.ts";
import { readPathOf } from "../model/resource.ts";
import type { DangerName } from "./danger-names.ts";
import { findResource } from "./index.ts";

/** Who applies a plan, as far as it decides what is dangerous. */
export interface Actor {
  /** How the session was opened. */
  credential: "password" | "token" | "api-key";
  /** People can sign in through OAuth. */
  hasOAuth: boolean;
}

/** What a plan leads to. */
export interface PlannedState {
  /** What the server will hold, by resource name, as far as it was read. */
  after: Readonly<Record<string, Json>>;
  /** The resources that the spec names. */
  declared: readonly string[];
  /** The server's release. */
  version: string;
  actor: Actor;
}

/**
 * A change that locks people out, lets strangers in, stops owconf itself, or has an effect outside the settings;
 * it needs an acknowledgement.
 */
export interface Danger {
  /** What `--allow` and `allow:` call it. */
  name: DangerName;
  /** The settings whose change can bring it near: patterns as `toPattern` writes them, "**" for all of a resource. */
  sources: readonly (readonly [resource: string, pattern: string])[];
  /** Resources that decide about it, besides those of the sources. */
  needs?: readonly string[];
  /** What may happen. */
  reason: string;
  /** Asked only when the plan changes one of the sources. */
  isNear: (state: PlannedState) => boolean;
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
    needs: ["ldapConfig"],
    isNear: ({ after, actor }) =>
      getOwn(after.adminConfig, "ENABLE_LOGIN_FORM") === false &&
      getOwn(after.ldapConfig, "enabled") !== true &&
      !actor.hasOAuth,
  },
  {
    name: "open-admin",
    sources: [...admin("DEFAULT_USER_ROLE", "ENABLE_SIGNUP"), ["ldapConfig", "enabled"]],
    reason: "whoever signs up, or signs in through LDAP for the first time, becomes an administrator",
    isNear: ({ after }) =>
      getOwn(after.adminConfig, "DEFAULT_USER_ROLE") === "admin" &&
      (getOwn(after.adminConfig, "ENABLE_SIGNUP") === true || getOwn(after.ldapConfig, "enabled") === true),
  },
  {
    name: "endless-session",
    sources: admin("JWT_EXPIRES_IN"),
    reason: "sign-ins never expire: a stolen token is good for ever",
    isNear: ({ after }) => ["-1", "0"].includes(String(getOwn(after.adminConfig, "JWT_EXPIRES_IN"))),
  },
  {
    name: "short-session",
    sources: admin("JWT_EXPIRES_IN"),
    reason: `sign-ins last less than ${shortestLifetimeSeconds / 60} minutes: nobody can work, owconf included`,
    isNear: ({ after }) => lifetimeOf(getOwn(after.adminConfig, "JWT_EXPIRES_IN")) < shortestLifetimeSeconds,
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
    isNear: ({ after, actor, ...plan }) =>
      actor.credential === "api-key" && !admitsApiKey(after.adminConfig ?? {}, plan),
  },
  {
    name: "ldap-without-tls",
    sources: [
      ["ldapServer", "use_tls"],
      ["ldapServer", "validate_cert"],
      ["ldapServer", "host"],
      ["ldapConfig", "enabled"],
    ],
    reason: "LDAP passwords cross the network unencrypted, or to a server whose certificate nobody checks",
    isNear: ({ after }) =>
      getOwn(after.ldapConfig, "enabled") === true &&
      (getOwn(after.ldapServer, "use_tls") === false || getOwn(after.ldapServer, "validate_cert") === false),
  },
  {
    name: "mfa-change",
    sources: admin("ENABLE_MFA", "MFA_ALLOW_OAUTH_BYPASS", "MFA_ALLOW_TRUSTED_HEADER_BYPASS"),
    reason:
      "every session ends, owconf's included; with MFA on, an account that signs in by password needs its second factor from then on, and owconf the key of it (OWCONF_TOTP) or an API key (OWCONF_TOKEN), or the next plan ends with exit code 4",
    isNear: () => true,
  },
  {
    name: "embedding-change",
    sources: [
      ["embedding", "RAG_EMBEDDING_ENGINE"],
      ["embedding", "RAG_EMBEDDING_MODEL"],
    ],
    reason:
      "vectors of another embedding model do not fit those stored so far: all knowledge has to be reindexed before it is found again",
    isNear: () => true,
  },
  {
    name: "embedding-load",
    sources: [["embedding", "**"]],
    reason: "the server loads the embedding model anew, downloading it if need be",
    isNear: ({ after }) => getOwn(after.embedding, "RAG_EMBEDDING_ENGINE") === "",
  },
  {
    name: "reranker-load",
    sources: [["retrieval", "**"]],
    reason:
      "the server loads the reranking model, downloading it if need be; where that fails it switches hybrid search off",
    isNear: ({ after: { retrieval } }) =>
      getOwn(retrieval, "ENABLE_RAG_HYBRID_SEARCH") === true &&
      getOwn(retrieval, "BYPASS_EMBEDDING_AND_RETRIEVAL") !== true &&
      !getOwn(retrieval, "RAG_RERANKING_ENGINE") &&
      Boolean(getOwn(retrieval, "RAG_RERANKING_MODEL")),
  },
  {
    name: "whisper-load",
    sources: [["audio", "**"]],
    reason:
      "the server loads the local Whisper model, downloading it if need be, and answers 500 where it cannot",
    isNear: ({ after }) => readPath(after.audio, ["stt", "ENGINE"]) === "",
  },
  {
    name: "image-server-call",
    sources: [["images", "**"]],
    reason: "the server calls the AUTOMATIC1111 server, which may load another model",
    isNear: ({ after: { images } }) =>
      ["", "automatic1111"].includes(String(getOwn(images, "IMAGE_GENERATION_ENGINE"))) &&
      Boolean(getOwn(images, "AUTOMATIC1111_BASE_URL")),
  },
  {
    name: "tool-servers-connect",
    sources: [["toolServers", "**"]],
    reason: "the server connects to every enabled tool server and renews their OAuth clients",
    isNear: () => true,
  },
  {
    name: "terminal-servers-connect",
    sources: [["terminalServers", "**"]],
    reason: "the server connects to every enabled terminal server",
    isNear: () => true,
  },
];

/** True when these settings leave an API key all that owconf reads and writes for the declared resources. */
function admitsApiKey(
  settings: Json,
  { declared, version }: Pick<PlannedState, "declared" | "version">,
): boolean {
  const holds = (name: string, value: Json) => getOwn(settings, name) === value;
  if (holds("ENABLE_API_KEYS", false) || holds("ENABLE_API_KEY", false)) return false;
  // 0.5 only takes whole paths; under the later names of the settings, a path stands for all below it.
  const allowed = listPaths(getOwn(settings, "API_KEYS_ALLOWED_ENDPOINTS"));
  const allowedWhole = listPaths(getOwn(settings, "API_KEY_ALLOWED_ENDPOINTS"));
  return declared
    .map(findResource)
    .every((resource) =>
      [readPathOf(resource, version), resource.write.path].every(
        (endpoint) =>
          (!holds("ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS", true) ||
            allowed.some((path) => endpoint === path || endpoint.startsWith(`${path}/`))) &&
          (!holds("ENABLE_API_KEY_ENDPOINT_RESTRICTIONS", true) || allowedWhole.includes(endpoint)),
      ),
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

import manifest from "../../package.json" with { type: "json" };
import { describeProxy } from "../api/proxy-address.ts";
import { isAway, limitPauses, type Pause, pauseOfRateLimit, retry } from "../api/retry.ts";
import {
  type Credentials,
  type KeptSession,
  openSession,
  type Session,
  type SessionOptions,
} from "../api/session.ts";
import { UsageError } from "../errors.ts";
import type { ServerSection } from "../spec/types.ts";
import type { Context } from "./context.ts";
import { readConnection } from "./read-connection.ts";
import { createSecondFactor } from "./second-factor.ts";
import { collectSecrets, type SignInSecrets, type Way } from "./sign-in.ts";
import type { Target } from "./target.ts";
import { watchRequests } from "./watch-requests.ts";

/** The options of every command that contacts a server. */
export interface ConnectOptions {
  /** Wins over OWCONF_URL and the spec. */
  url?: string | undefined;
  /** The time limit of each request, in milliseconds. */
  timeoutMs: number;
  /** How long to wait for a server that is away or starting, or limits sign-ins, in milliseconds. */
  waitMs: number;
  /** Tell of each request. */
  verbose: boolean;
  /** Tell of each request, and how the server and the account were found. */
  debug: boolean;
}

/** What a command needs of its session; credentials and what is kept are found when it does not say. */
export interface Needs extends Partial<Pick<SessionOptions, "onServerInfo" | "credentials" | "kept">> {
  /** Refuse to write. */
  readOnly: boolean;
  /** How many resources will be read together. */
  concurrentReads: number;
}

/**
 * Signs in, or goes on with a kept session. `server` is the spec's section with its secrets; what the environment
 * says wins. Throws `UsageError` when that is not enough, `FileError`, and the errors of `openSession`.
 */
export async function connect(
  target: Target,
  server: ServerSection<string>,
  { timeoutMs, waitMs, verbose, debug }: ConnectOptions,
  needs: Needs,
  context: Context,
): Promise<Session> {
  const connection = await readConnection(target.url, server, context);
  if (debug) context.stderr.write(describeTarget(target, connection));
  const options: SessionOptions = {
    kept: keepSession(target),
    ...needs,
    credentials: needs.credentials ?? chooseCredentials(target, server, context),
    ...connection,
    url: target.url,
    timeoutMs,
    patienceMs: waitMs,
    onRequest: watchRequests(context, verbose || debug),
  };
  return openWhenReady(options, waitMs, context);
}

/** Returns what the run goes by, secrets left out. */
function describeTarget(
  { url, way, stored }: Target,
  { proxy, tls, headers = {} }: Awaited<ReturnType<typeof readConnection>>,
): string {
  const account = way && "account" in way ? ` as ${way.account}` : "";
  const facts = [
    `owconf ${manifest.version}, Node ${process.versions.node}`,
    `server: ${url}`,
    `sign-in: ${way?.kind ?? "none named"}${account}${stored ? `, with the kept session of ${stored.account}` : ""}`,
    `proxy: ${proxy === undefined ? "none" : `${describeProxy(proxy.url)}, not for: ${proxy.noProxy ?? "-"}`}`,
    `extra headers: ${Object.keys(headers).join(", ") || "none"}`,
    `certificates: ${tls === undefined ? "none of one's own" : Object.keys(withoutUndefined(tls)).join(", ")}`,
  ];
  return facts.map((fact) => `debug: ${fact}\n`).join("");
}

function withoutUndefined(tls: object): object {
  return Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined));
}

async function openWhenReady(options: SessionOptions, waitMs: number, context: Context): Promise<Session> {
  const start = context.now();
  const limit = limitPauses(context, waitMs);
  const pauseAfter: Pause<Session> = (outcome, attempt) => {
    if (attempt > 1) context.stderr.progress("");
    if (!("error" in outcome)) return undefined;
    const pauseMs = pauseOfRateLimit(outcome.error);
    // Shorter than the server says would be in vain, and count as one more attempt.
    if (pauseMs !== undefined) {
      const left = waitMs - (context.now() - start);
      if (pauseMs > left) return undefined;
      const until = `${Math.ceil(pauseMs / 1000)} s`;
      context.stderr.write(`The server limits sign-ins: trying again in ${until}.\n`);
      return pauseMs;
    }
    const pause = isAway(outcome.error) ? limit(1000) : undefined;
    if (pause !== undefined) {
      // A log has no line that is written over.
      if (attempt === 1 && !context.stderr.isTerminal) {
        context.stderr.write(`Waiting for ${options.url}, at most ${Math.round(waitMs / 1000)} s.\n`);
      }
      const seconds = Math.round((context.now() - start) / 1000);
      context.stderr.progress(`Waiting for ${options.url} (${seconds} s)`);
    }
    return pause;
  };
  return retry(() => openSession(options), pauseAfter, context.sleep);
}

const waysToSignIn =
  "set OWCONF_TOKEN to an API key or a token (Open WebUI shows both under Settings > Account), or OWCONF_EMAIL and OWCONF_PASSWORD, or server.signIn in the spec";

const keptInCi =
  "; as CI is set, no session of owconf login is used, unless OWCONF_STATE_DIR says where they are";

function chooseCredentials(target: Target, server: ServerSection<string>, context: Context): Credentials {
  const { way, stored } = target;
  if (way === undefined) {
    if (stored) return { token: stored.token };
    const kept = context.env.CI && !context.env.OWCONF_STATE_DIR ? keptInCi : "; or run owconf login";
    throw new UsageError("no account to sign in with", { hint: `${waysToSignIn}${kept}` });
  }
  const secrets = collectSecrets(way, server, context.env);
  if (way.kind === "token") return { token: secrets.secret ?? "" };
  if (way.kind !== "trusted-header" && !secrets.secret) {
    if (stored) return { token: stored.token };
    throw describeMissingPassword(way);
  }
  return createCredentials(way, secrets, context);
}

/** Returns the credentials of an account. */
export function createCredentials(
  way: Exclude<Way, { kind: "token" }>,
  { secret: password = "", totp }: SignInSecrets,
  context: Context,
): Exclude<Credentials, { token: string }> {
  const { account } = way;
  if (way.kind === "trusted-header") return { email: account, trustedHeader: way.header };
  const secondFactor = createSecondFactor(totp, account, context);
  return way.kind === "ldap"
    ? { ldapUser: account, password, secondFactor }
    : { email: account, password, secondFactor };
}

/** Returns the error for an account without a password. */
export function describeMissingPassword({ kind, account }: Exclude<Way, { kind: "token" }>): UsageError {
  const [variable, key] =
    kind === "ldap" ? ["OWCONF_LDAP_PASSWORD", "ldap.password"] : ["OWCONF_PASSWORD", "password"];
  return new UsageError(`no password for ${account}`, {
    hint: `set ${variable}, or server.signIn.${key} in the spec: { env: NAME } or { file: path }; or run owconf login`,
  });
}

/** A sign-in that renews a kept session is kept in its place. */
function keepSession({ way, stored, store, url }: Target): KeptSession | undefined {
  if (way === undefined || way.kind === "token" || stored === undefined || store === undefined)
    return undefined;
  const { account } = way;
  return {
    token: stored.token,
    save: ({ token, expires_at = null }) => store.save({ url, account, token, expiresAt: expires_at }),
  };
}

import { setTimeout as sleep } from "node:timers/promises";
import { BadCredentialsError, SecondFactorError } from "../errors.ts";
import type { Actor } from "../resources/dangers.ts";
import type { AuthsClient, SecondFactor } from "./auths.ts";
import type { SessionUser } from "./auths-schemas.ts";
import { HttpClient, type HttpClientOptions } from "./http.ts";
import { type Clock, isAway, limitPauses, pauseOfRateLimit, retry } from "./retry.ts";
import { readServerInfo, type ServerInfo } from "./server-info.ts";

/** How to sign in. */
export type Credentials =
  /** Not at all: the token of a session, or an API key, that is there already. */
  | { token: string }
  | { email: string; password: string; secondFactor?: SecondFactor | undefined }
  /** With an account of the LDAP directory that the server uses. */
  | { ldapUser: string; password: string; secondFactor?: SecondFactor | undefined }
  /** As a proxy in front does it: the server takes the account from this header (WEBUI_AUTH_TRUSTED_EMAIL_HEADER). */
  | { email: string; trustedHeader: string };

/** A session that lasts longer than a run. */
export interface KeptSession {
  /** The token of the sign-in before, if there is one; without one, or when it is no longer taken, owconf signs in. */
  token: string | undefined;
  /** Told of each new sign-in. */
  save: (user: SessionUser) => Promise<void>;
}

export interface SessionOptions extends Omit<HttpClientOptions, "token" | "renewToken"> {
  credentials: Credentials;
  /** Goes on with an earlier session of these credentials, and leaves it open at the end. */
  kept?: KeptSession | undefined;
  /** Told what the server says of itself, before anything else is sent to it. It may throw. */
  onServerInfo?: ((info: ServerInfo, http: HttpClient) => Promise<void>) | undefined;
  /** How many requests will go out together once the session is open; their connections are opened at once. */
  concurrentReads?: number | undefined;
}

/** A server that can be talked to. */
export interface Session {
  http: HttpClient;
  server: {
    /** The base URL, without a trailing slash. */
    url: string;
    /** The Open WebUI release, as "0.12.4". */
    version: string;
  };
  /** What decides about dangerous changes. */
  actor: Actor;
  /** The e-mail address that was signed in with; nobody asks a token whose it is. */
  email?: string | undefined;
  /**
   * Signs in a second time with the same credentials and uses that sign-in once; the session stays
   * as it is. Does nothing for a token. A sign-in that then asks for a second factor has worked. One that the
   * server has no time for, or that gets lost, is tried again for a while.
   * Throws the ApiError of a sign-in that no longer works.
   */
  rehearseSignIn(clock?: Clock): Promise<void>;
  /** Signs out, if `openSession` signed in and nobody keeps the session, and closes the connections. Never throws. */
  close(): Promise<void>;
}

const infoPath = "/api/config";

/** The server counts sign-ins over 3 minutes, in steps of one. */
const rehearsalPatienceMs = 5 * 60_000;

/**
 * Finds out with `GET /api/config` that the server is an Open WebUI, then signs in if need be.
 * Returns the session; a token is not tried out. A session that ends early is renewed once by signing
 * in again. On an error nothing stays open.
 * @throws UsageError when an option is wrong
 * @throws ApiError BadCredentialsError, SecondFactorError, and those of every request
 */
export async function openSession({
  credentials,
  kept,
  onServerInfo,
  concurrentReads = 0,
  patienceMs = 0,
  ...connection
}: SessionOptions): Promise<Session> {
  const options = { ...connection, headers: addTrustedHeader(connection.headers, credentials) };
  const signIn = async (http: HttpClient): Promise<void> => {
    if ("token" in credentials) return;
    const user = await signInWith(credentials, http);
    await kept?.save(user);
  };
  const givenToken = "token" in credentials ? credentials.token : kept?.token;
  const renewToken = "token" in credentials ? undefined : signIn;
  const http = new HttpClient({ ...options, renewToken });
  try {
    http.prepareConnections(concurrentReads);
    // First, so that no secret is sent to something that is not an Open WebUI.
    const answer = await http.request("GET", infoPath);
    const info = await readServerInfo(answer, { method: "GET", url: http.url + infoPath });
    await onServerInfo?.(info, http);
    if (givenToken !== undefined) http.token = givenToken;
    else if (http.token === undefined) {
      if (info.onboarding && "email" in credentials && "password" in credentials)
        throw describeEmpty(http.url);
      await signIn(http);
    }
    http.patienceMs = patienceMs;
    return {
      http,
      server: { url: http.url, version: info.version },
      actor: {
        credential: "token" in credentials ? kindOfToken(credentials.token) : "password",
        hasOAuth: Object.keys(info.oauth?.providers ?? {}).length > 0,
      },
      email: "email" in credentials ? credentials.email : undefined,
      rehearseSignIn: async (clock = { now: () => performance.now(), sleep }) => {
        if ("token" in credentials) return;
        await rehearse({ ...options, readOnly: true }, (one) => signInWith(credentials, one), clock);
      },
      close: async () => {
        if (renewToken && kept === undefined && http.token !== undefined) await signOut(http);
        await http.close().catch(() => {});
      },
    };
  } catch (error) {
    await http.close();
    throw error;
  }
}

/** Returns the error for a server that nobody can sign in to. */
function describeEmpty(url: string): BadCredentialsError {
  const facts = { method: "GET", url: url + infoPath, status: 200 };
  return new BadCredentialsError("the server has no account yet", facts, {
    hint: "owconf bootstrap creates the first administrator, and applies the spec; or sign up in the browser",
  });
}

/** Returns what a token is, which its first letters tell. */
function kindOfToken(token: string): Actor["credential"] {
  return token.startsWith("sk-") ? "api-key" : "token";
}

function addTrustedHeader(
  headers: HttpClientOptions["headers"],
  credentials: Credentials,
): Record<string, string> {
  return {
    ...headers,
    ...("trustedHeader" in credentials ? { [credentials.trustedHeader]: credentials.email } : {}),
  };
}

async function signInWith(
  credentials: Exclude<Credentials, { token: string }>,
  http: HttpClient,
): Promise<SessionUser> {
  const auths = await openAuths(http);
  if ("trustedHeader" in credentials) {
    // The server goes by the header; the form must be there all the same.
    return auths.signin({ email: credentials.email, password: "trusted header" });
  }
  const { password, secondFactor } = credentials;
  if ("ldapUser" in credentials) {
    return auths.signinLdap({ user: credentials.ldapUser, password }, { secondFactor });
  }
  return auths.signin({ email: credentials.email, password }, { secondFactor });
}

async function rehearse(
  options: HttpClientOptions,
  signIn: (http: HttpClient) => Promise<SessionUser>,
  clock: Clock,
): Promise<void> {
  const limit = limitPauses(clock, rehearsalPatienceMs);
  const http = new HttpClient(options);
  try {
    await retry(
      async () => {
        await signIn(http);
        // A lifetime below zero gives tokens that are dead at birth.
        await (await openAuths(http)).getSessionUser();
      },
      (outcome, attempt) => {
        if (!("error" in outcome)) return undefined;
        const { error } = outcome;
        if (isAway(error) && attempt <= 10) return limit(3000);
        const pause = pauseOfRateLimit(error);
        return pause === undefined ? undefined : limit(pause);
      },
      clock.sleep,
    );
    await signOut(http);
  } catch (error) {
    if (!(error instanceof SecondFactorError)) throw error;
  } finally {
    await http.close();
  }
}

async function signOut(http: HttpClient): Promise<void> {
  const auths = await openAuths(http);
  await auths.signOut().catch(() => {});
}

/** A session with a token needs none of it. */
async function openAuths(http: HttpClient): Promise<AuthsClient> {
  const { AuthsClient } = await import("./auths.ts");
  return new AuthsClient({ http });
}

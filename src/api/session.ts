import { SecondFactorError } from "../errors.ts";
import type { Actor } from "../resources/dangers.ts";
import type { AuthsClient } from "./auths.ts";
import { HttpClient, type HttpClientOptions } from "./http.ts";
import { readServerInfo } from "./server-info.ts";

/** How to sign in: not at all, with a token or API key that is there already; or with a password. */
export type Credentials = { token: string } | { email: string; password: string };

export interface SessionOptions extends Omit<HttpClientOptions, "token" | "renewToken"> {
  credentials: Credentials;
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
  /**
   * Signs in a second time with the same credentials and uses that sign-in once; the session stays
   * as it is. Does nothing for a token. A sign-in that then asks for a second factor has worked.
   * Throws the ApiError of a sign-in that no longer works.
   */
  rehearseSignIn(): Promise<void>;
  /** Signs out, if `openSession` signed in, and closes the connections. Never throws. */
  close(): Promise<void>;
}

const infoPath = "/api/config";

/**
 * Finds out with `GET /api/config` that the server is an Open WebUI, then signs in if need be.
 * Returns the session; a token is not tried out. A session that ends early is renewed once by signing
 * in again. On an error nothing stays open.
 * @throws UsageError when an option is wrong
 * @throws ApiError BadCredentialsError, SecondFactorError, and those of every request
 */
export async function openSession({
  credentials,
  concurrentReads = 0,
  ...options
}: SessionOptions): Promise<Session> {
  const signIn = async (http: HttpClient): Promise<void> => {
    if ("token" in credentials) http.token = credentials.token;
    else await (await openAuths(http)).signin(credentials);
  };
  const ownsToken = !("token" in credentials);
  const http = new HttpClient({ ...options, renewToken: ownsToken ? signIn : undefined });
  try {
    http.prepareConnections(concurrentReads);
    // First, so that no secret is sent to something that is not an Open WebUI.
    const answer = await http.request("GET", infoPath);
    const info = await readServerInfo(answer, { method: "GET", url: http.url + infoPath });
    await signIn(http);
    const credential = ownsToken ? "password" : http.token?.startsWith("sk-") ? "api-key" : "token";
    return {
      http,
      server: { url: http.url, version: info.version },
      actor: { credential, hasOAuth: Object.keys(info.oauth?.providers ?? {}).length > 0 },
      rehearseSignIn: async () => {
        if (ownsToken) await rehearse({ ...options, readOnly: true }, signIn);
      },
      close: async () => {
        if (ownsToken && http.token !== undefined) await signOut(http);
        await http.close().catch(() => {});
      },
    };
  } catch (error) {
    await http.close();
    throw error;
  }
}

async function rehearse(
  options: HttpClientOptions,
  signIn: (http: HttpClient) => Promise<void>,
): Promise<void> {
  const http = new HttpClient(options);
  try {
    await signIn(http);
    // A lifetime below zero gives tokens that are dead at birth.
    await (await openAuths(http)).getSessionUser();
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

import { AuthsClient } from "./auths.ts";
import { ServerInfo } from "./auths-schemas.ts";
import { HttpClient, type HttpClientOptions } from "./http.ts";
import { checkAnswer } from "./validation.ts";

/** How to sign in: not at all, with a token or API key that is there already; or with a password. */
export type Credentials = { token: string } | { email: string; password: string };

export interface SessionOptions extends Omit<HttpClientOptions, "token"> {
  credentials: Credentials;
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
  /** Signs out, if `openSession` signed in, and closes the connections. Never throws. */
  close(): Promise<void>;
}

const infoPath = "/api/config";

/**
 * Finds out with `GET /api/config` that the server is an Open WebUI, then signs in if need be.
 * Returns the session; a token is not tried out. On an error nothing stays open.
 * @throws UsageError when an option is wrong
 * @throws ApiError BadCredentialsError, SecondFactorError, and those of every request
 */
export async function openSession({ credentials, ...options }: SessionOptions): Promise<Session> {
  const http = new HttpClient(options);
  const auths = new AuthsClient({ http });
  const ownsToken = !("token" in credentials);
  try {
    // First, so that no secret is sent to something that is not an Open WebUI.
    const answer = await http.request("GET", infoPath);
    const { version } = checkAnswer(ServerInfo, answer, { method: "GET", url: http.url + infoPath });
    if (ownsToken) await auths.signin(credentials);
    else http.token = credentials.token;
    return {
      http,
      server: { url: http.url, version },
      close: async () => {
        if (ownsToken && http.token !== undefined) await auths.signOut().catch(() => {});
        await http.close().catch(() => {});
      },
    };
  } catch (error) {
    await http.close();
    throw error;
  }
}

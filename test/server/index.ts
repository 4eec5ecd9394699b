import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { getResponse, type RequestHandler } from "msw";
import type { Json } from "../../src/model/json.ts";
import { createAccountHandlers } from "./account.ts";
import { createAdminConfigHandlers } from "./admin-config.ts";
import { createApiKeyHandlers } from "./api-key.ts";
import type { Directory } from "./directory.ts";
import { createGroupHandlers } from "./groups.ts";
import { createLdapHandlers } from "./ldap.ts";
import { createMfaHandlers } from "./mfa.ts";
import { createPageHandlers } from "./pages.ts";
import { findRelease, type ReleaseName } from "./releases.ts";
import { createSettingsHandlers } from "./settings.ts";
import { createSignInHandlers } from "./sign-in.ts";
import {
  type Credentials,
  createState,
  insertFirstAdmin,
  openSession,
  restartState,
  type State,
} from "./state.ts";

export interface EmulatedServerOptions {
  release?: ReleaseName;
  /** Default: a free one. */
  port?: number;
  /** Default: none, and the first sign-up becomes admin. */
  admin?: Credentials;
  /** The request header that names who signs in, as WEBUI_AUTH_TRUSTED_EMAIL_HEADER does; default: none. */
  trustedHeader?: string;
  /** The LDAP directory that the server can reach. Nothing listens there; the server only knows it. */
  directory?: Directory;
  /**
   * Answers in the server's place; `n` counts the requests from 1. Nothing: the server answers.
   * `act` lets the server carry the request out first, and returns what it would answer.
   */
  intercept?: (
    request: Request,
    n: number,
    act: () => Promise<Response>,
  ) => Intercepted | Promise<Intercepted>;
}
export type Intercepted = Response | RawAnswer | "reset" | "hang" | undefined;

/** What is put on the wire as it is, before the connection is closed. */
export interface RawAnswer {
  raw: string;
}

/** A request that came in; `status` is missing when no answer went out. */
export interface RecordedRequest {
  method: string;
  path: string;
  body: Json | undefined;
  status?: number;
}

export interface EmulatedServer {
  url: string;
  release: ReleaseName;
  state: State;
  requests: RecordedRequest[];
  /** Returns a token of a new session of the first admin, without a sign-in. */
  issueToken(): string;
  /** Refuses new connections, and ends the others with their next answer. */
  pause(): void;
  /** Listens again. */
  resume(): Promise<void>;
  /** Does what a restart does; accounts, sessions and most settings stay. */
  restart(): void;
  close(): Promise<void>;
}

/** Starts an emulated Open WebUI on the loopback interface. */
export async function startEmulatedServer(options: EmulatedServerOptions = {}): Promise<EmulatedServer> {
  const release = options.release ?? "0.12.4";
  const context = {
    release: findRelease(release),
    state: createState(findRelease(release), options.directory),
    trustedHeader: options.trustedHeader,
  };
  const { state } = context;
  if (options.admin !== undefined) insertFirstAdmin(state, options.admin);
  const handlers = [
    ...createSignInHandlers(context),
    ...createMfaHandlers(context),
    ...createAccountHandlers(context),
    ...createAdminConfigHandlers(context),
    ...createLdapHandlers(context),
    ...createApiKeyHandlers(context),
    ...createGroupHandlers(context),
    ...createSettingsHandlers(context),
    ...createPageHandlers(context),
  ];
  const requests: RecordedRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing, handlers, requests, options, () => server.listening).catch(() =>
      incoming.socket.destroy(),
    );
  });
  const listen = (wanted: number) =>
    new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(wanted, "127.0.0.1", resolve);
    });
  await listen(options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    release,
    state,
    requests,
    issueToken() {
      const [first] = state.users;
      if (first === undefined) throw new Error("The emulated server has no admin yet.");
      return openSession(state, first).token;
    },
    pause() {
      server.close();
      server.closeIdleConnections();
    },
    resume: async () => {
      if (!server.listening) await listen(port);
    },
    restart() {
      restartState(state, context.release);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handlers: RequestHandler[],
  requests: RecordedRequest[],
  { intercept }: EmulatedServerOptions,
  isListening: () => boolean,
): Promise<void> {
  const request = await toRequest(incoming);
  const recorded: RecordedRequest = {
    method: request.method,
    path: new URL(request.url).pathname,
    body: parseBody(await request.clone().text()),
  };
  requests.push(recorded);
  const act = async () => {
    const response = await getResponse(handlers, request);
    if (response === undefined) throw new Error("No handler for the request.");
    return response;
  };
  const intercepted = await intercept?.(request.clone(), requests.length, act);
  if (intercepted === "hang") return;
  if (intercepted === "reset") {
    incoming.socket.resetAndDestroy();
    return;
  }
  if (intercepted && "raw" in intercepted) {
    incoming.socket.end(intercepted.raw);
    return;
  }
  const response = intercepted ?? (await act());
  recorded.status = response.status;
  if (!isListening()) outgoing.setHeader("connection", "close");
  outgoing.writeHead(response.status, [...response.headers].flat());
  outgoing.end(Buffer.from(await response.arrayBuffer()));
  // The real server closes the connection without saying so when a request crashes it.
  if (intercepted === undefined && response.headers.get("content-type")?.startsWith("text/plain")) {
    outgoing.on("finish", () => incoming.socket.end());
  }
}

async function toRequest(incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const method = incoming.method ?? "GET";
  const headers = Object.entries(incoming.headersDistinct).flatMap(([name, values]) =>
    (values ?? []).map((value): [string, string] => [name, value]),
  );
  const body = method === "GET" || method === "HEAD" ? null : Buffer.concat(chunks);
  return new Request(`http://${incoming.headers.host}${incoming.url}`, { method, headers, body });
}

function parseBody(text: string): Json | undefined {
  if (text === "") return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

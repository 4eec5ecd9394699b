import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import {
  NotOpenWebUIError,
  NotSignedInError,
  OwconfError,
  ReadOnlyError,
  type RequestFacts,
  TimeoutError,
  UsageError,
} from "../errors.ts";
import type { Json } from "../model/json.ts";
import { parseBaseUrl } from "./base-url.ts";
import { describeConnectionFailure, describeTimeout, resetCodes } from "./connection-failures.ts";
import { type ConnectionOptions, type Connections, createConnections } from "./connections.ts";
import { collectSecrets } from "./detail.ts";
import { type Answer, readAnswer } from "./failures.ts";
import { checkHeaders } from "./headers.ts";
import { describeProxy } from "./proxy-address.ts";
import { backOff, isAway, isAwayStatus, limitPauses, type Outcome, type Pause, retry } from "./retry.ts";

export interface HttpClientOptions extends ConnectionOptions {
  /** The server's address: http or https, with or without `/api`, `/api/v1` or `/api/v1/auths`. */
  url: string;
  /** A session token or an API key. */
  token?: string | undefined;
  /** The most time that one request may take, retries included, in milliseconds; 10,000 when left out. */
  timeoutMs?: number | undefined;
  /** Refuse every request that could change settings. */
  readOnly?: boolean | undefined;
  /** Called once, when the server no longer accepts the token: sets a new one, or throws. */
  renewToken?: ((http: HttpClient) => Promise<void>) | undefined;
  /** Sent with every request, for what stands in front of the server. Taken for secrets. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** How long a read goes on asking a server that went away, in milliseconds; 0 when left out. */
  patienceMs?: number | undefined;
  /** Told of each request that goes out; what it returns is told how that one ended. */
  onRequest?: ((request: SentRequest) => (end: RequestEnd) => void) | undefined;
}

/** A request on its way. */
export interface SentRequest {
  method: HttpMethod;
  /** Without its query. */
  path: string;
  /** From 1; more where a request is sent again. */
  attempt: number;
}

/** How a request ended: with a status, or with the code of what went wrong. */
export type RequestEnd = { status: number } | { failure: string };

export type HttpMethod = "GET" | "POST" | "DELETE";

export interface RequestOptions {
  body?: Json | undefined;
  /** What of the body no message may hold; all of it when left out. */
  secrets?: readonly Json[];
  /** Send no token. */
  anonymous?: boolean;
  /** Ask a second time after a time-out. */
  patient?: boolean;
  /** Use a new connection. */
  fresh?: boolean;
  /** The least time limit of this request, in milliseconds, where it takes long for a reason. */
  timeoutMs?: number | undefined;
}

const maxAnswerBytes = 16 * 1024 * 1024;
const maxAttempts = 3;
const readOnlyPosts = new Set(
  ["signin", "ldap", "mfa/verify", "signout"].map((path) => `/api/v1/auths/${path}`),
);
const clock = { now: () => Date.now(), sleep };

/**
 * JSON requests to one Open WebUI server. Every failure is an ApiError of `errors.ts`;
 * none holds a token, a header or a request's body. Redirects are not followed.
 */
export class HttpClient {
  /** The base URL, without a trailing slash. */
  readonly url: string;
  readonly #timeoutMs: number;
  readonly #readOnly: boolean;
  readonly #connections: Connections;
  readonly #options: HttpClientOptions;
  /** How long a read goes on asking a server that went away, in milliseconds. */
  patienceMs: number;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #renewToken: HttpClientOptions["renewToken"];
  #renewal: Promise<void> | undefined;
  // Private, so that no inspector and no JSON shows it.
  #token: string | undefined;

  /** Throws UsageError when an option is wrong; its text holds neither user info nor token. */
  constructor(options: HttpClientOptions) {
    this.url = parseBaseUrl(options.url);
    this.#timeoutMs = options.timeoutMs ?? 10_000;
    if (!Number.isInteger(this.#timeoutMs) || this.#timeoutMs < 1 || this.#timeoutMs > 2 ** 31 - 1) {
      throw new UsageError("the time limit must be a whole number of milliseconds, 1 or more");
    }
    this.#readOnly = options.readOnly ?? false;
    this.token = options.token;
    this.#renewToken = options.renewToken;
    this.#options = options;
    this.patienceMs = options.patienceMs ?? 0;
    this.#headers = checkHeaders(options.headers ?? {});
    this.#connections = createConnections(options, this.#timeoutMs);
  }

  /** The token that requests carry, if any. Setting one that no header can hold throws UsageError. */
  get token(): string | undefined {
    return this.#token;
  }

  set token(token: string | undefined) {
    if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
      throw new UsageError("the token is empty, or has blanks or characters that no token has", {
        hint: "give the bare token or API key, without “Bearer” and without a newline, in OWCONF_TOKEN say",
      });
    }
    this.#token = token;
  }

  /**
   * Sends a request and returns the JSON that came back with a 2xx status.
   * A GET is retried when the server is away (5xx but 500, a broken connection), at most twice, and after
   * a time-out once if `patient`. Any request is sent again where it is known not to have been carried
   * out: after a 429 that says when to come back within the time limit, and after a 401 once the token is
   * renewed.
   * @param path below the base URL, beginning with a slash
   * @param options.anonymous send no token
   * @throws ApiError the one of `errors.ts` that fits
   */
  async request(method: HttpMethod, path: string, options: RequestOptions = {}): Promise<Json> {
    const facts: RequestFacts = { method, url: this.url + path };
    if (this.#readOnly && method !== "GET" && !(method === "POST" && readOnlyPosts.has(path))) {
      throw new ReadOnlyError("a client that may only read was asked to write; nothing was sent", facts);
    }
    const patience = limitPauses(clock, this.patienceMs);
    const pauseAfter: Pause<Json> = async (outcome, attempt) => {
      if (!("error" in outcome)) return undefined;
      const { error } = outcome;
      const pause = method === "GET" && isAway(error) ? patience(1000) : undefined;
      if (pause !== undefined || attempt > 1) return pause;
      if (error instanceof TimeoutError) return method === "GET" && options.patient ? 0 : undefined;
      if (!(error instanceof NotSignedInError) || options.anonymous || !this.#renewToken) return undefined;
      this.#renewal ??= this.#renewToken(this);
      await this.#renewal;
      return 0;
    };
    return retry(() => this.#requestInTime(facts, options), pauseAfter, sleep);
  }

  async #requestInTime(facts: RequestFacts, options: RequestOptions): Promise<Json> {
    const token = options.anonymous ? undefined : this.#token;
    const own = [token ?? null, ...Object.values(this.#headers)];
    const secrets = collectSecrets([...own, ...(options.secrets ?? [options.body ?? null])]);
    const timeoutMs = Math.max(this.#timeoutMs, options.timeoutMs ?? 0);
    const deadline = Date.now() + timeoutMs;
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const answer = await retry(
        (attempt) => this.#trace(facts, attempt, () => this.#send(facts, options, token, signal)),
        (outcome, attempt) =>
          signal.aborted || attempt >= maxAttempts
            ? undefined
            : pauseAfter(outcome, attempt, facts.method, deadline),
        (pause) => sleep(pause, undefined, { signal }),
      );
      return readAnswer(answer, { ...facts, isPage: /html/i.test(answer.contentType) }, secrets);
    } catch (error) {
      if (error instanceof OwconfError) throw error;
      if (signal.aborted) throw describeTimeout(timeoutMs, facts);
      const code = codeOf(error);
      if (code === "") throw error;
      throw describeConnectionFailure(
        code,
        facts,
        this.#options.proxy && describeProxy(this.#options.proxy.url),
      );
    }
  }

  /** Opens connections for so many requests at once, before they are sent; nothing goes over them by itself. */
  prepareConnections(count: number): void {
    this.#connections.prepare(new URL(this.url), count);
  }

  /** Closes the connections, so that the process can end. A dispatcher that was given is left open. */
  async close(): Promise<void> {
    await this.#connections.close();
  }

  async #trace(facts: RequestFacts, attempt: number, send: () => Promise<Answer>): Promise<Answer> {
    const { onRequest } = this.#options;
    if (onRequest === undefined) return send();
    const path = new URL(facts.url).pathname;
    const end = onRequest({ method: facts.method as HttpMethod, path, attempt });
    try {
      const answer = await send();
      end({ status: answer.status });
      return answer;
    } catch (error) {
      end({ failure: codeOf(error) || (error instanceof Error ? error.name : "unknown") });
      throw error;
    }
  }

  async #send(
    facts: RequestFacts,
    { body, fresh }: RequestOptions,
    token: string | undefined,
    signal: AbortSignal,
  ): Promise<Answer> {
    const headers: Record<string, string> = {
      accept: "application/json",
      "user-agent": "owconf",
      ...this.#headers,
    };
    if (token !== undefined) headers.authorization = `Bearer ${token}`;
    if (facts.method === "GET") Object.assign(headers, { "cache-control": "no-cache", pragma: "no-cache" });
    if (body !== undefined) headers["content-type"] = "application/json";
    const { origin, pathname, search } = new URL(facts.url);
    const { kept, fresh: open } = this.#connections;
    const dispatcher = await (facts.method === "GET" && !fresh ? kept() : open());
    const answer = await dispatcher.request({
      origin,
      path: pathname + search,
      method: facts.method as HttpMethod,
      headers,
      signal,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxAnswerBytes) {
        throw new NotOpenWebUIError("the answer is larger than 16 MiB", {
          ...facts,
          status: answer.statusCode,
        });
      }
      chunks.push(chunk);
    }
    // undici takes the connection for free one turn after the body: whoever asked at once would open a new one.
    await nextTurn();
    return {
      status: answer.statusCode,
      contentType: firstOf(answer.headers["content-type"]) ?? "",
      location: firstOf(answer.headers.location),
      retryAfter: firstOf(answer.headers["retry-after"]),
      text: Buffer.concat(chunks).toString("utf8"),
    };
  }
}

function pauseAfter(
  outcome: Outcome<Answer>,
  attempt: number,
  method: string,
  deadline: number,
): number | undefined {
  if ("result" in outcome && outcome.result.status === 429) {
    const pause = /^\d+$/.test(outcome.result.retryAfter ?? "")
      ? Number(outcome.result.retryAfter) * 1000
      : Number.POSITIVE_INFINITY;
    return Date.now() + pause < deadline ? pause : undefined;
  }
  const isAway =
    "result" in outcome ? isAwayStatus(outcome.result.status) : resetCodes.has(codeOf(outcome.error));
  return method === "GET" && isAway ? backOff(attempt, 100) : undefined;
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  if ("code" in error && typeof error.code === "string") return error.code;
  return error.name === "HTTPParserError" ? "HPE_INVALID" : "";
}

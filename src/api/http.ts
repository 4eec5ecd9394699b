import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { Agent, type Dispatcher } from "undici";
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
import { collectSecrets } from "./detail.ts";
import { type Answer, readAnswer } from "./failures.ts";
import { backOff, isAwayStatus, type Outcome, type Pause, retry } from "./retry.ts";
import { SpareConnections } from "./spare-connections.ts";

export interface HttpClientOptions {
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
  /** An undici dispatcher to use instead of own connections, for a proxy say. It is not closed here. */
  dispatcher?: Dispatcher | undefined;
}

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
/** No more connections than this are opened before it is known what is at the other end. */
const maxPrepared = 8;
const readOnlyPosts = new Set(["/api/v1/auths/signin", "/api/v1/auths/ldap", "/api/v1/auths/signout"]);

/**
 * JSON requests to one Open WebUI server. Every failure is an ApiError of `errors.ts`;
 * none holds a token, a header or a request's body. Redirects are not followed.
 */
export class HttpClient {
  /** The base URL, without a trailing slash. */
  readonly url: string;
  readonly #timeoutMs: number;
  readonly #readOnly: boolean;
  readonly #kept: Dispatcher;
  readonly #fresh: Dispatcher;
  readonly #owned: Agent[] = [];
  readonly #spare: SpareConnections;
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
    this.#spare = new SpareConnections(this.#timeoutMs);
    if (options.dispatcher === undefined) {
      // The signal of each request is the one time limit.
      const { connect } = this.#spare;
      const options = { connect, headersTimeout: 0, bodyTimeout: 0 };
      // A kept connection may be closing already (the server drops it after each 500), which a write,
      // never retried, would not survive: each write gets a connection of its own.
      this.#owned = [new Agent(options), new Agent({ ...options, pipelining: 0 })];
    }
    this.#kept = options.dispatcher ?? (this.#owned[0] as Agent);
    this.#fresh = options.dispatcher ?? (this.#owned[1] as Agent);
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
    const pauseAfter: Pause<Json> = async (outcome, attempt) => {
      if (attempt > 1 || !("error" in outcome)) return undefined;
      const { error } = outcome;
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
    const secrets = collectSecrets([token ?? null, ...(options.secrets ?? [options.body ?? null])]);
    const timeoutMs = Math.max(this.#timeoutMs, options.timeoutMs ?? 0);
    const deadline = Date.now() + timeoutMs;
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const answer = await retry(
        () => this.#send(facts, options, token, signal),
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
      throw describeConnectionFailure(code, facts);
    }
  }

  /** Opens connections for so many requests at once, before they are sent; nothing goes over them by itself. */
  prepareConnections(count: number): void {
    if (this.#owned.length > 0) this.#spare.prepare(new URL(this.url), Math.min(count, maxPrepared));
  }

  /** Closes the connections, so that the process can end. A dispatcher that was given is left open. */
  async close(): Promise<void> {
    this.#spare.close();
    await Promise.all(this.#owned.map((agent) => agent.destroy()));
  }

  async #send(
    facts: RequestFacts,
    { body, fresh }: RequestOptions,
    token: string | undefined,
    signal: AbortSignal,
  ): Promise<Answer> {
    const headers: Record<string, string> = { accept: "application/json", "user-agent": "owconf" };
    if (token !== undefined) headers.authorization = `Bearer ${token}`;
    if (facts.method === "GET") Object.assign(headers, { "cache-control": "no-cache", pragma: "no-cache" });
    if (body !== undefined) headers["content-type"] = "application/json";
    const { origin, pathname, search } = new URL(facts.url);
    const dispatcher = facts.method === "GET" && !fresh ? this.#kept : this.#fresh;
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

/**
 * Every error owconf throws on purpose. Each says what happened (`message`), what to do
 * next (`hint`), which finding it is (`code`, as `area.finding`) and which exit code the
 * command line ends with. Anything else that is thrown is a bug.
 */

/** Exit codes of the command line; part of the public interface. */
export const ExitCode = {
  /** In sync; or planned; or applied and verified. */
  ok: 0,
  /** A bug in owconf. */
  bug: 1,
  /** `plan --detailed-exitcode`: there are changes. */
  changes: 2,
  /** The spec, a flag or a secret reference is wrong; nothing was written. */
  invalid: 3,
  /** The server could not be reached, is not an Open WebUI, or refused the sign-in; nothing was written. */
  unavailable: 4,
  /** owconf refused to go on; nothing was written. */
  refused: 5,
  /** Apply failed; the server is as before. */
  failedUnchanged: 6,
  /** Apply failed; the server is left changed. */
  failedChanged: 7,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** The base of all errors of owconf. */
export abstract class OwconfError extends Error {
  /** The finding, as `area.finding`; stable, for programs. */
  abstract readonly code: string;
  /** The exit code that the command line ends with. */
  abstract readonly exitCode: ExitCode;
  /** What to do next, for a person. */
  readonly hint: string | undefined;

  constructor(message: string, options: { hint?: string | undefined; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = new.target.name;
    this.hint = options.hint;
  }
}

/** One problem in the user's file, at its place. Plain data; never holds a secret. */
export interface Diagnostic {
  severity: "error" | "warning";
  /** The finding, as `area.finding`. */
  code: string;
  message: string;
  hint?: string;
  /** The file's name as the user gave it. */
  file: string;
  /** From 1. */
  line: number;
  /** From 1, in UTF-16 code units. */
  column: number;
  /** Where in the spec, as `ldap.server.port`. */
  path?: string;
  /** The source line and a caret line below it, secrets masked. */
  frame?: string;
}

/** The spec has errors; all of them are in `diagnostics`. */
export class SpecError extends OwconfError {
  override readonly code = "spec.invalid";
  override readonly exitCode = ExitCode.invalid;
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    const count = diagnostics.filter((one) => one.severity === "error").length;
    super(`${count} ${count === 1 ? "problem" : "problems"} in the spec`);
    this.diagnostics = diagnostics;
  }
}

/** The spec file cannot be read, or a file to be written is in the way. */
export class FileError extends OwconfError {
  override readonly code = "file.unusable";
  override readonly exitCode = ExitCode.invalid;
}

/** A flag, an argument or an environment variable is missing or wrong. */
export class UsageError extends OwconfError {
  override readonly code = "usage.invalid";
  override readonly exitCode = ExitCode.invalid;
}

/** owconf stopped before anything was written, and a person has to decide. */
export class RefusedError extends OwconfError {
  override readonly code: string;
  override readonly exitCode = ExitCode.refused;

  constructor(code: string, message: string, options: { hint?: string } = {}) {
    super(message, options);
    this.code = code;
  }
}

/** A saved plan is not what would be done now. */
export class StalePlanError extends RefusedError {
  /** What was planned, and what would be done now; without secrets. */
  readonly differences: readonly { what: string; planned?: unknown; now?: unknown }[];

  constructor(differences: StalePlanError["differences"], hint: string) {
    super("saved-plan.stale", "the saved plan is not what would be done now; nothing was written", { hint });
    this.differences = differences;
  }
}

/** Where a request went, and what came back. */
export interface RequestFacts {
  method: string;
  /** Without user info; never holds a token. */
  url: string;
  /** HTTP status, when there was an answer. */
  status?: number | undefined;
  /** The server's own words, when it gave any. */
  detail?: string | undefined;
  /** True when the answer is a web page. */
  isPage?: boolean | undefined;
}

/** The base of all errors about a request to the server. */
export abstract class ApiError extends OwconfError {
  override readonly exitCode: ExitCode = ExitCode.unavailable;
  /** What happened; `message` tells the request, too. */
  readonly summary: string;
  readonly method: string;
  readonly url: string;
  readonly status: number | undefined;
  readonly detail: string | undefined;
  readonly isPage: boolean;

  constructor(
    message: string,
    facts: RequestFacts,
    options: { hint?: string | undefined; cause?: unknown } = {},
  ) {
    super(`${message} (${facts.method} ${facts.url})`, options);
    this.summary = message;
    this.method = facts.method;
    this.url = facts.url;
    this.status = facts.status;
    this.detail = facts.detail;
    this.isPage = facts.isPage ?? false;
  }
}

/** No connection: refused, reset, unknown host, TLS failure. */
export class UnreachableError extends ApiError {
  override readonly code = "api.unreachable";
}

/** Connected or not, no whole answer came within the time limit. */
export class TimeoutError extends ApiError {
  override readonly code = "api.timeout";
}

/** Something answered that is not the API of an Open WebUI: a web page, a redirect, no JSON, another shape. */
export class NotOpenWebUIError extends ApiError {
  override readonly code = "api.not-open-webui";
}

/** The server says something else each time that it is asked. */
export class InconsistentError extends ApiError {
  override readonly code = "api.inconsistent";
}

/** Wrong e-mail, user name or password. */
export class BadCredentialsError extends ApiError {
  override readonly code = "api.bad-credentials";
}

/** The sign-in needs a second factor, so there is no token yet. */
export class SecondFactorError extends ApiError {
  override readonly code = "api.second-factor";
}

/** The token is missing, unknown, expired or revoked. */
export class NotSignedInError extends ApiError {
  override readonly code = "api.not-signed-in";
}

/** The account is signed in and may not do this: not an admin, an API key where a person is needed, or a feature that is off. */
export class ForbiddenError extends ApiError {
  override readonly code = "api.forbidden";
}

/** The signed-in account is no admin. */
export class NotAdminError extends ApiError {
  override readonly code = "api.not-admin";
}

/** HTTP 429. */
export class RateLimitedError extends ApiError {
  override readonly code = "api.rate-limited";
  /** When the server says to come back, in seconds; undefined when it does not say. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    message: string,
    facts: RequestFacts,
    options: { hint?: string | undefined; retryAfterSeconds?: number | undefined } = {},
  ) {
    super(message, facts, options);
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** The server refused the request's content: HTTP 400, 404, 409 or 422. */
export class RejectedError extends ApiError {
  override readonly code = "api.rejected";
}

/** HTTP 5xx: the server failed. */
export class ServerError extends ApiError {
  override readonly code = "api.server-failed";
}

/** A request that would not pass; it was not sent. */
export class InvalidRequestError extends ApiError {
  override readonly code = "api.invalid-request";
  override readonly exitCode = ExitCode.invalid;
}

/** A read-only client was asked to write: a bug of the caller. Nothing was sent. */
export class ReadOnlyError extends ApiError {
  override readonly code = "api.read-only";
  override readonly exitCode = ExitCode.bug;
}

import {
  type ApiError,
  BadCredentialsError,
  ForbiddenError,
  NotAdminError,
  NotOpenWebUIError,
  NotSignedInError,
  RateLimitedError,
  RejectedError,
  type RequestFacts,
  ServerError,
} from "../errors.ts";
import type { Json } from "../model/json.ts";
import { hintOfUrl } from "./base-url.ts";
import { afterWrite } from "./connection-failures.ts";
import { cleanText, readDetail } from "./detail.ts";
import { isAwayStatus } from "./retry.ts";

/** An answer as it came, its body read to the end. */
export interface Answer {
  status: number;
  contentType: string;
  location: string | undefined;
  retryAfter: string | undefined;
  text: string;
}

const useToken =
  "this server may take no sign-ins by password: give owconf an API key or a token (OWCONF_TOKEN)";
const signInAgain =
  "run owconf login, or give another token (OWCONF_TOKEN): Open WebUI shows yours under Settings > Account";

/** Returns the JSON of a good answer; throws the ApiError that tells what any other one means. */
export function readAnswer(answer: Answer, facts: RequestFacts, secrets: readonly string[]): Json {
  const { status } = answer;
  const isJson = /\bjson\b/i.test(answer.contentType);
  const body = isJson ? parseJson(answer.text) : undefined;
  if (status >= 200 && status < 300 && body !== undefined) return body;

  const raw = body === undefined ? undefined : readDetail(body);
  const detail = raw === undefined ? undefined : cleanText(raw, secrets);
  const known = { ...facts, status, detail };
  if (status >= 300 && status < 400) throw describeRedirect(answer, known);
  if (status === 429) throw describeRateLimit(answer, known);
  if (status >= 500) throw describeServerFailure(known);
  if (body === undefined) throw describeForeignAnswer(answer, isJson, known);
  // 0.5 answers 403 to a request without a token.
  if (status === 401 || (status === 403 && raw === "Not authenticated")) {
    throw describeUnauthorized(raw ?? "", known);
  }
  const words = detail === undefined ? `HTTP ${status}` : `"${detail}"`;
  if (status === 403) {
    throw new ForbiddenError(`the server forbids this: ${words}`, known, {
      hint: hintOfForbidden(raw ?? "", facts),
    });
  }
  if (status === 404 && raw === "Not Found") {
    throw new NotOpenWebUIError("the server has no such endpoint", known, { hint: hintOfUrl(facts.url) });
  }
  if (status === 400) throwBadCredentials(raw ?? "", known);
  throw new RejectedError(`the server refused the request: ${words}`, known, {
    hint: hintOfRejected(status, raw ?? "", facts),
  });
}

function hintOfForbidden(detail: string, facts: RequestFacts): string {
  if (isSignIn(facts)) return useToken;
  if (/human/i.test(detail)) return "an API key cannot do this: sign in with e-mail address and password";
  return "the feature may be switched off on the server, or this account or API key may not use it";
}

function hintOfRejected(status: number, detail: string, facts: RequestFacts): string | undefined {
  if (/LDAP authentication is not enabled/.test(detail)) {
    return "LDAP is switched off on the server: sign in another way, and switch it on with ldap.enabled";
  }
  if (status === 400 && isSignIn(facts)) return useToken;
  if (status === 405) return "this release of Open WebUI may not know the endpoint";
  // Since 0.12 the server names no field.
  if (status === 422) {
    const whole = facts.url.includes("/admin/config") ? "; settings must be written whole" : "";
    return `a field is missing or its value is not accepted${whole}`;
  }
  // 0.12.4 keeps the reason to itself.
  if (status === 409 && /MFA/.test(detail)) {
    return "Open WebUI refuses MFA when WEBUI_AUTH or ENABLE_PERSISTENT_CONFIG is False, or when its WEBUI_SECRET_KEY or MFA_ENCRYPTION_KEY cannot decrypt the second factors it holds";
  }
  return undefined;
}

// Password sign-ins may be switched off, or left to a proxy that sends a trusted header.
function isSignIn({ url }: RequestFacts): boolean {
  return url.endsWith("/auths/signin");
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    // The parser's own message quotes the answer, which may hold a secret.
    return undefined;
  }
}

function describeRedirect(answer: Answer, facts: RequestFacts): ApiError {
  const { location } = answer;
  const target =
    location !== undefined && URL.canParse(location, facts.url) ? new URL(location, facts.url) : null;
  // Not its query, nor its user info: they may hold a ticket.
  const shown =
    target === null ? "elsewhere" : `to ${cleanText(`${target.protocol}//${target.host}${target.pathname}`)}`;
  return new NotOpenWebUIError(`the server redirects ${shown}, and owconf does not follow redirects`, facts, {
    hint: "give the address behind the redirect as the server URL, if it is yours; or let the proxy in front pass requests to /api",
  });
}

function describeRateLimit(answer: Answer, facts: RequestFacts): ApiError {
  const wait = answer.retryAfter === undefined ? undefined : cleanText(answer.retryAfter).slice(0, 40);
  const retryAfterSeconds = wait !== undefined && /^\d+$/.test(wait) ? Number(wait) : undefined;
  const isDate = retryAfterSeconds === undefined;
  const when = wait === undefined ? "" : `; it says: try again ${isDate ? `at ${wait}` : `in ${wait} s`}`;
  const [what, hint] = explainRateLimit(facts);
  return new RateLimitedError(`${what}: the server is rate-limiting${when}`, facts, {
    hint,
    retryAfterSeconds,
  });
}

function explainRateLimit({ detail = "", url }: RequestFacts): [what: string, hint: string] {
  // 0.12, when MFA is on; it counts the requests of everybody behind one address, a proxy's say.
  if (/^Too many attempts/.test(detail)) {
    return [
      "too many sign-ins",
      "with MFA on, Open WebUI allows 10 password sign-ins per account and 100 POST requests under /auths per address in 15 minutes: run owconf login once and keep the session, use an API key (OWCONF_TOKEN), or let owconf wait: --wait 20m",
    ];
  }
  if (/\/auths\/signin$/.test(url)) {
    return [
      "too many sign-ins",
      "Open WebUI allows 15 sign-ins per e-mail address in 3 minutes, successful and refused ones included: run owconf login once and keep the session, use a token (OWCONF_TOKEN), or let owconf wait: --wait 5m",
    ];
  }
  return ["too many requests", "wait, then try again; a proxy in front of Open WebUI may set the limit"];
}

function describeServerFailure(facts: RequestFacts): ApiError {
  const words = facts.detail === undefined ? "" : `: "${facts.detail}"`;
  return new ServerError(`the server failed with HTTP ${facts.status}${words}`, facts, {
    hint: isAwayStatus(facts.status)
      ? "Open WebUI is down or still starting, or the proxy in front of it cannot reach it"
      : `the log of Open WebUI says why${afterWrite(facts)}`,
  });
}

function describeForeignAnswer(answer: Answer, isJson: boolean, facts: RequestFacts): ApiError {
  const { status } = answer;
  if (isJson) {
    return new NotOpenWebUIError(`the answer is incomplete: its JSON is broken (HTTP ${status})`, facts, {
      hint: `a proxy may have cut it off; otherwise ${hintOfUrl(facts.url)}${afterWrite(facts)}`,
    });
  }
  const isPage = /html/i.test(answer.contentType);
  const kind = isPage ? "a web page" : cleanText(answer.contentType).slice(0, 60) || "no content type";
  const hint =
    status === 401 || status === 403
      ? "something in front of Open WebUI, such as a proxy or a firewall, refuses owconf"
      : hintOfUrl(facts.url);
  return new NotOpenWebUIError(
    `this is not the API of an Open WebUI: it answers ${kind} instead of JSON (HTTP ${status})`,
    facts,
    { hint },
  );
}

function describeUnauthorized(detail: string, facts: RequestFacts): ApiError {
  if (facts.url.endsWith("/auths/mfa/verify")) {
    return new BadCredentialsError(
      /expired/.test(detail)
        ? "the sign-in took too long and has to begin again"
        : "the server does not take the code of the second factor",
      facts,
      { hint: "check the key of the second factor and this machine's clock; each code can be used once" },
    );
  }
  if (/permission/i.test(detail)) {
    return new NotAdminError("the signed-in account is not an admin", facts, {
      hint: "sign in with an account whose role is admin (a pending account gets this answer, too)",
    });
  }
  if (/not authenticated/i.test(detail)) {
    return new NotSignedInError("not signed in", facts, { hint: "sign in first, or give a token" });
  }
  return new NotSignedInError("the server does not accept the token: unknown, expired or revoked", facts, {
    hint: signInAgain,
  });
}

// Who it was that signed in is added by the caller, who knows. Any other 400 at a sign-in is about something else: LDAP switched off, or set up wrongly.
function throwBadCredentials(detail: string, facts: RequestFacts): void {
  const fail = (message: string, hint: string) => new BadCredentialsError(message, facts, { hint });
  // 0.5 puts the status in front, and the user behind.
  const words = detail.replace(/^400: /, "");
  if (/password provided is incorrect/.test(words) || /^Authentication failed(\.$| for )/.test(words)) {
    throw fail(
      "wrong user or password",
      "check both by signing in with the browser; the server limits the number of attempts",
    );
  }
  if (words === "User not found in the LDAP server") {
    throw fail("the LDAP directory does not have this user", "check the user name and the LDAP search base");
  }
  // All that 0.6 ever says of a failed LDAP sign-in; later releases when the directory is out of reach.
  if (detail === "LDAP authentication failed.") {
    throw fail(
      "the LDAP sign-in failed",
      "check user and password; Open WebUI says the same when it cannot reach the directory: see its log",
    );
  }
}

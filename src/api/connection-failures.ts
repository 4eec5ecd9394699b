import {
  type ApiError,
  NotOpenWebUIError,
  type RequestFacts,
  TimeoutError,
  UnreachableError,
} from "../errors.ts";

const checkUrl = "check the server URL: it is the address that you open in the browser";

const certificateCodes = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
]);

/**
 * Returns the ApiError for a request that got no whole answer.
 * The cause is not kept: a parser's error holds the bytes that came, and these may hold secrets.
 */
export function describeConnectionFailure(code: string, facts: RequestFacts): ApiError {
  const { host } = new URL(facts.url);
  const fail = (message: string, hint: string) => new UnreachableError(message, facts, { hint });
  if (certificateCodes.has(code)) {
    return fail(
      `the TLS certificate of ${host} is not trusted by this machine (${code})`,
      "point NODE_EXTRA_CA_CERTS to the file of your certificate authority, or of the self-signed certificate",
    );
  }
  if (code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID") {
    return fail(
      `the TLS certificate of ${host} is not valid now (${code})`,
      "renew it, or correct the clock",
    );
  }
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return fail(`the TLS certificate of ${host} is for another name`, checkUrl);
  }
  if (/^(EPROTO|ERR_SSL|ERR_TLS)/.test(code)) {
    return fail(`no TLS connection to ${host} (${code})`, "check whether the URL must begin with http://");
  }
  if (/^HPE_/.test(code)) {
    return new NotOpenWebUIError(`${host} does not answer in HTTP (${code})`, facts, { hint: checkUrl });
  }
  if (code === "ECONNREFUSED") {
    return fail(
      `nothing listens at ${host}: connection refused`,
      "check host and port, and whether Open WebUI is running",
    );
  }
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return fail(`the host name of ${host} is not known (${code})`, "check the server URL and the DNS");
  }
  if (code === "UND_ERR_CONNECT_TIMEOUT" || code === "ETIMEDOUT") return describeTimeout(undefined, facts);
  if (resetCodes.has(code)) {
    return fail(
      `the connection to ${host} was closed before the whole answer came`,
      `Open WebUI may be restarting, or the URL must begin with ${facts.url.startsWith("https:") ? "http" : "https"}://${afterWrite(facts)}`,
    );
  }
  return fail(`no connection to ${host} (${code})`, "check the server URL and the network");
}

/** The codes of connections that broke after they stood. */
export const resetCodes: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);

export function describeTimeout(timeoutMs: number | undefined, facts: RequestFacts): ApiError {
  const limit = timeoutMs === undefined ? "in time" : `within ${timeoutMs / 1000} s`;
  return new TimeoutError(`no answer came ${limit}`, facts, {
    hint: `check the server URL, the firewall and whether Open WebUI is overloaded${afterWrite(facts)}`,
  });
}

/** What to add to a hint when it is not known whether a request was carried out. */
export function afterWrite(facts: RequestFacts): string {
  return facts.method === "GET" ? "" : "; the request may have taken effect all the same";
}

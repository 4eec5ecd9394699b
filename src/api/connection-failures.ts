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

/** How undici tells that a proxy refused: a tunnel that it did not open, its 407, its own TLS. */
const proxyCodes = new Set(["UND_ERR_ABORTED", "UND_ERR_INVALID_ARG", "UND_ERR_PRX_TLS"]);

/**
 * Returns the ApiError for a request that got no whole answer.
 * The cause is not kept: a parser's error holds the bytes that came, and these may hold secrets.
 * `proxy` is the address of the proxy in between, if there is one.
 */
export function describeConnectionFailure(code: string, facts: RequestFacts, proxy?: string): ApiError {
  const { host, hostname } = new URL(facts.url);
  const through =
    proxy === undefined
      ? ""
      : `; requests go through the proxy ${proxy} (HTTPS_PROXY or HTTP_PROXY), unless NO_PROXY lists ${hostname}`;
  const fail = (message: string, hint: string) =>
    new UnreachableError(message, facts, { hint: `${hint}${through}` });
  if (proxy !== undefined && proxyCodes.has(code)) {
    return fail(
      `the proxy does not let owconf through to ${host}`,
      "it may ask for a user name and a password, which its address must then hold, or not allow this server",
    );
  }
  if (certificateCodes.has(code)) {
    return fail(
      `the TLS certificate of ${host} is not trusted by this machine (${code})`,
      "set OWCONF_CA_FILE, or server.tls.caFile in the spec, to the file of your CA, or of the self-signed certificate",
    );
  }
  if (code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID") {
    return fail(
      `the TLS certificate of ${host} ${code === "CERT_HAS_EXPIRED" ? "has expired" : "is not valid yet"}`,
      "renew it, or correct this machine's clock",
    );
  }
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return fail(`the TLS certificate of ${host} is for a different host name`, checkUrl);
  }
  if (/CERTIFICATE_REQUIRED|ALERT_BAD_CERTIFICATE|ALERT_UNKNOWN_CA|ALERT_CERTIFICATE/.test(code)) {
    return fail(
      `${host} asks for a client certificate, and does not take this one or got none (${code})`,
      "set server.tls.certFile and server.tls.keyFile in the spec, or OWCONF_CERT_FILE and OWCONF_KEY_FILE",
    );
  }
  if (/^(EPROTO|ERR_SSL|ERR_TLS)/.test(code)) {
    return fail(
      `the TLS handshake with ${host} failed (${code})`,
      "check whether the URL should begin with http://",
    );
  }
  if (/^HPE_/.test(code)) {
    return new NotOpenWebUIError(`${host} does not speak HTTP (${code})`, facts, { hint: checkUrl });
  }
  if (code === "UND_ERR_HEADERS_OVERFLOW") {
    return new NotOpenWebUIError("the headers of the answer are too large", facts, {
      hint: `check the server URL and the proxies in front of the server${afterWrite(facts)}`,
    });
  }
  if (code === "ECONNREFUSED") {
    const by = proxy === undefined ? host : `${host} or the proxy ${proxy}`;
    return fail(`connection refused by ${by}`, "check host and port, and that Open WebUI is running");
  }
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return fail(`cannot resolve the host name of ${host} (${code})`, "check the server URL and DNS");
  }
  if (code === "UND_ERR_CONNECT_TIMEOUT" || code === "ETIMEDOUT") return describeTimeout(undefined, facts);
  if (resetCodes.has(code)) {
    return fail(
      `the connection to ${host} was closed before the answer was complete`,
      `Open WebUI may be restarting, or the URL should begin with ${facts.url.startsWith("https:") ? "http" : "https"}://${afterWrite(facts)}`,
    );
  }
  return fail(`cannot connect to ${host} (${code})`, "check the server URL and the network");
}

/** The codes of connections that broke after they stood. */
export const resetCodes: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);

export function describeTimeout(timeoutMs: number | undefined, facts: RequestFacts): ApiError {
  const limit = timeoutMs === undefined ? "in time" : `within ${timeoutMs / 1000} s`;
  return new TimeoutError(`no answer ${limit}`, facts, {
    hint: `check the server URL, the firewall and the load of the server${afterWrite(facts)}`,
  });
}

/** What to add to a hint when it is not known whether a request was carried out. */
export function afterWrite(facts: RequestFacts): string {
  return facts.method === "GET" ? "" : "; the request may still have taken effect";
}

import type { Socket } from "node:net";
import type { SecureContext, TLSSocket } from "node:tls";
import type { DirectoryCertificate, DirectoryFinding } from "../model/directory-check.ts";
import { judgeCertificate, readCertificate } from "./certificate.ts";
import { failed, hasErrors, notice, refuse } from "./findings.ts";
import type { Outside } from "./outside.ts";
import type { DirectorySettings } from "./settings.ts";
import { readTrust, type Trust } from "./trust.ts";

/** A connection that may be used, or what stands in the way. */
export interface Opened {
  socket?: Socket;
  certificate?: DirectoryCertificate;
  findings: DirectoryFinding[];
}

/**
 * Connects as the settings say. There is no socket in the answer unless Open WebUI would go on, too: nothing must be
 * sent to whoever shows a certificate that is to be checked and does not hold.
 */
export async function openConnection(settings: DirectorySettings, outside: Outside): Promise<Opened> {
  const { host, port, useTls } = settings;
  let socket: Socket;
  try {
    socket = await outside.openSocket(host, port, outside.timeoutMs);
  } catch (error) {
    return { findings: [describeUnreachable(settings, readCode(error), outside.timeoutMs)] };
  }
  return useTls ? secure(socket, settings, outside) : { socket, findings: [] };
}

async function secure(socket: Socket, settings: DirectorySettings, outside: Outside): Promise<Opened> {
  // From here on until the next listener, an error of the socket must not end the process.
  socket.on("error", () => {});
  const tls = await import("node:tls");
  const trust = await readTrust(settings, outside);
  const secureContext = createContext(tls, trust, settings.ciphers);
  // Who it is, is judged below: the reason is to be told.
  const checkServerIdentity = () => undefined;
  const secured = tls.connect({ socket, secureContext, rejectUnauthorized: false, checkServerIdentity });
  const failure = await waitForHandshake(secured, outside.timeoutMs);
  if (failure !== undefined) {
    secured.destroy();
    return { findings: [describeHandshake(settings, failure, outside.timeoutMs)] };
  }
  const peer = secured.getPeerCertificate();
  const certificate = readCertificate(peer, Date.now());
  if (!settings.validate) return { socket: secured, certificate, findings: [] };
  const distrust = secured.authorized ? undefined : String(secured.authorizationError);
  // The rules are those of the LDAP library of Open WebUI: an address has to be among the addresses.
  const isForHost = tls.checkServerIdentity(settings.host, peer) === undefined;
  const findings = judgeCertificate(settings, { certificate, distrust, isForHost, caUnread: trust.unread });
  if (distrust === undefined && !hasErrors(findings)) return { socket: secured, certificate, findings };
  secured.destroy();
  return { certificate, findings };
}

function createContext(
  tls: typeof import("node:tls"),
  { ca, withUsual }: Trust,
  ciphers: string,
): SecureContext {
  const all = [...(withUsual ? tls.rootCertificates : []), ...ca.map((pem) => Buffer.from(pem))];
  if (ciphers === "") return tls.createSecureContext({ ca: all });
  try {
    return tls.createSecureContext({ ca: all, ciphers });
  } catch {
    // As Open WebUI does with ciphers that OpenSSL does not know.
    return tls.createSecureContext({ ca: all });
  }
}

/** Returns undefined when it is done, otherwise why not, as ECONNRESET. */
function waitForHandshake(secured: TLSSocket, timeoutMs: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve("ETIMEDOUT"), timeoutMs);
    const end = (code: string | undefined) => {
      clearTimeout(timer);
      resolve(code);
    };
    secured.once("secureConnect", () => end(undefined));
    secured.on("error", (error) => end(readCode(error)));
    secured.once("close", () => end("ECONNRESET"));
  });
}

function readCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown";
}

const reasons: ReadonlyMap<string, string> = new Map([
  ["ECONNREFUSED", "connection refused"],
  ["ECONNRESET", "the connection was closed"],
  ["ENOTFOUND", "this machine does not know the host name"],
  ["EAI_AGAIN", "this machine cannot resolve the host name"],
  ["EHOSTUNREACH", "no route to it"],
  ["ENETUNREACH", "no route to it"],
]);

/** Returns the notice of a directory that nobody could ask from here. */
export function describeUnreachable(
  { host, port }: DirectorySettings,
  code: string,
  timeoutMs: number,
): DirectoryFinding {
  const reason =
    code === "ETIMEDOUT" ? `no answer within ${timeoutMs / 1000} s` : (reasons.get(code) ?? code);
  return notice({
    code: "ldap.unreachable",
    setting: "host",
    message: `the directory at ${host}:${port} cannot be reached from here: ${reason}`,
    hint: "the server may reach it all the same: check host and port, or run owconf check-ldap on its machine",
  });
}

function describeHandshake(settings: DirectorySettings, code: string, timeoutMs: number): DirectoryFinding {
  const { host, port } = settings;
  if (code === "ETIMEDOUT") return describeUnreachable(settings, code, timeoutMs);
  const closed =
    /^(ECONNRESET|EPIPE|EPROTO)$|WRONG_VERSION|PACKET_LENGTH|UNEXPECTED_MESSAGE|HTTP_REQUEST/.test(code);
  if (closed) {
    return refuse({
      code: "ldap.no-tls",
      setting: "use_tls",
      message: `nothing at ${host}:${port} speaks LDAPS`,
      hint: `use_tls is TLS from the first byte, mostly on port 636${port === 636 ? "" : ": write port: 636"}; Open WebUI does not do StartTLS`,
      answer: failed,
    });
  }
  return refuse({
    code: "ldap.tls-failed",
    setting: "ciphers",
    message: `the TLS handshake with ${host}:${port} failed (${code})`,
    hint: "check ciphers, and that the directory speaks TLS 1.2 or later without a certificate of the client",
    answer: failed,
  });
}

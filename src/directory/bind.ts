import type { Client } from "ldapts";
import type { DirectoryFinding } from "../model/directory-check.ts";
import { failed, notice, refuse } from "./findings.ts";
import { describeUnreachable } from "./open.ts";
import { isPassing, readResultCode, showCode } from "./result-codes.ts";
import type { DirectorySettings } from "./settings.ts";

/** Signs in to the directory as the account that searches it. Returns what stands in the way, if anything does. */
export async function bindAccount(
  client: Client,
  settings: DirectorySettings,
  timeoutMs: number,
): Promise<DirectoryFinding | undefined> {
  const { bindDn, password } = settings;
  try {
    await client.bind(bindDn, bindDn === "" ? "" : password);
    return undefined;
  } catch (error) {
    const code = readResultCode(error);
    if (code === undefined) return describeSilence(settings, error, timeoutMs);
    if (isPassing(code)) return describeBusy(settings, code);
    return describeRefusal(settings, code, error);
  }
}

const answer = "Application account bind failed";

function describeRefusal(settings: DirectorySettings, code: number, error: unknown): DirectoryFinding {
  const { bindDn, useTls } = settings;
  if (code === 8 || code === 13) {
    return refuse({
      code: "ldap.encryption-required",
      setting: "use_tls",
      message: `the directory takes no sign-ins on this connection: ${showCode(code)}`,
      hint: useTls
        ? "the directory wants another way to sign in than a password, and Open WebUI has none"
        : "set use_tls: true and the port of LDAPS, mostly 636; Open WebUI does not do StartTLS",
      answer,
    });
  }
  if (bindDn === "") {
    return refuse({
      code: "ldap.bind-refused",
      setting: "app_dn",
      message: `the directory takes no anonymous sign-ins: ${showCode(code)}`,
      hint: "give ldap.server.app_dn and app_dn_password an account that may search",
      answer,
    });
  }
  const reason = readWindowsReason(error);
  return refuse({
    code: "ldap.bind-refused",
    setting: "app_dn_password",
    message: `the directory refuses ${bindDn}: ${reason ?? showCode(code)}`,
    hint: "check app_dn and app_dn_password; but for Active Directory, the account is written whole, as cn=reader,dc=example,dc=com",
    answer,
  });
}

/** Active Directory tells in hexadecimal what is wrong with an account. */
const windowsReasons: Readonly<Record<string, string>> = {
  525: "there is no such account",
  "52e": "wrong password, or no such account",
  530: "it may not sign in at this time",
  531: "it may not sign in from here",
  532: "its password has expired",
  533: "the account is disabled",
  701: "the account has expired",
  773: "its password must be changed first",
  775: "the account is locked",
};

// The rest of what a directory says is never shown: nobody knows what it repeats.
function readWindowsReason(error: unknown): string | undefined {
  const [, data = ""] = /AcceptSecurityContext error, data ([0-9a-f]+)/i.exec(String(error)) ?? [];
  return windowsReasons[data.toLowerCase()];
}

/** Returns the notice of a directory that has no time. */
export function describeBusy({ host, port }: DirectorySettings, code: number): DirectoryFinding {
  return notice({
    code: "ldap.busy",
    setting: "host",
    message: `the directory at ${host}:${port} does not answer now: ${showCode(code)}`,
    hint: "try again later",
  });
}

/** Returns what it means that no answer came: the other side is slow, or no directory. */
export function describeSilence(
  settings: DirectorySettings,
  error: unknown,
  timeoutMs: number,
): DirectoryFinding {
  if (/time(d )?out/i.test(String(error))) return describeUnreachable(settings, "ETIMEDOUT", timeoutMs);
  const { host, port, useTls } = settings;
  return refuse({
    code: "ldap.not-a-directory",
    setting: "port",
    message: `${host}:${port} closed the connection instead of answering`,
    hint: useTls
      ? "check host and port: this may be no LDAP server"
      : "check host and port: it may be no LDAP server, or speak LDAPS only, which is use_tls: true",
    answer: failed,
  });
}

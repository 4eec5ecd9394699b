import type { JsonObject } from "../model/json.ts";

/** The LDAP settings of an Open WebUI, as far as a sign-in depends on them. */
export interface DirectorySettings {
  host: string;
  port: number;
  /** TLS from the first byte (LDAPS). Open WebUI never asks for StartTLS. */
  useTls: boolean;
  /** Check the certificate. */
  validate: boolean;
  /** A CA file on the machine of the server; "" for the CAs that the machine trusts. */
  certificatePath: string;
  ciphers: string;
  /** "" binds anonymously. */
  bindDn: string;
  password: string;
  base: string;
  filter: string;
  userAttribute: string;
  mailAttribute: string;
  /** Put behind the name of a user without a mail address; "" where that is not done. */
  mailDomain: string;
  /** Undefined where groups are not taken over. */
  groupAttribute: string | undefined;
}

/** Returns what a server with these settings does at a sign-in through LDAP. */
export function readDirectorySettings(settings: JsonObject): DirectorySettings {
  const text = (key: string): string => {
    const value = settings[key];
    return typeof value === "string" ? value : "";
  };
  const port = typeof settings.port === "number" ? settings.port : undefined;
  return {
    ...readAddress(text("host"), port, settings.use_tls === true),
    // Releases without the setting always check.
    validate: settings.validate_cert !== false,
    certificatePath: text("certificate_path"),
    ciphers: text("ciphers"),
    bindDn: text("app_dn"),
    password: text("app_dn_password"),
    base: text("search_base"),
    filter: text("search_filters"),
    userAttribute: text("attribute_for_username"),
    mailAttribute: text("attribute_for_mail"),
    mailDomain: text("default_email_domain"),
    groupAttribute: settings.enable_group_management === true ? text("attribute_for_groups") : undefined,
  };
}

/**
 * Returns where the server connects to. No spec states a host with a scheme or a port, but a server may hold one:
 * its LDAP library obeys these, whatever port and use_tls say.
 */
function readAddress(
  stated: string,
  statedPort: number | undefined,
  statedTls: boolean,
): Pick<DirectorySettings, "host" | "port" | "useTls"> {
  const [, scheme, rest = ""] = /^(?:(ldaps?):\/\/)?(.*)$/i.exec(stated.trim()) ?? [];
  const useTls = scheme === undefined ? statedTls : scheme.toLowerCase() === "ldaps";
  const [, name, port] = /^([^:]*):(\d+)$/.exec(rest) ?? [];
  const standard = useTls ? 636 : 389;
  return { host: name ?? rest, port: Number(port ?? 0) || (statedPort ?? standard), useTls };
}

/** Returns the address as a URL. */
export function showAddress({ host, port, useTls }: DirectorySettings): string {
  return `${useTls ? "ldaps" : "ldap"}://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** True for a host that is another machine for everybody who uses the name. */
export function isLoopback(host: string): boolean {
  return /^(localhost(\.localdomain)?|127(\.\d+){3}|::1)$/i.test(host);
}

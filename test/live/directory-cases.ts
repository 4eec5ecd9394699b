import type { JsonObject } from "../../src/model/json.ts";
import { type Certificate, createCertificate } from "./certificates.ts";
import type { SlapdOptions } from "./slapd.ts";

/** Directories that differ in what no settings can say. */
export const kinds = ["usual", "expired", "expiring", "elsewhere", "strict", "small"] as const;
export type Kind = (typeof kinds)[number];

/** Settings to try on a directory, and what is to be found. */
export interface Case {
  what: string;
  kind: Kind;
  /** Over TLS, on the port of LDAPS. */
  isSecure: boolean;
  /** What the settings say otherwise; AUTHORITY and STRANGER are files of authorities. */
  over: JsonObject;
  user: string | undefined;
  /** The findings' codes, without their area. */
  findings: readonly string[];
  outcome: "ready" | "refused";
  /** What Open WebUI 0.12 answers to the user, if not to sign in. */
  answer: string | undefined;
}

type Traits = Partial<Pick<Case, "kind" | "isSecure" | "over" | "user">>;

function describeCase(what: string, findings: readonly string[], traits: Traits, answer?: string): Case {
  const outcome = answer === undefined ? "ready" : "refused";
  const usual = { kind: "usual", isSecure: false, over: {}, user: undefined } as const;
  return { what, ...usual, ...traits, findings, outcome, answer };
}

const good = (what: string, findings: readonly string[], traits: Traits = {}) =>
  describeCase(what, findings, traits);
const bad = (what: string, code: string, answer: string, traits: Traits) =>
  describeCase(what, [code], traits, answer);
const badUser = (what: string, user: string, code: string, answer: string) =>
  describeCase(what, ["mail-missing", code], { user }, answer);

const failed = "LDAP authentication failed.";
const notFound = "User not found in the LDAP server";
const notBound = "Application account bind failed";
const noMail = "User does not have a valid email address.";

const some = ["mail-missing"];
const nowhere = { over: { search_base: "ou=nowhere,dc=example,dc=com" } };
const anonymous = { over: { app_dn: "", app_dn_password: "" } };

/** All of these are tried by owconf, and by a real Open WebUI at a sign-in. */
export const cases: readonly Case[] = [
  good("plain LDAP", some),
  good("plain LDAP, and a user", some, { user: "ada" }),
  good("a user in capitals", some, { user: "ADA" }),
  good("LDAPS", some, { isSecure: true }),
  good("LDAPS by address", some, { isSecure: true, over: { host: "127.0.0.1" } }),
  good("ciphers that OpenSSL does not know", some, { isSecure: true, over: { ciphers: "no-such" } }),
  good("a certificate that ends soon", ["certificate-expires"], { kind: "expiring", isSecure: true }),
  good("a certificate that nobody checks", [], {
    ...{ kind: "expired", isSecure: true },
    over: { validate_cert: false },
  }),
  good("a limit of two entries", [], { kind: "small" }),
  good("a limit of two entries, and a user", [], { kind: "small", user: "alan" }),
  good("a filter", [], { over: { search_filters: "(mail=*)" } }),
  good("two filters", [], { over: { search_filters: " (mail=*) (objectClass=person) " } }),
  good("a domain for those without a mail address", [], {
    user: "nomail",
    over: { default_email_domain: "example.org" },
  }),

  bad("an expired certificate", "certificate-expired", failed, { kind: "expired", isSecure: true }),
  bad("a certificate for another host", "certificate-for-another-host", failed, {
    ...{ kind: "elsewhere", isSecure: true },
  }),
  bad("a certificate of another authority", "certificate-not-trusted", failed, {
    isSecure: true,
    over: { certificate_path: "STRANGER" },
  }),
  bad("a certificate that the system does not trust", "certificate-not-trusted", failed, {
    isSecure: true,
    over: { certificate_path: null },
  }),
  bad("a file without an authority", "certificate-not-trusted", failed, {
    isSecure: true,
    over: { certificate_path: "KEY" },
  }),
  bad("LDAPS where only StartTLS is", "no-tls", failed, {
    over: { use_tls: true, certificate_path: "AUTHORITY" },
  }),
  bad("no LDAPS where only LDAPS is", "not-a-directory", failed, {
    isSecure: true,
    over: { use_tls: false },
  }),
  bad("a directory that wants StartTLS", "encryption-required", notBound, { kind: "strict" }),
  bad("a wrong password", "bind-refused", notBound, { over: { app_dn_password: "wrong-canary" } }),
  bad("an unknown account", "bind-refused", notBound, { over: { app_dn: "cn=nobody,dc=example,dc=com" } }),
  bad("an account of no form", "bind-refused", notBound, { over: { app_dn: "reader" } }),
  bad("an account without a password", "password-empty", failed, { over: { app_dn_password: "" } }),
  bad("an anonymous bind that may not search", "base-not-found", notFound, anonymous),
  bad("a wrong base", "base-not-found", notFound, nowhere),
  bad("a base of no form", "name-malformed", failed, { over: { search_base: "people" } }),
  bad("a filter of no form", "filter-malformed", failed, { over: { search_filters: "uid=ada" } }),
  bad("a filter that nobody matches", "nobody-found", notFound, { over: { search_filters: "(uid=nobody)" } }),
  bad("a name attribute that nobody has", "nobody-found", notFound, {
    over: { attribute_for_username: "sAMAccountName" },
  }),
  bad("a mail attribute that nobody has", "mail-missing", noMail, { over: { attribute_for_mail: "email" } }),
  badUser("a user who is not there", "zoe", "user-not-found", notFound),
  badUser("a user with a wildcard", "ad*", "user-not-found", notFound),
  badUser("a user without a mail address", "nomail", "user-without-mail", noMail),
];

const describePerson = (uid: string, unit: string, ...more: string[]) => [
  ...[`dn: uid=${uid},ou=${unit},dc=example,dc=com`, "objectClass: inetOrgPerson"],
  ...[`uid: ${uid}`, `cn: ${uid}`, `sn: ${uid}`, `userPassword: ${uid}-pass-1`, ...more],
];

/** Beside three people with a mail address: one without, and two of one name. */
const entries = [
  ["dn: ou=guests,dc=example,dc=com", "objectClass: organizationalUnit", "ou: guests"],
  describePerson("nomail", "people"),
  describePerson("twin", "people", "mail: twin@example.com"),
  describePerson("twin", "guests", "mail: other@example.com"),
];

/** Returns how to start a directory of a kind; its certificate is made in a folder. */
export function describeKind(kind: Kind, authority: Certificate, folder: string): SlapdOptions {
  const issue = (names: readonly string[], days?: number) =>
    createCertificate(authority, folder, names, days);
  switch (kind) {
    case "usual":
      return { certificate: issue(["DNS:localhost", "IP:127.0.0.1"]), entries };
    case "expired":
      return { certificate: issue(["DNS:localhost"], -1) };
    case "expiring":
      return { certificate: issue(["DNS:localhost"], 12) };
    case "elsewhere":
      return { certificate: issue(["DNS:ldap.example.com"]) };
    case "strict":
      return { certificate: issue(["DNS:localhost"]), configuration: ["security ssf=128"] };
    case "small":
      return { configuration: ["sizelimit 2"] };
  }
}

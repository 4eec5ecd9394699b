import type { Person } from "./directory.ts";
import type { Traits } from "./releases.ts";
import type { State } from "./state.ts";
import { words } from "./words.ts";

/** Where a sign-in by way of the directory failed. */
export type LookupFailure = "blank" | "unreachable" | "tls" | "application" | "user" | "password";

/** Returns the person whom the LDAP settings and these words lead to, or why there is none. */
export function findPerson(state: State, user: string, password: string): Person | LookupFailure {
  const { directory, ldapServer } = state;
  if (password.trim() === "") return "blank";
  const hosts = ["localhost", directory?.host];
  if (directory === undefined || !hosts.includes(String(ldapServer.host))) return "unreachable";
  if (ldapServer.port !== directory.port) return "unreachable";
  if (ldapServer.use_tls === true) return "tls";
  const { app_dn, app_dn_password, search_base } = ldapServer;
  if (app_dn !== "" && (app_dn !== directory.readerDn || app_dn_password !== directory.readerPassword)) {
    return "application";
  }
  const base = String(search_base).toLowerCase();
  const inBase = `,${directory.peopleDn}`.toLowerCase().endsWith(`,${base}`);
  const attribute = String(ldapServer.attribute_for_username) as keyof Person;
  const person = directory.people.find((one) => one[attribute]?.toLowerCase() === user.toLowerCase());
  if (app_dn === "" || !inBase || person === undefined) return "user";
  return person.password === password ? person : "password";
}

const plain: Record<LookupFailure, string> = {
  blank: words.invalidCredentials,
  unreachable: words.ldapFailed,
  tls: words.ldapFailed,
  application: "Application account bind failed",
  user: "User not found in the LDAP server",
  password: "Authentication failed.",
};

/** Returns what a server says of a failure. */
export function explainFailure(style: Traits["ldapFailures"], failure: LookupFailure, user: string): string {
  if (style === "plain" || failure === "blank") return plain[failure];
  if (style === "hidden") return words.ldapFailed;
  // 0.5 passes on what the libraries say, and an error of its own with its status.
  const raw: Partial<Record<LookupFailure, string>> = {
    unreachable: "socket connection error while opening: [Errno 111] Connection refused",
    tls: `("('socket ssl wrapping error: [SSL: UNEXPECTED_EOF_WHILE_READING] EOF occurred in violation of protocol',)",)`,
    password: `400: Authentication failed for ${user}`,
  };
  return raw[failure] ?? `400: ${plain[failure]}`;
}

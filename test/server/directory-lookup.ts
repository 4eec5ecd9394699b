import { words } from "./answers.ts";
import type { Person } from "./directory.ts";
import type { State } from "./state.ts";

const failed = "LDAP authentication failed.";

/** Returns the person whom the LDAP settings and these words lead to, or why there is none. */
export function findPerson(state: State, user: string, password: string): Person | string {
  const { directory, ldapServer } = state;
  if (password.trim() === "") return words.invalidCredentials;
  const hosts = ["localhost", directory?.host];
  const reached = hosts.includes(String(ldapServer.host)) && ldapServer.port === directory?.port;
  if (directory === undefined || !reached || ldapServer.use_tls === true) return failed;
  const { app_dn, app_dn_password, search_base } = ldapServer;
  if (app_dn !== "" && (app_dn !== directory.readerDn || app_dn_password !== directory.readerPassword)) {
    return "Application account bind failed";
  }
  const base = String(search_base).toLowerCase();
  const inBase = `,${directory.peopleDn}`.toLowerCase().endsWith(`,${base}`);
  const attribute = String(ldapServer.attribute_for_username) as keyof Person;
  const person = directory.people.find((one) => one[attribute]?.toLowerCase() === user.toLowerCase());
  if (app_dn === "" || !inBase || person === undefined) return "User not found in the LDAP server";
  return person.password === password ? person : "Authentication failed.";
}

import type { DirectoryFinding } from "../model/directory-check.ts";
import { failed, refuse } from "./findings.ts";
import type { DirectorySettings } from "./settings.ts";

/** Returns what the LDAP library of Open WebUI refuses before it asks the directory anything. */
export function findMalformed(settings: DirectorySettings): DirectoryFinding[] {
  const { bindDn, password, base, filter } = settings;
  const findings: DirectoryFinding[] = [];
  if (bindDn !== "" && password === "") {
    findings.push(
      refuse({
        code: "ldap.password-empty",
        setting: "app_dn_password",
        message:
          "app_dn_password is empty, and app_dn is not: Open WebUI does not bind an account without a password",
        hint: "give ldap.server.app_dn_password a value, or empty app_dn for an anonymous bind",
        answer: failed,
      }),
    );
  }
  if (!isName(base)) findings.push(describeName());
  if (!isFilter(filter)) findings.push(describeFilter());
  return findings;
}

/** Returns the finding of a filter that cannot be read. */
export function describeFilter(): DirectoryFinding {
  return refuse({
    code: "ldap.filter-malformed",
    setting: "search_filters",
    message: "search_filters is no LDAP filter in parentheses",
    hint: "write it as (objectClass=person), or as (a=1)(b=2) where both must hold; in a value, ( is \\28 and ) is \\29",
    answer: failed,
  });
}

function describeName(): DirectoryFinding {
  return refuse({
    code: "ldap.name-malformed",
    setting: "search_base",
    message: "search_base is no distinguished name",
    hint: "write it whole, as ou=people,dc=example,dc=com",
    answer: failed,
  });
}

/** Measured on ldap3, which looks at the base and not at the account. */
function isName(text: string): boolean {
  return text.includes("@") || text.startsWith("<") || /^[^=,]+=[^,]/.test(text);
}

/** False for what is no sequence of parts in parentheses. The rest is left to the parser. */
function isFilter(text: string): boolean {
  const filter = text.trim();
  if (filter === "") return true;
  if (!filter.startsWith("(") || !filter.endsWith(")")) return false;
  return filter.split("(").length === filter.split(")").length;
}

/** Returns the filter that Open WebUI searches with; `value` is taken as it is. */
export function buildFilter({ userAttribute, filter }: DirectorySettings, value: string): string {
  return `(&(${userAttribute}=${value})${filter.trim().replace(/\)\s+\(/g, ")(")})`;
}

/** Returns a text in the form that a filter has it in. */
export function escapeValue(text: string): string {
  return text.replace(/[\\*()\0]/g, (one) => `\\${one.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

import type { Entry } from "ldapts";
import type { DirectoryEntries, DirectoryFinding, DirectoryUser } from "../model/directory-check.ts";
import { describeBusy, describeSilence } from "./bind.ts";
import { listValues } from "./entry.ts";
import { notice, refuse } from "./findings.ts";
import { isPassing, readResultCode, showCode } from "./result-codes.ts";
import type { DirectorySettings } from "./settings.ts";

const notFound = "User not found in the LDAP server";
const noMail = "User does not have a valid email address.";

/** Returns what keeps people from signing in, of all that were found. */
export function judgeEntries(
  settings: DirectorySettings,
  { found, withoutMail }: DirectoryEntries,
  entries: readonly Entry[],
): DirectoryFinding[] {
  const { base, filter, userAttribute, mailAttribute, groupAttribute } = settings;
  if (found === 0) {
    const matching = filter.trim() === "" ? "" : " and matches search_filters";
    return [
      refuse({
        code: "ldap.nobody-found",
        setting: filter.trim() === "" ? "search_base" : "search_filters",
        message: `no entry below ${base} has ${userAttribute}${matching}, or the account may not see it`,
        hint: "check search_base, search_filters and attribute_for_username, and what app_dn may read",
        answer: notFound,
      }),
    ];
  }
  const findings: DirectoryFinding[] = [];
  if (withoutMail > 0) {
    const all = withoutMail === found;
    const some = `${withoutMail} of ${found} entries ${withoutMail === 1 ? "has" : "have"} no mail address in ${mailAttribute}, and cannot sign in`;
    findings.push(
      (all ? refuse : notice)({
        code: "ldap.mail-missing",
        setting: "attribute_for_mail",
        message: all ? `no entry has a mail address in ${mailAttribute}: nobody can sign in` : some,
        hint: "name another attribute, or give default_email_domain a value (Open WebUI 0.12)",
        answer: noMail,
      }),
    );
  }
  if (
    groupAttribute !== undefined &&
    !entries.some((entry) => listValues(entry, groupAttribute).length > 0)
  ) {
    findings.push(
      notice({
        code: "ldap.groups-missing",
        setting: "attribute_for_groups",
        message: `none of the entries has ${groupAttribute}: no groups are taken over`,
        hint: "check attribute_for_groups, and what app_dn may read",
      }),
    );
  }
  return findings;
}

/** Returns what keeps one user from signing in. */
export function judgeUser(
  settings: DirectorySettings,
  user: DirectoryUser,
  entry: Entry,
): DirectoryFinding[] {
  const { userAttribute, mailAttribute } = settings;
  const findings: DirectoryFinding[] = [];
  if (user.found > 1) {
    findings.push(
      refuse({
        code: "ldap.user-ambiguous",
        setting: "search_filters",
        message: `${user.found} entries have ${userAttribute} "${user.name}"; Open WebUI takes the first, whichever that is`,
        hint: "narrow search_base or search_filters, so that each name is found once",
      }),
    );
  }
  if (user.mail === undefined) {
    findings.push(
      refuse({
        code: "ldap.user-without-mail",
        setting: "attribute_for_mail",
        message: `${entry.dn} has no mail address in ${mailAttribute}`,
        hint: "give the entry one, or give default_email_domain a value (Open WebUI 0.12)",
        answer: noMail,
      }),
    );
  } else if (!listValues(entry, userAttribute).some((one) => one.toLowerCase() === user.name.toLowerCase())) {
    findings.push(
      refuse({
        code: "ldap.user-mismatch",
        setting: "attribute_for_username",
        message: `${entry.dn} is found, but its ${userAttribute} is not "${user.name}", or the account may not read it`,
        hint: `let app_dn read ${userAttribute}, or name another attribute`,
        answer: "User record mismatch.",
      }),
    );
  }
  return findings;
}

/** Returns the finding of a user who is not there. */
export function describeMissing({ base, userAttribute }: DirectorySettings, name: string): DirectoryFinding {
  return refuse({
    code: "ldap.user-not-found",
    setting: "search_filters",
    message: `no entry below ${base} has ${userAttribute} "${name}"`,
    hint: "check search_base, search_filters and attribute_for_username",
    answer: notFound,
  });
}

/** Returns what it means that a search failed; one for a single user as `isUser`. */
export function describeFailure(
  settings: DirectorySettings,
  error: unknown,
  timeoutMs: number,
  isUser: boolean,
): DirectoryFinding {
  const code = readResultCode(error);
  const { base } = settings;
  if (code === undefined) return describeSilence(settings, error, timeoutMs);
  if (isPassing(code)) return describeBusy(settings, code);
  const answer = notFound;
  if (code === 32 || code === 34) {
    return refuse({
      code: "ldap.base-not-found",
      setting: "search_base",
      message: `the directory has no ${base}, or the account may not see it: ${showCode(code)}`,
      hint: "check search_base, and what app_dn may read",
      answer,
    });
  }
  // These limits do not meet a sign-in, which looks for one name.
  if (!isUser && [3, 4, 10, 11, 53].includes(code)) {
    return notice({
      code: "ldap.not-counted",
      setting: "search_base",
      message: `the directory does not list what is below ${base}: ${showCode(code)}`,
      hint: "check a single account: owconf check-ldap --user NAME",
    });
  }
  return refuse({
    code: "ldap.search-refused",
    setting: "search_base",
    message: `the directory refuses the search below ${base}: ${showCode(code)}`,
    hint: "check what app_dn may read",
    answer,
  });
}

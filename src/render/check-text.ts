import { escapeInvisible } from "../invisible.ts";
import type { DirectoryCheck, DirectoryFinding } from "../model/directory-check.ts";
import type { Paint } from "./paint.ts";
import { count } from "./plan-text.ts";

/** Whose settings were tried. */
export interface CheckedServer {
  /** Undefined for a new server of that release. */
  url: string | undefined;
  version: string;
}

/** Returns a check of the directory for a person: how far it came, what it found, and how it ended. */
export function renderCheck(check: DirectoryCheck, server: CheckedServer, paint: Paint): string {
  const owner = server.url ?? "a new server";
  const lines = [
    `Directory ${escapeInvisible(check.address)}, with the spec on ${owner} (Open WebUI ${server.version}):`,
    "",
    ...listSteps(check).map((text) => `  ${paint("green", "✓")} ${escapeInvisible(text)}`),
    ...check.findings.flatMap((finding) => renderFinding(finding, paint)),
    "",
    renderOutcome(check, paint),
  ];
  return `${lines.join("\n")}\n`;
}

/** Returns a check that found people in one line. */
export function renderCheckLine(check: DirectoryCheck, paint: Paint): string {
  return `${paint("green", "Directory tried:")} ${escapeInvisible([check.address, ...listSteps(check)].join("; "))}\n`;
}

function listSteps({ certificate, boundAs, entries, user, findings }: DirectoryCheck): string[] {
  const isRefused = (code: string) => findings.some((one) => one.severity === "error" && one.code === code);
  const steps: string[] = [];
  if (certificate !== undefined && boundAs !== undefined) {
    const { expires, daysLeft } = certificate;
    steps.push(
      daysLeft < 0
        ? `certificate expired on ${expires.slice(0, 10)}, and is not checked`
        : `certificate expires in ${count(daysLeft, "day")} (${expires.slice(0, 10)})`,
    );
  }
  if (boundAs !== undefined) steps.push(boundAs === "" ? "bound anonymously" : `bound as ${boundAs}`);
  if (entries !== undefined && entries.found > 0) {
    const { found, more, withoutMail } = entries;
    const number = found === 1 ? "1 entry" : `${found} entries`;
    steps.push(
      `found ${more ? "at least " : ""}${number}, ${withoutMail === 0 ? "all with" : `${withoutMail} without`} a mail address`,
    );
  }
  if (user?.dn !== undefined && user.mail !== undefined && !isRefused("ldap.user-ambiguous")) {
    const groups = user.groups === undefined ? "" : `, ${count(user.groups.length, "group")}`;
    steps.push(`found user ${user.name} once: ${user.dn}, mail ${user.mail}${groups}`);
  }
  return steps;
}

function renderFinding({ severity, code, message, hint, answer }: DirectoryFinding, paint: Paint): string[] {
  const mark = severity === "error" ? paint("red", "✗") : paint("yellow", "!");
  return [
    `  ${mark} ${escapeInvisible(message)} [${code}]`,
    ...(answer === undefined ? [] : [`    Open WebUI would answer: "${answer}"`]),
    `    hint: ${escapeInvisible(hint)}`,
  ];
}

function renderOutcome({ outcome, user, entries }: DirectoryCheck, paint: Paint): string {
  switch (outcome) {
    case "ready":
      return paint("green", "Ready: people can sign in through LDAP.");
    case "refused":
      return paint(
        "red",
        user !== undefined && entries !== undefined
          ? `Refused: ${escapeInvisible(user.name)} cannot be relied on to sign in through LDAP.`
          : "Refused: nobody can sign in through LDAP.",
      );
    case "unchecked":
      return paint("yellow", "Not tried: nothing is known about signing in through LDAP.");
  }
}

import type { DirectoryFinding } from "../model/directory-check.ts";

type Text = Omit<DirectoryFinding, "severity">;

/** Something that keeps people from signing in. */
export const refuse = (finding: Text): DirectoryFinding => ({ severity: "error", ...finding });

/** Something to know. */
export const notice = (finding: Text): DirectoryFinding => ({ severity: "warning", ...finding });

/** What Open WebUI answers when its LDAP library gives up. */
export const failed = "LDAP authentication failed.";

/** True when one of them keeps people from signing in. */
export function hasErrors(findings: readonly DirectoryFinding[]): boolean {
  return findings.some(({ severity }) => severity === "error");
}

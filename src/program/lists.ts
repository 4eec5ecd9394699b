import { Help } from "commander";

/** Narrower descriptions would be one word a line. */
export const minWidthToWrap = 20;

/** What the program takes from the environment. */
export const environment: [string, string][] = [
  ["OWCONF_URL", "the server's URL"],
  ["OWCONF_TOKEN", "an API key or a token of an administrator; wins over the other ways to sign in"],
  ["OWCONF_LDAP_USER", "an administrator's account of the LDAP directory"],
  ["OWCONF_LDAP_PASSWORD", "its password"],
  ["OWCONF_EMAIL", "an administrator's e-mail address"],
  ["OWCONF_PASSWORD", "its password"],
  ["OWCONF_TOTP", "the key of the account's second factor: base32 or otpauth://"],
  ["OWCONF_HEADERS", "request headers for what stands in front, one a line, as Name: value"],
  ["OWCONF_CA_FILE", "authorities to trust, as PEM"],
  ["OWCONF_CERT_FILE", "a client certificate, as PEM"],
  ["OWCONF_KEY_FILE", "its key"],
  ["OWCONF_KEY_PASSPHRASE", "the key's passphrase"],
  ["OWCONF_STATE_DIR", "where owconf login keeps sessions; in CI nothing is kept without it"],
  ["HTTPS_PROXY, HTTP_PROXY", "a proxy; NO_PROXY has the hosts that are reached without it"],
  [
    "OWCONF_PLAN_KEY",
    "signs saved plans, and lets them notice changed secrets; random, at least 32 characters",
  ],
  ["NO_COLOR", "no colours"],
];

/** What the program ends with. */
export const exitCodes: [string, string][] = [
  ["0", "in sync; or planned; or applied and verified"],
  ["1", "a bug in owconf"],
  ["2", "plan --detailed-exitcode: there are changes"],
  ["3", "the spec, a flag or a secret reference is wrong; nothing was written"],
  ["4", "server or directory unreachable, not Open WebUI, or sign-in refused; nothing was written"],
  ["5", "refused: the plan is stale, dangerous or not approved; nothing was written"],
  ["6", "apply failed and was rolled back; the server is as before"],
  ["7", "apply failed and the server is left changed; the report says what"],
];

export function renderLists(helpWidth: number): string {
  const help = Object.assign(new Help(), { helpWidth, minWidthToWrap });
  const render = (title: string, items: [string, string][]) => {
    const termWidth = Math.max(...items.map(([term]) => term.length));
    const lines = items.map(([term, text]) => help.formatItem(term, termWidth, text, help));
    return `\n${title}\n${lines.join("\n")}`;
  };
  return [
    render("Environment, which wins over the spec:", environment),
    render("Exit codes:", exitCodes),
    "",
  ].join("\n");
}

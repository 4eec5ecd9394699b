import { stringify } from "yaml";
import { replaceInvisible } from "../invisible.ts";
import type { JsonObject } from "../model/json.ts";
import { describeKey } from "./model.ts";

/** How the spec signs in; secrets are always references. */
export type StarterSignIn =
  | { way: "token" }
  | { way: "password"; account: string }
  | { way: "ldap"; account: string };

/** The variable that each way takes its secret from. */
export const secretVariables: Readonly<Record<StarterSignIn["way"], string>> = {
  token: "OWCONF_TOKEN",
  password: "OWCONF_PASSWORD",
  ldap: "OWCONF_LDAP_PASSWORD",
};

/** What many begin with, below its section: a setting with a value, or nothing to say what a section is for. */
const beginnings: readonly (readonly [section: string, settings: Readonly<Record<string, string>>])[] = [
  ["adminConfig", { ENABLE_SIGNUP: "false", DEFAULT_USER_ROLE: "pending", SHOW_ADMIN_DETAILS: "false" }],
  ["permissions", { "chat.delete": "false" }],
  ["openai", { 'connections."https://llm.example.com/v1".key': "{ env: LLM_API_KEY }" }],
];

/** Returns a spec to begin with, as YAML text: the server, and settings as comments. Pure. */
export function createStarter(url: string, signIn: StarterSignIn): string {
  return [
    "# yaml-language-server: $schema=owconf.schema.json",
    "# For completion in your editor: owconf schema > owconf.schema.json",
    "version: 1",
    "server:",
    `  url: ${write(url)}`,
    "  signIn:",
    ...renderSignIn(signIn).map((line) => `    ${line}`),
    "",
    "# What is not declared here stays as it is on the server. To begin, uncomment a section and change it.",
    "# owconf explain NAME says what a setting is; owconf export shows those of the server.",
    ...beginnings.flatMap(([section, settings]) => ["", ...renderSection(section, settings)]),
    "",
  ].join("\n");
}

function renderSignIn(signIn: StarterSignIn): string[] {
  const reference = `{ env: ${secretVariables[signIn.way]} }`;
  switch (signIn.way) {
    case "token":
      return [`token: ${reference}`];
    case "password":
      return [`email: ${write(signIn.account)}`, `password: ${reference}`];
    case "ldap":
      return ["ldap:", `  user: ${write(signIn.account)}`, `  password: ${reference}`];
  }
}

function renderSection(section: string, settings: Readonly<Record<string, string>>): string[] {
  const lines = Object.entries(settings).flatMap(([name, value]) => {
    const keys = [...name.matchAll(/"([^"]+)"|[^."]+/g)].map(([plain, quoted]) => quoted ?? plain);
    const nested = keys.map((key, depth) => `${"  ".repeat(depth + 1)}${key}:`);
    const last = nested.length - 1;
    const indent = "  ".repeat(last + 1);
    const about = `${indent}# ${describeKey([section, ...keys])}`;
    return [...nested.slice(0, last), about, `${nested[last]} ${value}`];
  });
  return [`${section}:`, ...lines].map((line) => `# ${line}`);
}

function write(text: string): string {
  const [line = ""] = stringify({ a: replaceInvisible(text, () => "") } satisfies JsonObject, {
    lineWidth: 0,
    blockQuote: false,
  }).split("\n");
  return line.slice("a: ".length);
}

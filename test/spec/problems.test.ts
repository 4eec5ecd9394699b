import { describe, expect, it } from "vitest";
import { formatDiagnostic } from "../../src/spec/diagnostics.ts";
import { parseSpec } from "../../src/spec/parse-spec.ts";
import { problemsOf } from "./problems-of.ts";

const admin = (line: string) => `version: 1\nadminConfig:\n  ${line}\n`;
const ldap = (line: string) => `version: 1\nldap:\n  server:\n    ${line}\n`;
const server = (line: string) => `version: 1\nserver:\n  ${line}\n`;

/** A faulty spec, where the problem is, its message, and a part of its hint. */
const table: [content: string, place: string, message: string, hint?: string][] = [
  [
    admin("ENABLE_SIGNUP: yes"),
    "3:18",
    'ENABLE_SIGNUP must be true or false, not "yes"',
    "only true and false",
  ],
  [
    admin('ENABLE_SIGNUP: "true"'),
    "3:18",
    'ENABLE_SIGNUP must be true or false, not "true"',
    "without quotes",
  ],
  [admin("ENABLE_SIGNUP: 1"), "3:18", "ENABLE_SIGNUP must be true or false, not 1"],
  [
    admin("ENABLE_SIGNUP: null"),
    "3:18",
    "ENABLE_SIGNUP must be true or false, not null",
    "keep the server's value",
  ],
  [admin("ENABLE_SIGNUP:"), "3:3", "ENABLE_SIGNUP must be true or false, but it is empty", "remove the key"],
  [admin("ENABLE_SIGNUP: [true]"), "3:3", "ENABLE_SIGNUP must be true or false, not a list"],
  [admin("ENABLE_SIGNUP: { env: SIGNUP }"), "3:3", "ENABLE_SIGNUP is not a secret and cannot be a reference"],
  [
    admin("DEFAULT_USER_ROLE: usr"),
    "3:22",
    'DEFAULT_USER_ROLE must be "pending", "user" or "admin", not "usr"',
    '"user"',
  ],
  [
    admin("JWT_EXPIRES_IN: 4 weeks"),
    "3:19",
    'JWT_EXPIRES_IN has an invalid format: "4 weeks"',
    '"4w" or "12h"',
  ],
  [admin("JWT_EXPIRES_IN: 3600"), "3:19", "JWT_EXPIRES_IN must be text, not 3600", '"4w" or "12h"'],
  [admin("JWT_EXPIRES_IN: -1"), "3:19", "JWT_EXPIRES_IN must be text, not -1", '"-1"'],
  [
    admin("FOLDER_MAX_FILE_COUNT: abc"),
    "3:26",
    'FOLDER_MAX_FILE_COUNT must be a whole number of at least 0, digits in quotes, "" or null, not "abc"',
  ],
  [
    admin("SKILL_CONTENT_MAX_CHARS: 0"),
    "3:28",
    "SKILL_CONTENT_MAX_CHARS must be a whole number of at least 1 or null, not 0",
  ],
  [
    admin("SKILL_CONTENT_MAX_CHARS: 1.5"),
    "3:28",
    "SKILL_CONTENT_MAX_CHARS must be a whole number of at least 1 or null, not 1.5",
  ],
  [admin("DEFAULT_INTERFACE_SETTINGS: []"), "3:3", "DEFAULT_INTERFACE_SETTINGS must be a map, not a list"],
  [
    admin('I18N: { de: { "Hi {{a}}": "Hallo" } }'),
    "3:17",
    "I18N.de.Hi {{a}} must have the same {{placeholders}} as its key",
  ],
  [admin("I18N: { de: { Hi: 5 } }"), "3:21", "I18N.de.Hi must be text, not 5", "quotes"],
  [admin('I18N: { " ": {} }'), "3:11", "a key in adminConfig.I18N must not be blank"],
  [admin("ENABLE_SIGNUPS: true"), "3:3", 'unknown key "ENABLE_SIGNUPS" in adminConfig', '"ENABLE_SIGNUP"?'],
  [admin("enable_signup: true"), "3:3", 'unknown key "enable_signup" in adminConfig', '"ENABLE_SIGNUP"?'],
  [admin("ENABLE_LDAP: true"), "3:3", 'unknown key "ENABLE_LDAP" in adminConfig', "ldap.enabled"],
  ["version: 1\nldap:\n  host: x\n", "3:3", 'unknown key "host" in ldap', "ldap.server.host"],
  ["version: 1\nadmin_config: {}\n", "2:1", 'unknown key "admin_config" at the top level', '"adminConfig"?'],
  [
    "version: 1\nqqqqqq: 1\n",
    "2:1",
    'unknown key "qqqqqq" at the top level',
    "version, server, allow, connections, openai",
  ],
  [
    ldap("port: 70000"),
    "4:11",
    "ldap.server.port must be a whole number from 1 to 65535 or null, not 70000",
    "636 for LDAPS",
  ],
  [
    ldap('port: "636"'),
    "4:11",
    'ldap.server.port must be a whole number from 1 to 65535 or null, not "636"',
    "without quotes",
  ],
  ...[
    ["ldaps://dc1:636", "host: dc1, port: 636, use_tls: true"],
    ["ldaps://dc1", "host: dc1, port: 636, use_tls: true"],
    ["LDAP://dc1.example.com/", "host: dc1.example.com, port: 389, use_tls: false"],
    ["dc1:3269", "host: dc1, port: 3269"],
    ["dc1:636", "host: dc1, port: 636, use_tls: true"],
    ["[fe80::1]:636", "host: fe80::1, port: 636, use_tls: true"],
    ["ldap://a b", "ldap.example.com"],
    [`\${LDAP_HOST}`, "variables are not expanded"],
  ].map(([host = "", hint = ""]): (typeof table)[number] => [
    ldap(`host: "${host}"`),
    "4:11",
    `ldap.server.host must be a host name or an address, without scheme and port, not "${host}"`,
    hint,
  ]),
  [ldap('host: ""'), "4:11", "ldap.server.host must not be empty", "remove the key"],
  [ldap("password: x"), "4:5", 'unknown key "password" in ldap.server', '"app_dn_password"?'],
  [
    ldap("app_dn_password: 12345"),
    "4:5",
    "ldap.server.app_dn_password must be { env: NAME } or { file: path }, or text in quotes, not a number",
  ],
  [
    ldap("app_dn_password:"),
    "4:5",
    "ldap.server.app_dn_password must be a reference, but it is empty",
    "{ env: NAME }",
  ],
  [
    ldap("app_dn_password: env:BIND_PW"),
    "4:5",
    "ldap.server.app_dn_password must be { env: NAME } or { file: path }, not text",
    "write { env: BIND_PW }",
  ],
  [
    ldap('app_dn_password: "file: ./bind.txt"'),
    "4:5",
    "ldap.server.app_dn_password must be { env: NAME } or { file: path }, not text",
    "write { file: ./bind.txt }",
  ],
  [
    ldap("app_dn_password: env=hunter2"),
    "4:5",
    "ldap.server.app_dn_password must be { env: NAME } or { file: path }, not text",
    "write { env: NAME }",
  ],
  [ldap("app_dn_password: { env: A, file: b }"), "4:5", "ldap.server.app_dn_password has both env and file"],
  [
    ldap("app_dn_password: { env: my secret }"),
    "4:5",
    "ldap.server.app_dn_password.env must be the name of an environment variable: letters, digits and _",
  ],
  [
    ldap("app_dn_password: { evn: A }"),
    "4:5",
    "ldap.server.app_dn_password must be { env: NAME } or { file: path }",
  ],
  [
    server("url: chat.example.com"),
    "3:8",
    'server.url must start with http:// or https://, not "chat.example.com"',
  ],
  [
    server("url: https://chat.example.com:99999"),
    "3:8",
    'server.url is not a valid URL: "https://chat.example.com:99999"',
  ],
  [
    server("url: https://me:hunter2@chat.example.com"),
    "3:3",
    "server.url must not contain a user name or password",
  ],
  [server("url: https://chat.example.com/?a=b"), "3:3", "server.url must not contain ? or #"],
  [server("signIn: { email: admin }"), "3:20", 'server.signIn.email has an invalid format: "admin"'],
  [server('signIn: { password: "" }'), "3:13", "server.signIn.password must not be empty", "{ env: NAME }"],
  [
    server(`url: \${OWCONF_URL}`),
    "3:8",
    `server.url must start with http:// or https://, not "\${OWCONF_URL}"`,
    "remove the key to use OWCONF_URL",
  ],
  [
    server("signIn: { email: $MAIL }"),
    "3:20",
    'server.signIn.email has an invalid format: "$MAIL"',
    "OWCONF_EMAIL",
  ],
  [
    admin(`ENABLE_SIGNUP: \${SIGNUP}`),
    "3:18",
    `ENABLE_SIGNUP must be true or false, not "\${SIGNUP}"`,
    "variables are not expanded: write the value itself",
  ],
  [
    "version: 1\nallow: ldap-without-tls\n",
    "2:8",
    'allow must be a list, not "ldap-without-tls"',
    "write a list: [ldap-without-tls]",
  ],
  ["version: 1\nadminConfig:\n", "2:1", "adminConfig is empty", "remove the key"],
  ["version: 1\nldap: true\n", "2:1", "ldap must be a map of settings, not true or false"],
  ["adminConfig: {}\n", "1:1", "version is missing", "`version: 1`"],
  ["version: 2\nunheard: of\n", "1:10", "unsupported version 2"],
  ['version: "1"\n', "1:10", 'version must be the number 1, not "1"', "without quotes"],
  ["- version: 1\n", "1:3", "the spec must be a map, not a list"],
  ["version\n", "1:1", "the spec must be a map, not text"],
];

describe("the problems of a spec", () => {
  it.each(table)("%j: %s %s", (content, place, message, hint) => {
    const [problem, ...further] = problemsOf(content);
    expect(further.map((one) => one.message)).toEqual([]);
    expect(problem?.message).toBe(message);
    expect(`${problem?.line}:${problem?.column}`).toBe(place);
    expect(problem?.severity).toBe("error");
    if (hint !== undefined) expect(problem?.hint).toContain(hint);
  });

  it("come all at once, in the order of the file, warnings among them", () => {
    const problems = problemsOf(`adminConfig:
  ENABLE_SIGNUP: yes
  <<: { ENABLE_NOTES: true }
  ENABLE_NOTES: 1
  ENABLE_NOTES: 2
ldap:
  server: { app_dn_password: hunter2, port: 0 }
`);
    expect(problems.map(({ line, code }) => `${line} ${code}`)).toEqual([
      "1 spec.version",
      "2 spec.type",
      "3 yaml.merge-key",
      "4 spec.type",
      "5 yaml.duplicate-key",
      "7 secret.literal",
      "7 spec.value",
    ]);
  });

  it("are counted without the warnings", () => {
    const parse = () => parseSpec("version: 2\nserver: { signIn: { password: x } }", "spec.yaml");
    expect(parse).toThrow(/^1 problem in the spec$/);
  });

  it("are cut after fifty", () => {
    const problems = problemsOf(
      `version: 1\n${Array.from({ length: 80 }, (_, i) => `qq${i}: 1\n`).join("")}`,
    );
    expect(problems).toHaveLength(51);
    expect(problems.at(-1)?.message).toBe("… and 30 more");
  });

  it("quote only the beginning of a long value, and no control character", () => {
    const [problem] = problemsOf(admin(`ENABLE_SIGNUP: "${"a\\u001b".repeat(500)}"`));
    expect(problem?.message.length).toBeLessThan(400);
    expect(problem?.message).not.toContain("\u001b");
  });

  it("are formatted with place, source line, caret and hint", () => {
    const [problem] = problemsOf(admin("ENABLE_SIGNUP: yes"));
    expect(problem && formatDiagnostic(problem)).toBe(
      `spec.yaml:3:18: error: ENABLE_SIGNUP must be true or false, not "yes" [spec.type]
  3 |   ENABLE_SIGNUP: yes
    |                  ^^^
  hint: YAML 1.2 has only true and false`,
    );
  });
});

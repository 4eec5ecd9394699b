import { describe, expect, it } from "vitest";
import { outputOf, problemsOf } from "./problems-of.ts";

const deep = (key: string) => `this line is indented too far: "${key}" on the line above has a value already`;
const space = (key: string) => `missing space after "${key}:"`;
const equals = (key: string) => `"${key}" must be followed by a colon and a space, not by "="`;

/** What stands below `version: 1`, and where its one problem is, its message and a part of its hint. */
const table: [lines: string[], place: string, message: string, hint: string][] = [
  [
    ["adminConfig:", "  ENABLE_NOTES: true", "    ENABLE_APPS: true"],
    "4:5",
    deep("ENABLE_NOTES"),
    "column 3",
  ],
  [
    ["adminConfig:", "  ENABLE_NOTES: true # on", "", "  # more", "    ENABLE_APPS: true"],
    "6:5",
    deep("ENABLE_NOTES"),
    "column 3",
  ],
  [
    ["ldap:", "  server:", "    host: x", "      port: 636", "      use_tls: true"],
    "5:7",
    deep("host"),
    "column 5",
  ],
  [["ldap:", "  enabled: true", "    server:", "      host: x"], "4:5", deep("enabled"), "column 3"],
  [
    ["adminConfig:", '  ADMIN_EMAIL: "a@b"', "    ENABLE_NOTES: true"],
    "4:5",
    deep("ADMIN_EMAIL"),
    "column 3",
  ],
  [["  adminConfig: {}"], "2:3", deep("version"), "column 1"],
  [["adminConfig:", "  ENABLE_NOTES:true"], "3:3", space("ENABLE_NOTES"), "`ENABLE_NOTES: value`"],
  [["adminConfig:", "  ENABLE_NOTES=true"], "3:3", equals("ENABLE_NOTES"), "`ENABLE_NOTES: value`"],
  [["adminConfig:", "  ENABLE_NOTES = true"], "3:3", equals("ENABLE_NOTES"), "`ENABLE_NOTES: value`"],
  [["adminConfig:", "  ENABLE_NOTES:true", "  ENABLE_APPS: true"], "3:3", space("ENABLE_NOTES"), ""],
  [["adminConfig:", "  ENABLE_APPS: true", "  ENABLE_NOTES=true"], "4:3", equals("ENABLE_NOTES"), ""],
  [["adminConfig:", "  ENABLE_APPS: true", "    ENABLE_NOTES:true"], "4:5", space("ENABLE_NOTES"), ""],
  [["adminConfig: { ENABLE_NOTES:true, ENABLE_APPS: true }"], "2:16", space("ENABLE_NOTES"), ""],
  [["adminConfig:", "  - ENABLE_NOTES:true"], "3:5", space("ENABLE_NOTES"), ""],
  [["adminConfig:", "  - ENABLE_NOTES=true", "  - ENABLE_APPS=true"], "3:5", equals("ENABLE_NOTES"), ""],
  [["ldap:", "  server:", "    app_dn_password:x"], "4:5", space("app_dn_password"), ""],
  [
    ["adminConfig:", "  - ENABLE_NOTES: true"],
    "3:5",
    "adminConfig must be a map of settings, not a list",
    "dashes",
  ],
  [["adminConfig:", "  FOO:true"], "3:3", "adminConfig must be a map of settings, not text", "a space after"],
  [
    ["allow:", "  -ldap-without-tls"],
    "3:3",
    'allow must be a list, not "-ldap-without-tls"',
    "[ldap-without-tls]",
  ],
  [
    ["allow:", "  - ldap-withot-tls"],
    "3:5",
    'allow[0] must be "login-form-off", "open-admin", "endless-session", "short-session", "api-keys-off", "ldap-without-tls", "mfa-change", "embedding-change", "embedding-load", "reranker-load", "whisper-load", "image-server-call", "tool-servers-connect" or "terminal-servers-connect", not "ldap-withot-tls"',
    'did you mean "ldap-without-tls"?',
  ],
  [
    ["ldap:", "  server:", "    app_dn_password: {env:BIND_PW}"],
    "4:5",
    "ldap.server.app_dn_password must be { env: NAME } or { file: path }",
    "write { env: BIND_PW }",
  ],
];

describe("a slip of indentation or of a colon", () => {
  it.each(table)("in %j is told at %s: %s", (lines, place, message, hint) => {
    const [problem, ...further] = problemsOf(`version: 1\n${lines.join("\n")}\n`);
    expect(further.map((one) => one.message)).toEqual([]);
    expect(`${problem?.line}:${problem?.column}`).toBe(place);
    expect(problem?.message).toBe(message);
    expect(problem?.hint ?? "").toContain(hint);
    const [line = "", caret = ""] = problem?.frame?.split("\n") ?? [];
    expect(line.slice(caret.indexOf("^"))).not.toBe("");
  });

  it.each([
    ["ldap:", "  server:", "    app_dn_password:Zx9canary7"],
    ["ldap:", "  server:", "    app_dn_password=Zx9canary7", "    host: x"],
    ["ldap:", "  server: { app_dn_password:Zx9canary7 }"],
    ["ldap:", "  server:", "    app_dn_password: host:Zx9canary7", "    port: 0"],
    ["ldap:", "  server:", "    app_dn_password: Zx9canary7", "      host: x"],
    ["ldap:", "  server:", "    host: Zx9canary7", "      password:Zx9canary7", "    port: 0"],
    ["ldap:", "  server:", "    - password=Zx9canary7"],
  ])("never shows the value: %j %j %j", (...lines) => {
    const output = outputOf(`version: 1\n${lines.join("\n")}\n`);
    expect(output).toMatch(/error/);
    expect(output).not.toContain("Zx9canary7");
  });

  it.each(["PENDING_USER_OVERLAY_CONTENT: | text", 'WEBUI_URL: "text', "I18N: { de: {"])(
    "is not seen below %s, which goes on there",
    (line) => {
      const problems = problemsOf(`version: 1\nadminConfig:\n  ${line}\n    ENABLE_NOTES: true\n`);
      expect(problems.map(({ code }) => code)).toContain("yaml.syntax");
      expect(problems.map(({ code }) => code)).not.toContain("yaml.indentation");
    },
  );

  it("is not seen in a text of several lines, and not before a comment", () => {
    const lines = ["PENDING_USER_OVERLAY_CONTENT: |", "    host:x", "      port: 1", "  ENABLE_NOTES: true"];
    expect(problemsOf(`version: 1\nadminConfig:\n  ${lines.join("\n")}\n`)).toEqual([]);
    expect(problemsOf("version: 1\nadminConfig:\n  # see below\n    ENABLE_NOTES: true\n")).toEqual([]);
  });
});

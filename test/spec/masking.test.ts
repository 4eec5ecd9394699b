import { describe, expect, it } from "vitest";
import { parseSpec } from "../../src/spec/parse-spec.ts";
import { outputOf, problemsOf } from "./problems-of.ts";

const canary = "Zx9canary7";
const ldap = (...lines: string[]) =>
  `version: 1\nldap:\n  server:\n${lines.map((one) => `    ${one}\n`).join("")}`;

/** Faulty specs with a secret in them: no output may show it. */
const table: [name: string, content: string][] = [
  ["a literal", ldap(`app_dn_password: ${canary}`, "port: 0")],
  ["a literal beside the problem", ldap(`{ app_dn_password: ${canary}, port: 0, hosst: x }`)],
  ["a misspelt key", ldap(`app_dn_pasword: ${canary}`)],
  ["a misspelt key in a flow map", ldap(`{ app_dn_pasword: "${canary}", hosst: x }`)],
  ["a misspelt section", `version: 1\nldapp:\n  server: { app_dn_password: ${canary} }\n`],
  ["the wrong section", `version: 1\nadminConfig: { app_dn_password: ${canary} }\n`],
  ["the top level", `version: 1\npassword: ${canary}\n`],
  ["a list", ldap(`app_dn_password: [${canary}]`)],
  ["a list at the top", `- ${canary}\n`],
  ["a text at the top", canary],
  ["a bare word in a map", ldap(`app_dn_password: { ${canary} }`)],
  ["a bare word in a section", ldap(`{ ${canary} }`)],
  ["a key in a map", ldap(`app_dn_password: { ${canary}: x }`)],
  ["a missing space in a map", ldap(`{ app_dn_password:${canary}, port: 0 }`)],
  ["a missing space", ldap(`app_dn_password:${canary}`, "host: x")],
  ["a line that became part of the value above", ldap("port: 636", `  app_dn_password ${canary}`)],
  ["a value beside another", ldap(`port: 636 app_dn_password ${canary}`)],
  ["a missing colon", ldap(`app_dn_password ${canary}`, "host: x")],
  ["a misspelt reference", ldap(`app_dn_password: { evn: ${canary} }`)],
  ["the name of a variable", ldap(`app_dn_password: { env: ${canary} }`, "port: 0")],
  ["a faulty name of a variable", ldap(`app_dn_password: { env: "${canary} " }`)],
  ["a file name that is no text", ldap(`app_dn_password: { file: [${canary}] }`)],
  ["both kinds of reference", ldap(`app_dn_password: { env: ${canary}, file: ${canary} }`)],
  ["a block", ldap("app_dn_password: |", `  ${canary}`, `  host: ${canary}`, "port: 0")],
  ["a folded block under a misspelt key", ldap("app_dn_pasword: >-", `  ${canary}`, `  ${canary}`)],
  ["a text over several lines", ldap(`app_dn_password: "${canary}`, `  host: ${canary}"`, "port: 0")],
  ["an open quote", ldap(`app_dn_password: "${canary}`, "host: x")],
  ["an open quote with a known key behind", ldap('app_dn_password: "a', `host: ${canary}`, `${canary}: x`)],
  ["an open bracket", ldap(`app_dn_password: { env: ${canary}`, "host: x")],
  ["a second colon", ldap(`app_dn_password: ${canary}: ${canary}`)],
  ["a bad beginning", ldap(`app_dn_password: @${canary}`)],
  ["a percent sign", ldap(`app_dn_password: %${canary}`)],
  ["a bad escape", ldap(`app_dn_password: "${canary}\\d"`)],
  ["a tag", ldap(`app_dn_password: !${canary}`)],
  ["a tag with a value", ldap(`app_dn_password: !x ${canary}`)],
  ["an anchor", ldap(`app_dn_password: &${canary}`)],
  ["an alias", ldap(`app_dn_password: *${canary}`)],
  ["a tab", ldap(`\tapp_dn_password: ${canary}`)],
  ["a comment", ldap(`port: 0 # ${canary}`)],
  ["a setting that is commented out", ldap(`# app_dn_password: ${canary}`, `hosst: x #${canary}`)],
  ["a duplicate", ldap("app_dn_password: { env: A }", `app_dn_password: ${canary}`)],
  ["a merge key", ldap(`<<: { app_dn_password: ${canary} }`)],
  ["a key that is no text", ldap(`? [${canary}]`, `: ${canary}`)],
  ["a wrong map", ldap(`host: { password: ${canary} }`)],
  ["a key of a wrong map", ldap(`host: { ${canary}: x }`)],
  ["a free map", `version: 1\nadminConfig: { DEFAULT_INTERFACE_SETTINGS: { key: ${canary}, n: .inf } }\n`],
  ["an address", `version: 1\nserver: { url: "https://me:${canary}@chat.example.com" }\n`],
  ["an address without scheme", `version: 1\nserver: { url: "me:${canary}@chat.example.com" }\n`],
  ["a query", `version: 1\nserver: { url: "https://chat.example.com?token=${canary}" }\n`],
  [
    "an address elsewhere",
    `version: 1\nadminConfig: { WEBUI_URL: "https://me:${canary}@x", ENABLE_NOTES: x }\n`,
  ],
  ["a line alone", ldap("port: 0", canary)],
  ["a second document", `version: 1\nserver: {}\n---\n${canary}\n`],
  ["a control character", ldap(`app_dn_password: ${canary}\u0007`)],
  ["a number", "version: 1\nserver: { signIn: { password: 4711471147114711 } }\n"],
];

describe("a secret in a faulty spec", () => {
  it.each(table)("stays unseen in %s", (_, content) => {
    const output = outputOf(content);
    expect(output).toContain("spec.yaml");
    expect(output).not.toMatch(new RegExp(`${canary}|4711`));
  });

  it.each([
    ["a boolean under a misspelt key", "adminConfig: { ENABLE_SIGNUPS: true }"],
    ["a number under a known key in the wrong section", "adminConfig: { port: 636 }"],
    [
      "a boolean in a map of its own making",
      "adminConfig: { DEFAULT_INTERFACE_SETTINGS: { a: true, n: .inf } }",
    ],
    ["the item of a list", "allow: [ldap-withot-tls]"],
    ["a relative path", "ldap: { server: { app_dn_password: { file: bind.txt }, port: 0 } }"],
    ["a path with a folder", "ldap: { server: { app_dn_password: { file: secrets/bind }, port: 0 } }"],
    ["a path in the home folder", "ldap: { server: { app_dn_password: { file: ~/bind }, port: 0 } }"],
  ])("is not suspected in %s", (_, line) => {
    const frames = problemsOf(`version: 1\n${line}\n`).map(({ frame }) => frame?.split("\n")[0]);
    expect(frames).toContain(line);
  });

  it.each([
    ["  ENABLE_SIGNUP: true", "a boolean"],
    ["  FOLDER_MAX_FILE_COUNT: 100", "a number"],
  ])("is not suspected on a line that YAML cannot read: %j", (line) => {
    const [problem] = problemsOf(`version: 1\nadminConfig:\n    ENABLE_NOTES: true\n${line}\n`);
    expect(problem).toMatchObject({ code: "yaml.syntax", line: 4 });
    expect(problem?.frame?.split("\n")[0]).toBe(line);
  });

  it.each([
    ["a number under a misspelt key", "adminConfig: { FOLDER_PIN: 4711 }"],
    ["a boolean that is given as a secret", "ldap: { server: { app_dn_password: true } }"],
    ["random letters with a slash", "ldap: { server: { app_dn_password: { file: aB3/x9Zk }, port: 0 } }"],
    ["a token with dots", "ldap: { server: { app_dn_password: { file: eyJ0.eyJ9.abc }, port: 0 } }"],
  ])("is suspected in %s", (_, line) => {
    const [problem] = problemsOf(`version: 1\n${line}\n`);
    expect(problem?.frame).toContain("***");
    expect(problem?.frame).not.toMatch(/4711|true|aB3|eyJ0/);
  });

  it("is masked at the same width whatever its length, and keys stay readable", () => {
    const short = outputOf(ldap("{ app_dn_password: a, hosst: x }"));
    expect(short).toContain("{ app_dn_password: ***, hosst: *** }");
    expect(outputOf(ldap(`{ app_dn_password: ${canary}, hosst: x }`)).split("\n")[5]).toBe(
      short.split("\n")[5],
    );
  });

  it("stays unseen when something else is located on its line", () => {
    const spec = parseSpec(ldap(`{ app_dn_password: ${canary}, host: x } # ${canary}`), "spec.yaml");
    const found = spec.locate(["ldap", "server", "host"], { severity: "error", code: "a.b", message: "m" });
    expect(found.frame).toBe("    { app_dn_password: ***, host: x }\n                                  ^");
  });
});

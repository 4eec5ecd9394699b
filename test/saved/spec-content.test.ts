import { describe, expect, it } from "vitest";
import { describeContent } from "../../src/saved/spec-content.ts";
import { parseSpec } from "../../src/spec/parse-spec.ts";
import { listAllSecrets, specOf } from "../commands/all-secrets.ts";

const read = (text: string) => describeContent(parseSpec(text, "owconf.yaml"));
const text = (content: unknown) => JSON.stringify(content);

describe("what a spec's digest is taken of", () => {
  const secrets = listAllSecrets("0.12.4");

  it("has no secret that is written out, of any section", () => {
    const literal = read(specOf(secrets, ({ desired }) => desired));
    expect(secrets.length).toBeGreaterThan(55);
    expect(text(literal)).not.toContain("canary");
    expect(literal).toEqual(read(specOf(secrets, ({ live }) => live)));
    expect(literal).not.toEqual(read(specOf(secrets, ({ variable }) => ({ env: variable }))));
    expect(literal).not.toEqual(read(specOf(secrets.slice(1), ({ desired }) => desired)));
  });

  it("has of the server the address and the account, not how to sign in", () => {
    const spec = (email: string, password: string) =>
      read(
        `version: 1\nserver: { url: "https://a.test", signIn: { email: ${email}, password: ${password} } }\n`,
      );
    const content = spec("a@b.c", "literal-canary");
    expect(text(content)).not.toContain("canary");
    expect(content).toEqual(spec("a@b.c", "{ env: CANARY }"));
    expect(content).not.toEqual(spec("d@b.c", "literal-canary"));
    expect(text(content)).toContain("https://a.test");
  });

  it("tells a secret from none, and a removed entry from one", () => {
    const said = [
      "ldap: { server: { app_dn_password: '' } }",
      "ldap: { server: { app_dn_password: x } }",
      "ldap: { server: { app_dn_password: { env: A } } }",
      "ldap: { server: { app_dn_password: { env: B } } }",
      "ldap: { server: { app_dn_password: { file: A } } }",
      "openai: { connections: { https://a.test: absent } }",
      "openai: { connections: { https://a.test: {} } }",
      "adminConfig: { DEFAULT_GROUP_ID: { group: a } }",
      "adminConfig: { DEFAULT_GROUP_ID: a }",
      "adminConfig: { DEFAULT_GROUP_ID: a }\nallow: [mfa-change]",
    ].map((settings) => text(read(`version: 1\n${settings}\n`)));
    expect(new Set(said).size).toBe(said.length);
  });

  it("does not depend on how the file is written", () => {
    const one = "version: 1\nallow: [open-admin, mfa-change]\nadminConfig: { ENABLE_SIGNUP: false }\n";
    const other =
      '# text\nadminConfig:\n  "ENABLE_SIGNUP": false\n$schema: x.json\nallow:\n  - mfa-change\n  - open-admin\nversion: 1\n';
    expect(read(one)).toEqual(read(other));
  });
});

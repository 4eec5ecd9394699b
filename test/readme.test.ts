import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseSpec } from "../src/spec/parse.ts";
import { onStage } from "./commands/journey.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

describe("README", () => {
  it("shows a plan as it is", () =>
    onStage({}, async ({ server, run }) => {
      Object.assign(server.state.adminConfig, {
        ENABLE_SIGNUP: true,
        PENDING_USER_OVERLAY_CONTENT: "Your account is waiting for approval.\nThis takes one week.\n",
      });
      Object.assign(server.state.ldapServer, { search_base: "dc=example,dc=com", app_dn: "cn=reader" });
      const spec = `version: 1
adminConfig:
  ENABLE_SIGNUP: false
  PENDING_USER_OVERLAY_CONTENT: |
    Your account is waiting for approval.
    This takes one working day.
ldap:
  enabled: true
  server:
    host: ldap.example.com
    app_dn_password: { env: LDAP_BIND_PASSWORD }
`;
      const { stdout } = await run(spec, ["plan"]);
      expect(readme).toContain(stdout.replace(server.url, "https://chat.example.com"));
    }));

  it("has specs that are valid", () => {
    const specs = [...readme.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = ""]) => text);
    expect(specs.length).toBeGreaterThan(0);
    for (const text of specs) expect(parseSpec(text, "README.md").warnings).toEqual([]);
  });

  it("leads to files that are there", () => {
    const links = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)\)/g)].map(([, path = ""]) => path);
    expect(links.length).toBeGreaterThan(3);
    for (const path of links)
      expect(() => readFileSync(new URL(`../${path}`, import.meta.url))).not.toThrow(/ENOENT/);
  });

  it("names each finding of its troubleshooting as the code does", () => {
    const section = readme.slice(readme.indexOf("## Troubleshooting"), readme.indexOf("## As a library"));
    const source = [
      "errors.ts",
      "plan/find-obstacles.ts",
      "resources/ldap-config.ts",
      "spec/secrets.ts",
      "spec/unknown-keys.ts",
    ]
      .map((file) => readFileSync(new URL(`../src/${file}`, import.meta.url), "utf8"))
      .join("\n");
    const codes = [...section.matchAll(/`((?:api|plan|secret|spec)\.[a-z-]+)`/g)].map(
      ([, code = ""]) => code,
    );
    expect(codes.length).toBeGreaterThan(8);
    for (const code of codes) expect(source).toContain(`"${code}"`);
  });
});

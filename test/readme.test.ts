import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { repository } from "../src/project.ts";
import { parseSpec } from "../src/spec/parse.ts";
import { onStage } from "./commands/journey.ts";
import { releaseNames } from "./server/releases.ts";

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

  it("begins with a change that is one on a new server of every release", async () => {
    const [, text = ""] = /4\. Change something.*?```yaml\n(.*?)```/s.exec(readme) ?? [];
    expect(text).toContain("SHOW_ADMIN_DETAILS");
    for (const release of releaseNames) {
      await onStage({ release }, async ({ run }) => {
        const { exitCode, stderr } = await run(text, ["plan", "--detailed-exitcode"]);
        expect(`${release} ${exitCode} ${stderr}`).toBe(`${release} 2 `);
      });
    }
  });

  it("names a setting that export writes as a comment", () =>
    onStage({}, async ({ run }) => {
      const { stdout } = await run("", ["export"]);
      expect(stdout).toMatch(/^ *# ?SHOW_ADMIN_DETAILS: true$/m);
    }));

  it.each(["README.md", "SECURITY.md", "CONTRIBUTING.md", "docs/architecture.md"])(
    "leads to what is there, as %s does",
    (page) => {
      const at = new URL(`../${page}`, import.meta.url);
      const links = [...readFileSync(at, "utf8").matchAll(/\]\((?!#)([^)#]+)/g)].map(([, to = ""]) => to);
      const [abroad, here] = [true, false].map((is) => links.filter((to) => /^https?:/.test(to) === is));
      expect(links.length).toBeGreaterThan(0);
      for (const path of here ?? []) expect(existsSync(new URL(path, at)), path).toBe(true);
      // The project has one address.
      for (const url of abroad ?? []) {
        expect(url.startsWith(repository) || !url.includes("owconf"), url).toBe(true);
      }
    },
  );

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

import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { repository } from "../src/project.ts";
import { resources } from "../src/resources/index.ts";
import { parseSpec } from "../src/spec/parse.ts";
import { ldapSpec, onStage } from "./commands/journey.ts";
import { findRelease, releaseNames } from "./server/releases.ts";
import { insertUser } from "./server/state.ts";

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

  // The emulated server grants nobody the permission that 0.6.43 and 0.7.2 ask for.
  const withKeys = releaseNames.filter((name) => findRelease(name).apiKeysFor !== "nobody");
  it.each(withKeys)("restricts an API key of %s to what owconf needs", async (release) => {
    expect(withKeys.length).toBe(releaseNames.length - 2);
    const endpoints = resources.map(({ endpoint }) => endpoint).sort();
    const [, paragraph = ""] = /(\*\*Least privilege\.\*\*.*?)\n\n/s.exec(readme) ?? [];
    const [allowed, , ...whole] = [...paragraph.matchAll(/\/api\/v1\/[a-z/]+/g)].map(([path]) => path);
    expect([allowed, whole.sort()]).toEqual(["/api/v1/auths/admin", endpoints]);
    const isOld = release.startsWith("0.5.");
    const name = isOld ? "API_KEY" : "API_KEYS";
    await onStage({ release }, async ({ server, run }) => {
      Object.assign(server.state.adminConfig, {
        [`ENABLE_${name}`]: true,
        [`ENABLE_${name}_ENDPOINT_RESTRICTIONS`]: true,
        [`${name}_ALLOWED_ENDPOINTS`]: isOld ? whole.join() : allowed,
      });
      const owner = insertUser(
        server.state,
        { name: "Key", email: "key@example.com", password: "p" },
        "admin",
      );
      owner.apiKey = "sk-canary";
      const env = { OWCONF_TOKEN: "sk-canary" };
      const applied = await run(
        `${ldapSpec}adminConfig: { SHOW_ADMIN_DETAILS: false }\n`,
        ["apply", "--auto-approve"],
        { env },
      );
      expect(applied).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("SHOW_ADMIN_DETAILS") });
      expect(server.state.adminConfig.SHOW_ADMIN_DETAILS).toBe(false);
    });
  });

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

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { renderOutputs } from "../scripts/outputs.ts";
import { renderDangers, renderPaths, renderSections } from "../scripts/tables.ts";
import { judgeCertificate } from "../src/directory/certificate.ts";
import { judgeEntries } from "../src/directory/judge-people.ts";
import { readDirectorySettings } from "../src/directory/settings.ts";
import type { DirectoryCheck } from "../src/model/directory-check.ts";
import { repository } from "../src/project.ts";
import { renderCheck } from "../src/render/check-text.ts";
import { plain } from "../src/render/paint.ts";
import { findResource, resources } from "../src/resources/index.ts";
import { parseSpec } from "../src/spec/parse-spec.ts";
import { ldapSpec, onStage } from "./commands/journey.ts";
import { findRelease, releaseNames } from "./server/releases.ts";
import { insertUser } from "./server/state.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const sections = readFileSync(new URL("../docs/sections.md", import.meta.url), "utf8");

/** Returns what GitHub makes of a heading, so that links lead to it. */
const toAnchor = (title: string) =>
  title
    .toLowerCase()
    .replace(/[^\w -]/g, "")
    .replaceAll(" ", "-");

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
openai:
  connections:
    https://llm.example.com/v1:
      key: { env: LLM_API_KEY }
      config: { prefix_id: internal }
permissions:
  chat: { delete: false }
ldap:
  enabled: true
  server:
    host: ldap.example.com
    port: 636
    app_dn_password: { env: LDAP_BIND_PASSWORD }
`;
      const { stdout, exitCode } = await run(spec, ["plan"], { env: { LLM_API_KEY: "llm-key-canary" } });
      expect(exitCode).toBe(0);
      expect(readme).toContain(stdout.replace(server.url, "https://chat.example.com"));
    }));

  it("shows a check of the directory as it is", () => {
    const soon = { names: ["ldap.example.com"], expires: "2026-12-07T12:00:00.000Z", daysLeft: 12 };
    const settings = readDirectorySettings({ host: "ldap.example.com", attribute_for_mail: "mail" });
    const reception = { certificate: soon, distrust: undefined, isForHost: true, caUnread: false };
    const entries = { found: 214, more: false, withoutMail: 3 };
    const dn = "uid=ada,ou=people,dc=example,dc=com";
    const check: DirectoryCheck = {
      ...{ address: "ldaps://ldap.example.com:636", outcome: "ready", certificate: soon, entries },
      boundAs: "cn=reader,dc=example,dc=com",
      user: { name: "ada", found: 1, dn, mail: "ada@example.com" },
      findings: [...judgeCertificate(settings, reception), ...judgeEntries(settings, entries, [])],
    };
    const server = { url: "https://chat.example.com", version: "0.12.4" };
    expect(readme).toContain(renderCheck(check, server, plain));
  });

  it.each([
    ["README.md", readme],
    ["docs/sections.md", sections],
  ])("has specs that are valid, and so has %s", (name, page) => {
    const specs = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = ""]) => text);
    expect(specs.length).toBeGreaterThan(1);
    for (const text of specs) expect(parseSpec(text, name).warnings).toEqual([]);
  });

  it("has the tables of sections, dangers and paths as the code makes them", () => {
    expect(readme).toContain(`<!-- generated: sections -->\n${renderSections()}<!-- /generated -->`);
    expect(readme).toContain(`<!-- generated: dangers -->\n${renderDangers()}<!-- /generated -->`);
    expect(sections).toContain(`<!-- generated: paths -->\n${renderPaths()}<!-- /generated -->`);
    const rows = [...renderSections().matchAll(/^\| `(\w+)` \| \S/gm)].map(([, name]) => name);
    expect(rows.length).toBeGreaterThan(20);
    expect(new Set(rows)).toEqual(new Set(resources.map(({ specPath }) => specPath[0])));
  });

  it("has every output as the code makes it", () => {
    const page = readFileSync(new URL("../docs/outputs.md", import.meta.url), "utf8");
    const outputs = Object.entries(renderOutputs());
    expect(outputs.length).toBe(7);
    for (const [name, text] of outputs) {
      expect(page, "run `npm run generate`").toContain(
        `<!-- generated: ${name} -->\n${text}<!-- /generated -->`,
      );
    }
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
    const named = ["adminConfig", "ldapServer", "ldapConfig"];
    const endpoints = named.map((name) => findResource(name).read.path).sort();
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

  it.each([
    "README.md",
    "SECURITY.md",
    "CONTRIBUTING.md",
    "docs/architecture.md",
    "docs/environments.md",
    "docs/fleets.md",
    "docs/signing-in.md",
    "docs/pipelines.md",
    "docs/outputs.md",
    "docs/sections.md",
  ])("leads to what is there, as %s does", (page) => {
    const at = new URL(`../${page}`, import.meta.url);
    const text = readFileSync(at, "utf8");
    const links = [...text.matchAll(/\]\((?!#)([^)#]+)/g)].map(([, to = ""]) => to);
    const [abroad, here] = [true, false].map((is) => links.filter((to) => /^https?:/.test(to) === is));
    expect(links.length).toBeGreaterThan(0);
    for (const path of here ?? []) expect(existsSync(new URL(path, at)), path).toBe(true);
    for (const [, path = "", anchor = ""] of text.matchAll(/\]\(([^)#:]*)#([^)]+)\)/g)) {
      const target = path === "" ? text : readFileSync(new URL(path, at), "utf8");
      const anchors = [...target.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) => toAnchor(title));
      expect(anchors, `${page} ${path}#${anchor}`).toContain(anchor);
    }
    // The project has one address.
    for (const url of abroad ?? []) {
      expect(url.startsWith(repository) || !url.includes("owconf"), url).toBe(true);
    }
  });

  it("names each finding of its troubleshooting as the code does", () => {
    const section = readme.slice(readme.indexOf("## Troubleshooting"), readme.indexOf("## As a library"));
    const source = readdirSync(new URL("../src/", import.meta.url), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => readFileSync(new URL(`../src/${file}`, import.meta.url), "utf8"))
      .join("\n")
      // Of each kind of thing that settings name.
      .replace(/`plan\.no-such-\$\{kind\}`/g, '"plan.no-such-group" "plan.no-such-model"');
    const codes = [...section.matchAll(/`((?:api|apply|plan|secret|spec)\.[a-z-]+)`/g)].map(
      ([, code = ""]) => code,
    );
    expect(codes.length).toBeGreaterThan(8);
    for (const code of codes) expect(source).toContain(`"${code}"`);
  });
});

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { renderOutputs } from "../scripts/outputs.ts";
import {
  renderDangers,
  renderEnvironment,
  renderExitCodes,
  renderPaths,
  renderSections,
} from "../scripts/tables.ts";
import { judgeCertificate } from "../src/directory/certificate.ts";
import { judgeEntries } from "../src/directory/judge-people.ts";
import { readDirectorySettings } from "../src/directory/settings.ts";
import * as library from "../src/index.ts";
import type { DirectoryCheck } from "../src/model/directory-check.ts";
import { repository } from "../src/project.ts";
import { renderCheck } from "../src/render/check-text.ts";
import { plain } from "../src/render/paint.ts";
import { findResource, resources } from "../src/resources/index.ts";
import { parseSpec } from "../src/spec/parse-spec.ts";
import { ldapSpec, onStage } from "./commands/journey.ts";
import { findRelease, releaseNames } from "./server/releases.ts";
import { insertUser } from "./server/state.ts";

const root = new URL("../", import.meta.url);
const readPage = (name: string) => readFileSync(new URL(name, root), "utf8");
const readme = readPage("README.md");
const sections = readPage("docs/sections.md");
const reference = readPage("docs/reference.md");
const pages = readdirSync(new URL("docs/", root)).filter((name) => name.endsWith(".md"));

/** Pages that lead nowhere. */
const leaves = ["docs/compatibility.md", "docs/performance.md"];

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
    expect(readPage("docs/ldap.md")).toContain(renderCheck(check, server, plain));
  });

  it.each([
    ["README.md", 1],
    ["docs/spec.md", 1],
    ["docs/sections.md", 2],
  ])("has specs that are valid, and so has %s", (name, least) => {
    const specs = [...readPage(name).matchAll(/```yaml\n(.*?)```/gs)].map(([, text = ""]) => text);
    expect(specs.length).toBeGreaterThanOrEqual(least);
    for (const text of specs) expect(parseSpec(text, name).warnings).toEqual([]);
  });

  it("fits on a screen, and leads to every page", () => {
    expect(readme.split("\n").length).toBeLessThan(135);
    expect(pages.length).toBeGreaterThan(12);
    for (const page of pages) expect(readme).toMatch(new RegExp(`\\]\\(docs/${page}[#)]`));
  });

  it("says how to try it in two commands, as CI does", () => {
    const [, commands = ""] = /## Try it.*?```sh\n(.*?)```/s.exec(readme) ?? [];
    const named = commands.trim().split("\n");
    expect(named.map((line) => line.split("#")[0]?.trim())).toEqual([
      "npm ci && npm run demo",
      "npm ci && npm test",
    ]);
  });

  it("has its tables on the pages it leads to, as the code makes them", () => {
    const tables: [page: string, name: string, text: string][] = [
      [sections, "sections", renderSections()],
      [sections, "paths", renderPaths()],
      [reference, "dangers", renderDangers()],
      [reference, "environment", renderEnvironment()],
      [reference, "exitCodes", renderExitCodes()],
    ];
    for (const [page, name, text] of tables) {
      expect(text.split("\n").length).toBeGreaterThan(8);
      expect(page).toContain(`<!-- generated: ${name} -->\n${text}<!-- /generated -->`);
    }
    const rows = [...renderSections().matchAll(/^\| `(\w+)` \| \S/gm)].map(([, name]) => name);
    expect(rows.length).toBeGreaterThan(20);
    expect(new Set(rows)).toEqual(new Set(resources.map(({ specPath }) => specPath[0])));
  });

  it("has every output as the code makes it", () => {
    const page = readPage("docs/outputs.md");
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
    const [, paragraph = ""] = /## Least privilege\n\n(.*?)\n\n/s.exec(readPage("docs/pipelines.md")) ?? [];
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

  const linking = ["README.md", "SECURITY.md", "CONTRIBUTING.md", ...pages.map((name) => `docs/${name}`)];
  it.each(linking)("leads to what is there, as %s does", (page) => {
    const at = new URL(page, root);
    const text = readPage(page);
    const links = [...text.matchAll(/\]\((?!#)([^)#]+)/g)].map(([, to = ""]) => to);
    const [abroad, here] = [true, false].map((is) => links.filter((to) => /^https?:/.test(to) === is));
    if (!leaves.includes(page)) expect(links.length).toBeGreaterThan(0);
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
    const section = readPage("docs/troubleshooting.md");
    const source = readdirSync(new URL("../src/", import.meta.url), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => readFileSync(new URL(`../src/${file}`, import.meta.url), "utf8"))
      .join("\n")
      // Of each kind of thing that settings name.
      .replace(/`plan\.no-such-\$\{kind\}`/g, '"plan.no-such-group" "plan.no-such-model"');
    const codes = [...section.matchAll(/`((?:api|apply|ldap|plan|secret|server|spec)\.[a-z-]+)`/g)].map(
      ([, code = ""]) => code,
    );
    expect(codes.length).toBeGreaterThan(30);
    for (const code of codes) expect(source).toContain(`"${code}"`);
  });

  it("names each export of its page on the library as the library does", () => {
    const page = readPage("docs/library.md");
    const [, table = ""] = /## Plan and apply\n(.*?)\n## /s.exec(page) ?? [];
    const named = [...table.matchAll(/^\| .*? \| (.*) \|$/gm)].flatMap(([, cell = ""]) =>
      [...cell.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name),
    );
    expect(named.length).toBeGreaterThan(15);
    for (const name of named) expect(library, name).toHaveProperty(name);
    const methods = Object.getOwnPropertyNames(library.AuthsClient.prototype);
    const [, list = ""] = /18 auth endpoints: (.*?)\. See/s.exec(page) ?? [];
    const listed = [...list.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name);
    expect(listed.length).toBe(18);
    expect(methods).toEqual(expect.arrayContaining(listed));
  });
});

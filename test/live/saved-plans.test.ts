import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/model/json.ts";
import type { Change } from "../../src/plan/types.ts";
import { program } from "../bundled-program.ts";
import { call } from "../contract/target.ts";
import { listLiveReleases } from "./releases.ts";
import { type LiveTarget, startLiveTarget } from "./start-target.ts";

const adminPath = "/api/v1/auths/admin/config";
const ldapPath = "/api/v1/auths/admin/config/ldap/server";
const key = "0123456789abcdef0123456789abcdef";

const spec = `version: 1
allow: [ldap-without-tls]
adminConfig:
  SHOW_ADMIN_DETAILS: false
  WEBUI_URL: https://chat.example.com
  RESPONSE_WATERMARK: ours
ldap:
  server:
    host: ldap.example.com
    search_base: dc=example,dc=com
    app_dn: cn=reader,dc=example,dc=com
    app_dn_password: { env: LDAP_BIND_PASSWORD }
`;

// The newest, and one that stores all settings as one.
const releases = listLiveReleases().filter((release) => ["0.6.43", "0.12.4"].includes(release));

describe.each(releases)("a pull request on Open WebUI %s", (release) => {
  const folder = mkdtempSync(join(tmpdir(), "owconf-saved-plans-"));
  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  let target: LiveTarget;
  let secret = "bind-canary-1";

  beforeAll(async () => {
    target = await startLiveTarget(release);
  });
  afterAll(async () => {
    await target?.stop();
    rmSync(folder, { recursive: true });
  });

  function run(...args: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
    const env = {
      ...{ PATH: process.env.PATH ?? "", OWCONF_URL: target.url, OWCONF_PLAN_KEY: key },
      ...{ OWCONF_EMAIL: target.admin.email, OWCONF_PASSWORD: target.admin.password },
      LDAP_BIND_PASSWORD: secret,
    };
    return new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        [program, ...args],
        { cwd: folder, env },
        (_, stdout, stderr) => {
          expect(stdout + stderr).not.toContain("canary");
          resolve({ exitCode: child.exitCode ?? -1, stdout, stderr });
        },
      );
    });
  }

  /** Somebody at the admin panel. */
  async function edit(path: string, settings: JsonObject): Promise<void> {
    const { fields } = await call(target, "GET", path, { token: target.token });
    const answer = await call(target, "POST", path, {
      token: target.token,
      body: { ...fields, ...settings },
    });
    expect(answer.status).toBe(200);
  }

  const holds = async (path: string) => (await call(target, "GET", path, { token: target.token })).fields;

  it("is planned, refused after an edit, planned again, applied, and its drift attributed", async () => {
    write("owconf.yaml", spec);
    const planned = await run("plan", "--out", "plan.json", "--detailed-exitcode");
    expect([planned.exitCode, planned.stderr]).toEqual([2, expect.not.stringContaining("error:")]);
    expect(planned.stdout).toMatch(/owconf apply plan\.json\n$/);
    expect(statSync(join(folder, "plan.json")).mode & 0o777).toBe(0o600);
    // The comment that reviewers see, which a bot knows again by its first line.
    const comment = await run("plan", "--markdown");
    expect(comment.stdout).toMatch(new RegExp(`^<!-- owconf plan: ${target.url} -->\n`));
    expect(comment.stdout).toContain("WEBUI_URL");

    await edit(adminPath, { WEBUI_URL: "https://edited.example.com" });
    const refused = await run("apply", "plan.json");
    expect([refused.exitCode, refused.stderr]).toEqual([5, expect.stringContaining("[saved-plan.stale]")]);
    expect(refused.stdout).toMatch(
      /adminConfig\.WEBUI_URL\n {4}planned: .* → "https:\/\/chat\.example\.com"\n {4}now: {5}"https:\/\/edited\.example\.com" → /,
    );
    expect((await holds(adminPath)).SHOW_ADMIN_DETAILS).toBe(true);

    expect((await run("plan", "--out", "plan.json")).exitCode).toBe(0);
    const applied = await run("apply", "plan.json", "--receipt", "receipt.json");
    expect([applied.exitCode, applied.stdout]).toEqual([0, expect.stringContaining("Applied: 7 settings")]);
    expect(await holds(adminPath)).toMatchObject({ SHOW_ADMIN_DETAILS: false, RESPONSE_WATERMARK: "ours" });
    expect(JSON.parse(read("receipt.json"))).toMatchObject({
      ...{ status: "applied", by: { credential: "password", email: target.admin.email } },
      server: { url: target.url, version: release },
    });
    expect(read("plan.json") + read("receipt.json")).not.toContain("canary");
    const again = await run("plan", "--receipt", "receipt.json", "--detailed-exitcode");
    expect([again.exitCode, again.stdout]).toEqual([0, expect.stringContaining("In sync:")]);

    await edit(adminPath, { WEBUI_URL: "https://edited.example.com", RESPONSE_WATERMARK: "edited" });
    await edit(ldapPath, { app_dn_password: "edited-canary" });
    const moved = spec
      .replace("DETAILS: false", "DETAILS: true")
      .replace("WATERMARK: ours", "WATERMARK: new");
    write("owconf.yaml", moved);
    const drifted = await run("plan", "--receipt", "receipt.json", "--json");
    const { resources } = JSON.parse(drifted.stdout) as { resources: { changes: Change[] }[] };
    const origins = resources.flatMap(({ changes }) => changes.map(({ path, origin }) => [path, origin]));
    expect(Object.fromEntries(origins)).toEqual({
      ...{ "adminConfig.WEBUI_URL": "server", "adminConfig.SHOW_ADMIN_DETAILS": "spec" },
      ...{ "adminConfig.RESPONSE_WATERMARK": "both", "ldap.server.app_dn_password": "server" },
    });
    secret = "bind-canary-2";
    const { stdout } = await run("plan", "--receipt", "receipt.json");
    expect(stdout).toMatch(
      /app_dn_password: \(secret: changed\)\n *\(the server was edited and the spec moved since/,
    );
  });
});

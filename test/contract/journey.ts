import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/model/json.ts";
import { type Run, runOwconf } from "../commands/run-owconf.ts";
import {
  call,
  callAuths,
  changeAdminConfig,
  environmentFor,
  readAdminConfig,
  type Target,
} from "./target.ts";

const example = readFileSync(new URL("../../examples/ldap.yaml", import.meta.url), "utf8");

const extending = "version: 1\nextends: ./base.yaml\n";

/** What owconf is for, from an empty server to an exported spec, in order; leaves the admin config as it was. */
export function describeJourney(getTarget: () => Target): void {
  describe("the journey", () => {
    let target: Target;
    let spec: string;
    let factory: JsonObject;
    const said: Run[] = [];

    beforeAll(async () => {
      target = getTarget();
      const server = await callAuths(target, "GET", "/admin/config/ldap/server");
      spec = adaptExample(target, "validate_cert" in server.fields);
      factory = await readAdminConfig(target);
    });
    afterAll(async () => {
      const settings = Object.entries(factory).filter(([name]) => !/MFA/.test(name));
      await changeAdminConfig(target, Object.fromEntries(settings));
      await callAuths(target, "POST", "/admin/config/ldap", { body: { enable_ldap: false } });
    });

    async function run(args: string[], text = spec, base = spec): Promise<Run> {
      const done = await runOwconf(args, {
        env: environmentFor(target),
        files: { "owconf.yaml": text, "base.yaml": base },
      });
      said.push(done);
      return done;
    }

    it("applies one setting and leaves each other one as it was", async () => {
      const one = `version: 1\nadminConfig:\n  ENABLE_CHANNELS: ${!factory.ENABLE_CHANNELS}\n`;
      const { exitCode, stdout } = await run(["apply", "--auto-approve"], one);
      expect(stdout).toContain("Applied: 1 setting changed and read back.");
      expect(exitCode).toBe(0);
      expect(await readAdminConfig(target)).toEqual({
        ...factory,
        ENABLE_CHANNELS: !factory.ENABLE_CHANNELS,
      });
    });

    it("applies the example, which the server then holds", async () => {
      const { exitCode, stdout } = await run(["apply", "--auto-approve"]);
      expect(stdout).toContain("✓ ldap.server");
      expect(exitCode).toBe(0);
      expect(await readAdminConfig(target)).toMatchObject({
        ENABLE_SIGNUP: false,
        DEFAULT_USER_ROLE: "user",
      });
      expect((await callAuths(target, "GET", "/admin/config/ldap")).fields).toEqual({ ENABLE_LDAP: true });
      expect((await callAuths(target, "GET", "/admin/config/ldap/server")).fields).toMatchObject({
        label: "Company directory",
        port: target.directory.port,
        use_tls: false,
        search_base: target.directory.peopleDn,
        app_dn_password: target.directory.readerPassword,
      });
    });

    it("lets somebody from the directory in", async () => {
      if (said.some(({ stderr }) => stderr.includes("plan.needs-restart"))) await target.restart();
      const person = target.directory.people[2];
      const body = { user: person?.uid ?? "", password: person?.password ?? "" };
      const answer = await call(target, "POST", "/api/v1/auths/ldap", { body });
      expect(answer.fields).toMatchObject({ email: person?.mail, role: "user", token: expect.any(String) });
    });

    it("plans nothing more, over a file that extends the example", async () => {
      const { exitCode, stdout } = await run(["plan", "--detailed-exitcode"], extending);
      expect(stdout).toContain("In sync:");
      expect(exitCode).toBe(0);
    });

    it("shows exactly what somebody changed behind its back, and brings it back", async () => {
      expect((await changeAdminConfig(target, { DEFAULT_USER_ROLE: "pending" })).status).toBe(200);
      const planned = await run(["plan", "--detailed-exitcode", "--json"]);
      expect(planned.exitCode).toBe(2);
      const changes = JSON.parse(planned.stdout).resources.flatMap(
        (one: { changes: object[] }) => one.changes,
      );
      expect(changes).toEqual([
        {
          path: "adminConfig.DEFAULT_USER_ROLE",
          action: "update",
          sensitive: false,
          live: "pending",
          desired: "user",
          factory: true,
        },
      ]);
      const base = spec.replace("DEFAULT_USER_ROLE: user", "DEFAULT_USER_ROLE: admin");
      const text = `${extending}adminConfig: { DEFAULT_USER_ROLE: user }\n`;
      expect((await run(["apply", "--auto-approve"], text, base)).exitCode).toBe(0);
      expect((await readAdminConfig(target)).DEFAULT_USER_ROLE).toBe("user");
    });

    it.each([[[]], [["--all"]]])("exports a spec whose plan is empty, with %j", async (flags) => {
      const exported = await run(["export", ...flags]);
      expect(exported.exitCode).toBe(0);
      expect(exported.stdout).toContain("app_dn_password: { env: LDAP_BIND_PASSWORD }");
      const planned = await run(["plan", "--json"], exported.stdout);
      expect(JSON.parse(planned.stdout)).toMatchObject({ inSync: true, summary: { change: 0 } });
    });

    it("said no secret on the way", () => {
      expect(said.length).toBeGreaterThan(8);
      const all = said.map(({ stdout, stderr }) => stdout + stderr).join("\n");
      expect(all).not.toContain(target.admin.password);
      expect(all).not.toContain(target.directory.readerPassword);
    });
  });
}

/** The LDAP example, for this server and a directory without TLS. */
function adaptExample(target: Target, checksCertificates: boolean): string {
  const { url, directory } = target;
  const replacements: [string, string][] = [
    ["url: https://chat.example.com", `url: ${url}`],
    ["host: ldap.example.com", `host: ${directory.host}`],
    ["port: 636", `port: ${directory.port}`],
    ["use_tls: true", "use_tls: false"],
    ["version: 1\n", "version: 1\nallow: [ldap-without-tls]\n"],
    ["search_base: ou=people,dc=example,dc=com", `search_base: ${directory.peopleDn}`],
    ["app_dn: cn=reader,dc=example,dc=com", `app_dn: ${directory.readerDn}`],
  ];
  if (!checksCertificates) replacements.push(["    validate_cert: true\n", ""]);
  return replacements.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`examples/ldap.yaml has no ${from}`);
    return text.replace(from, to);
  }, example);
}

import { describe, expect, it } from "vitest";
import { releaseNames } from "../server/releases.ts";
import { admin, ldapSpec, onStage } from "./journey.ts";

const signUpOpen = "version: 1\nadminConfig:\n  ENABLE_SIGNUP: true\n";

describe.each(releaseNames)("plan on %s", (release) => {
  it("shows what differs, and writes nothing", () =>
    onStage({ release }, async ({ server, run }) => {
      const { exitCode, stdout, stderr } = await run(signUpOpen, ["plan"]);
      expect(stdout).toContain(`${server.url} (Open WebUI ${release})`);
      expect(stdout).toContain("~ ENABLE_SIGNUP: false → true");
      expect(stdout).toMatch(
        /^Plan: 1 setting to change in 1 resource, 0 dangerous, 0 in sync, \d+ unmanaged\.$/m,
      );
      expect(stderr).toBe("");
      expect(exitCode).toBe(0);
      const posts = server.requests.filter(({ method }) => method !== "GET").map(({ path }) => path);
      expect(new Set(posts)).toEqual(new Set(["/api/v1/auths/signin", "/api/v1/auths/signout"]));
    }));

  it("tells changes from none by --detailed-exitcode", () =>
    onStage({ release }, async ({ run }) => {
      expect((await run(signUpOpen, ["plan", "--detailed-exitcode"])).exitCode).toBe(2);
      const inSync = signUpOpen.replace("true", "false");
      expect((await run(inSync, ["plan", "--detailed-exitcode"])).exitCode).toBe(0);
    }));

  it("signs out again", () =>
    onStage({ release }, async ({ server, run }) => {
      await run(signUpOpen, ["plan"]);
      const answered = server.requests.filter(({ path }) => path === "/api/v1/auths/signout").at(-1);
      expect(answered?.status).toBe(200);
    }));

  it("refuses a spec that the server would refuse, at its line", () =>
    onStage({ release }, async ({ server, run }) => {
      const spec = "version: 1\nldap:\n  server:\n    host: ldap.example.com\n";
      const { exitCode, stdout, stderr } = await run(spec, ["plan"]);
      expect(exitCode).toBe(3);
      expect(stdout).toBe("");
      expect(stderr).toContain("search_base");
      expect(stderr).toContain("owconf.yaml:3:");
      expect(server.requests.some(({ method, path }) => method === "POST" && path.includes("/admin/"))).toBe(
        false,
      );
    }));
});

describe("plan", () => {
  it("prints JSON that holds no secret", () =>
    onStage({}, async ({ run }) => {
      const { exitCode, stdout } = await run(ldapSpec, ["plan", "--json"]);
      expect(exitCode).toBe(0);
      const plan = JSON.parse(stdout);
      expect(plan).toMatchObject({ formatVersion: 1, inSync: false, summary: { change: 6, resources: 2 } });
      expect(plan.resources[0].changes).toContainEqual({
        path: "ldap.server.app_dn_password",
        action: "update",
        sensitive: true,
        secretChange: "set",
      });
    }));

  it("refuses a setting that the server does not have, and names the release", () =>
    onStage({ release: "0.6.43" }, async ({ run }) => {
      const { exitCode, stderr } = await run("version: 1\nadminConfig:\n  ENABLE_CALENDAR: true\n", ["plan"]);
      expect(exitCode).toBe(3);
      expect(stderr).toContain("owconf.yaml:3:");
      expect(stderr).toContain("0.6.43");
    }));

  it("shows no difference where the server only writes a value otherwise", () =>
    onStage({}, async ({ server, run }) => {
      server.state.adminConfig.FOLDER_MAX_FILE_COUNT = 100;
      const spec = 'version: 1\nadminConfig:\n  FOLDER_MAX_FILE_COUNT: "100"\n  AUTOMATION_MAX_COUNT: 0\n';
      expect((await run(spec, ["plan", "--detailed-exitcode"])).exitCode).toBe(0);
    }));

  it("works with a token and does not sign out then", () =>
    onStage({}, async ({ server, run }) => {
      const env = { OWCONF_TOKEN: server.issueToken(), OWCONF_PASSWORD: "", OWCONF_EMAIL: "" };
      expect((await run(signUpOpen, ["plan"], { env })).exitCode).toBe(0);
      expect(server.requests.filter(({ method }) => method !== "GET")).toEqual([]);
    }));

  it("signs in with what the spec says", () =>
    onStage({}, async ({ server, run }) => {
      const spec = `${signUpOpen}server:
  url: ${server.url}/api
  signIn: { email: ${admin.email}, password: { env: MY_PASSWORD } }
`;
      const env = { OWCONF_URL: "", OWCONF_EMAIL: "", OWCONF_PASSWORD: "", MY_PASSWORD: admin.password };
      expect((await run(spec, ["plan"], { env })).exitCode).toBe(0);
    }));

  it("finds every unset secret before it contacts the server", () =>
    onStage({}, async ({ server, run }) => {
      const { exitCode, stderr } = await run(ldapSpec, ["plan"], { env: { LDAP_BIND_PASSWORD: "" } });
      expect(exitCode).toBe(3);
      expect(stderr).toContain("LDAP_BIND_PASSWORD");
      expect(stderr).toContain("owconf.yaml:9:");
      expect(server.requests).toEqual([]);
    }));
});

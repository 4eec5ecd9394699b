import { describe, expect, it } from "vitest";
import { insertUser } from "../server/state.ts";
import { onStage } from "./journey.ts";

const groupsPath = "/api/v1/groups/";
const specFor = (group: string) => `version: 1\nadminConfig:\n  DEFAULT_GROUP_ID: ${JSON.stringify(group)}\n`;
const staff = { id: "11111111-2222-4333-8444-555555555555", name: "Staff", description: "" };

describe("a group that the spec names", () => {
  it("is planned when the server has it", () =>
    onStage({}, async ({ server, run }) => {
      server.state.groups.push(staff);
      expect((await run(specFor(staff.id), ["apply", "--auto-approve"])).exitCode).toBe(0);
      expect(server.state.adminConfig.DEFAULT_GROUP_ID).toBe(staff.id);
    }));

  it("may be stated by its name, and the server is given its id", () =>
    onStage({}, async ({ server, run }) => {
      server.state.groups.push({ ...staff, id: "other", name: "Guests" }, staff);
      const spec = "version: 1\nadminConfig:\n  DEFAULT_GROUP_ID: { group: Staff }\n";
      expect((await run(spec, ["apply", "--auto-approve"])).exitCode).toBe(0);
      expect(server.state.adminConfig.DEFAULT_GROUP_ID).toBe(staff.id);
      expect((await run(spec, ["plan", "--detailed-exitcode"])).exitCode).toBe(0);
    }));

  it.each(["plan", "apply"])(
    "that the server lacks is refused by %s, at its place, with those it has",
    (command) =>
      onStage({}, async ({ server, run }) => {
        server.state.groups.push(staff);
        const { exitCode, stderr } = await run(specFor("no-such"), [
          command,
          ...(command === "apply" ? ["--auto-approve"] : []),
        ]);
        expect(exitCode).toBe(3);
        expect(stderr).toContain("owconf.yaml:3:");
        expect(stderr).toContain(
          `the server has no group "no-such"; it has "Staff" (${staff.id}) [plan.no-such-group]`,
        );
        expect(server.state.adminConfig.DEFAULT_GROUP_ID).toBe("");
      }),
  );

  it("is looked for though the server holds its id already", () =>
    onStage({}, async ({ server, run }) => {
      server.state.adminConfig.DEFAULT_GROUP_ID = "gone";
      const { exitCode, stderr } = await run(specFor("gone"), ["plan"]);
      expect(exitCode).toBe(3);
      expect(stderr).toContain("; it has none");
    }));

  it.each(["Staff", "staff", " STAFF "])("by its name %j is given its id", (name) =>
    onStage({}, async ({ server, run }) => {
      server.state.groups.push({ ...staff, id: "other", name: "Guests" }, staff);
      const { exitCode, stderr } = await run(specFor(name), ["plan"]);
      expect(exitCode).toBe(3);
      expect(stderr).toContain(`hint: write { group: Staff }, or its id: ${staff.id}`);
    }),
  );

  it("is looked for among many, of which ten are listed, none with what a terminal would act on", () =>
    onStage({}, async ({ server, run }) => {
      for (let index = 0; index < 200; index++) {
        server.state.groups.push({ ...staff, id: `id-${index}`, name: `\u001b[2J${index}` });
      }
      const { stderr } = await run(specFor("no-such"), ["plan"]);
      expect(stderr.match(/\(id-\d+\)/g)).toHaveLength(10);
      expect(stderr).toContain(" and 190 more");
      expect(stderr).not.toContain("\u001b");
      expect((await run(specFor("id-199"), ["plan"])).exitCode).toBe(0);
    }));

  it("costs a request only when there is one to look for", () =>
    onStage({}, async ({ server, run }) => {
      const count = () => server.requests.filter(({ path }) => path === groupsPath).length;
      await run(specFor(""), ["plan"]);
      await run("version: 1\nadminConfig:\n  ENABLE_NOTES: true\n", ["plan"]);
      expect(count()).toBe(0);
      await run(specFor("x"), ["plan"]);
      expect(count()).toBe(1);
    }));

  it("is not looked for by an API key that may not read them, and a notice says so", () =>
    onStage({}, async ({ server, run }) => {
      Object.assign(server.state.adminConfig, {
        ENABLE_API_KEYS: true,
        ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS: true,
        API_KEYS_ALLOWED_ENDPOINTS: "/api/v1/auths/admin",
      });
      const user = insertUser(
        server.state,
        { name: "Key", email: "key@example.com", password: "p" },
        "admin",
      );
      user.apiKey = "sk-canary";
      const env = { OWCONF_TOKEN: "sk-canary" };
      const { exitCode, stderr, stdout } = await run(specFor("no-such"), ["plan"], { env });
      expect(stderr).toContain("[plan.not-looked-up]");
      expect(stderr).toContain(groupsPath);
      expect(stdout).toContain('~ DEFAULT_GROUP_ID: "" (factory value) → "no-such"');
      expect(exitCode).toBe(0);
    }));
});

describe("ADMIN_EMAIL", () => {
  const emailSpec = (value: string) => `version: 1\nadminConfig:\n  ADMIN_EMAIL: ${value}\n`;

  it.each([
    "admin",
    '"Ada <ada@example.com>"',
    '"a@b.c, d@e.f"',
    "ada@",
    '"@example.com"',
    '"ada@example.com "',
    '"ada@example."',
  ])("that is no e-mail address is warned about by validate, plan and apply: %s", (value) =>
    onStage({}, async ({ run }) => {
      for (const args of [["validate"], ["plan"], ["apply", "--auto-approve"]]) {
        const { exitCode, stderr } = await run(emailSpec(value), args);
        expect(exitCode).toBe(0);
        expect(stderr).toMatch(/owconf\.yaml:3:.*blocks Save in the admin panel \[spec\.no-email-address\]/);
      }
      const { stdout } = await run(emailSpec(value), ["validate", "--json"]);
      expect(JSON.parse(stdout).diagnostics).toMatchObject([{ code: "spec.no-email-address" }]);
    }),
  );

  it.each(["ada@example.com", '""', "null", "ada.l+1@localhost", "ada@münchen.example"])(
    "is no cause for a warning: %s",
    (value) =>
      onStage({}, async ({ run }) => {
        expect((await run(emailSpec(value), ["validate"])).stderr).toBe("");
      }),
  );
});

import { afterEach, describe, expect, it } from "vitest";
import { type FakeDirectory, type Manners, startFakeDirectory } from "../directory/fake-directory.ts";
import { findSecrets } from "../faults/secret-forms.ts";
import { bindPassword, onStage, type Stage } from "./journey.ts";
import type { Surroundings } from "./run-owconf.ts";

let directory: FakeDirectory | undefined;
afterEach(async () => {
  await directory?.stop();
  directory = undefined;
});

const person = { dn: "uid=ada,dc=example", uid: "ada", mail: "ada@example.com", cn: "Ada" };
const good: Manners = { entries: [person] };
const wrongPassword: Manners = {
  bind: { code: 49, says: (request) => `refused: ${request.toString("latin1")}` },
};

/** Starts a directory of these manners and applies a spec of it, or what `change` makes of that. */
async function applyTo(
  { run }: Stage,
  manners: Manners,
  args: readonly string[] = ["--auto-approve"],
  change: (spec: string) => string = (spec) => spec,
  surroundings: Surroundings = {},
) {
  directory = await startFakeDirectory(manners);
  const spec = `version: 1
allow: [ldap-without-tls]
ldap:
  enabled: true
  server:
    host: 127.0.0.1
    port: ${directory.port}
    use_tls: false
    search_base: dc=example
    app_dn: cn=reader,dc=example
    app_dn_password: { env: LDAP_BIND_PASSWORD }
`;
  return run(change(spec), ["apply", ...args], surroundings);
}

const countWrites = ({ server }: Stage) =>
  server.requests.filter(({ method, path }) => method === "POST" && path.includes("/ldap")).length;

describe("apply that changes how people sign in through LDAP", () => {
  it("tries the directory, says so, and goes on", () =>
    onStage({}, async (stage) => {
      const { exitCode, stdout, stderr } = await applyTo(stage, good);
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(
        /Directory tried: ldap:\/\/127\.0\.0\.1:\d+; bound as cn=reader,dc=example; found 1 entry, all with/,
      );
      expect(stdout).toContain("Applied:");
      expect(stderr).not.toContain("ldap.unreachable");
      expect(stage.server.state.ldapEnabled).toBe(true);
    }));

  it.each([
    [
      "a wrong password",
      wrongPassword,
      "ldap.bind-refused",
      /^owconf\.yaml:11:5: error: the directory refuses/m,
    ],
    [
      "a wrong base",
      { search: 32 },
      "ldap.base-not-found",
      /^owconf\.yaml:9:18: error: the directory has no/m,
    ],
    ["nobody", {}, "ldap.nobody-found", /^owconf\.yaml:9:18: error: no entry below/m],
  ])("is refused for %s, before anything is asked or written", (_, manners: Manners, code, place) =>
    onStage({}, async (stage) => {
      const asked: string[] = [];
      const confirm = (question: string) => asked.push(question) > 0;
      const { exitCode, stdout, stderr } = await applyTo(stage, manners, [], undefined, { confirm });
      expect(exitCode).toBe(3);
      expect(stdout).toContain("Plan: ");
      expect(stderr).toContain(`[${code}]`);
      expect(stderr).toMatch(place);
      expect(stderr).toContain("to apply without trying it: --skip-ldap-check");
      expect(asked).toEqual([]);
      expect(countWrites(stage)).toBe(0);
      expect(findSecrets(stdout + stderr, [bindPassword])).toEqual([]);
    }),
  );

  it("tells a refusal as JSON", () =>
    onStage({}, async (stage) => {
      const { exitCode, stdout } = await applyTo(stage, wrongPassword, ["--auto-approve", "--json"]);
      expect(exitCode).toBe(3);
      expect(JSON.parse(stdout).error).toMatchObject({
        code: "spec.invalid",
        diagnostics: [{ code: "ldap.bind-refused", path: "ldap.server.app_dn_password", line: 11 }],
      });
      expect(findSecrets(stdout, [bindPassword])).toEqual([]);
    }));

  it("warns of people who cannot sign in, and goes on", () =>
    onStage({}, async (stage) => {
      const { mail: _, ...without } = { ...person, dn: "uid=bob,dc=example" };
      const manners = { entries: [person, without] };
      const { exitCode, stdout } = await applyTo(stage, manners, ["--auto-approve", "--json"]);
      expect(exitCode).toBe(0);
      const { diagnostics } = JSON.parse(stdout);
      expect(diagnostics).toContainEqual(
        expect.objectContaining({ code: "ldap.mail-missing", severity: "warning" }),
      );
    }));

  it("goes on with a notice where the directory cannot be reached from here", () =>
    onStage({}, async (stage) => {
      const far = (spec: string) => spec.replace("127.0.0.1", "ldap.example.com");
      const { exitCode, stdout } = await applyTo(stage, {}, ["--auto-approve", "--json"], far);
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout).diagnostics).toContainEqual(
        expect.objectContaining({ code: "ldap.unreachable", severity: "warning", path: "ldap.server.host" }),
      );
      expect(stage.server.state.ldapEnabled).toBe(true);
    }));

  it("does not send the password before a danger is allowed", () =>
    onStage({}, async (stage) => {
      const { exitCode, stderr } = await applyTo(stage, good, ["--auto-approve"], (spec) =>
        spec.replace("allow: [ldap-without-tls]\n", ""),
      );
      expect(exitCode).toBe(5);
      expect(stderr).toContain("ldap-without-tls");
      expect(directory?.connections).toBe(0);
    }));

  it("tries what the server will hold, when only a part of it changes", () =>
    onStage({}, async (stage) => {
      expect((await applyTo(stage, good)).exitCode).toBe(0);
      const spec = "version: 1\nldap: { server: { search_base: dc=other } }\n";
      const { exitCode } = await stage.run(spec, ["apply", "--auto-approve"]);
      expect(exitCode).toBe(0);
      expect(directory?.connections).toBe(2);
    }));
});

describe("the directory is left alone", () => {
  it.each([
    ["by --skip-ldap-check", ["--auto-approve", "--skip-ldap-check"], (spec: string) => spec],
    [
      "where LDAP stays off",
      ["--auto-approve"],
      (spec: string) => spec.replace("enabled: true", "enabled: false"),
    ],
    [
      "where LDAP does not change",
      ["--auto-approve"],
      () => "version: 1\nadminConfig: { ENABLE_SIGNUP: true }\n",
    ],
  ])("%s", (_, args, change) =>
    onStage({}, async (stage) => {
      const { exitCode, stdout } = await applyTo(stage, wrongPassword, args, change);
      expect([exitCode, directory?.connections]).toEqual([0, 0]);
      expect(stdout).toContain("Applied:");
    }),
  );

  it("where a spec without the switch changes the server of LDAP that is off", () =>
    onStage({}, async (stage) => {
      const hold = (spec: string) => {
        const port = Number(/port: (\d+)/.exec(spec)?.[1]);
        const held = { host: "127.0.0.1", port, use_tls: false, search_base: "dc=x" };
        Object.assign(stage.server.state.ldapServer, held);
        return "version: 1\nldap: { server: { search_base: dc=other } }\n";
      };
      const { exitCode, stdout } = await applyTo(stage, wrongPassword, ["--auto-approve"], hold);
      expect(stdout).toContain("Applied:");
      expect([exitCode, directory?.connections]).toEqual([0, 0]);
    }));

  it("by a plan", () =>
    onStage({}, async (stage) => {
      directory = await startFakeDirectory(good);
      const spec = `version: 1\nldap: { enabled: true, server: { host: 127.0.0.1, port: ${directory.port}, search_base: dc=x } }\n`;
      expect((await stage.run(spec, ["plan"])).exitCode).toBe(0);
      expect(directory.connections).toBe(0);
    }));
});

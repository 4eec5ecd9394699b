import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { EmulatedServer } from "../server/index.ts";
import { insertUser, revokeSessions } from "../server/state.ts";
import { admin, onStage } from "./journey.ts";
import { runOwconf, type Surroundings } from "./run-owconf.ts";

const spec = "version: 1\nadminConfig: { ENABLE_CHANNELS: true }\n";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "owconf-home-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** Runs owconf as somebody with a home folder; there is no owconf.yaml unless it is given. */
function runAt(server: EmulatedServer, args: string[], { env, ...more }: Surroundings = {}) {
  const inHome = { HOME: home, OWCONF_URL: server.url, ...env };
  return runOwconf(args, { files: { "owconf.yaml": spec }, ...more, env: inHome });
}
const account = { OWCONF_EMAIL: admin.email, OWCONF_PASSWORD: admin.password };
const countSignIns = ({ requests }: EmulatedServer) =>
  requests.filter(({ path }) => path.endsWith("/signin")).length;
const folderOf = (root: string) => join(root, ".local/state/owconf/sessions");
async function readOnly(root: string): Promise<Record<string, unknown>> {
  const [name, ...others] = await readdir(folderOf(root));
  expect(others).toEqual([]);
  return JSON.parse(await readFile(join(folderOf(root), name ?? ""), "utf8"));
}

describe("owconf login", () => {
  it("keeps a session that 40 runs of plan share, and that none of them ends", () =>
    onStage({}, async ({ server }) => {
      const { exitCode, stdout, stderr } = await runAt(server, ["login"], { env: account });
      expect([exitCode, stderr]).toEqual([0, ""]);
      expect(stdout).toContain(`Signed in to ${server.url} as ${admin.email} until 20`);
      for (let n = 0; n < 40; n++) {
        // Neither the account nor its password is needed any longer.
        const env = n % 2 === 0 ? {} : account;
        expect((await runAt(server, ["plan"], { env })).exitCode).toBe(0);
      }
      expect(countSignIns(server)).toBe(1);
      expect(server.requests.filter(({ path }) => path.endsWith("/signout"))).toEqual([]);
    }));

  it("keeps it where only its owner can read it", () =>
    onStage({}, async ({ server }) => {
      await runAt(server, ["login"], { env: account });
      const [name] = await readdir(folderOf(home));
      const modes = await Promise.all(
        [folderOf(home), join(folderOf(home), name ?? "")].map(
          async (path) => (await stat(path)).mode & 0o777,
        ),
      );
      expect(modes).toEqual([0o700, 0o600]);
      expect(JSON.stringify(await readOnly(home))).not.toContain(admin.password);
    }));

  it("asks a person for what is missing, the password without showing it", () =>
    onStage({}, async ({ server }) => {
      const asked: [string, boolean][] = [];
      const ask = (question: string, hidden: boolean) => {
        asked.push([question, hidden]);
        return hidden ? admin.password : admin.email;
      };
      expect((await runAt(server, ["login"], { ask })).exitCode).toBe(0);
      expect(asked).toEqual([
        ["E-mail address of the administrator", false],
        [`Password of ${admin.email}`, true],
      ]);
    }));

  it("says what to set without a terminal", () =>
    onStage({}, async ({ server }) => {
      const { exitCode, stderr } = await runAt(server, ["login"]);
      expect([exitCode, stderr]).toEqual([3, expect.stringMatching(/OWCONF_EMAIL.*--with-token/s)]);
      const env = { OWCONF_EMAIL: admin.email };
      expect((await runAt(server, ["login"], { env })).stderr).toContain(`no password for ${admin.email}`);
    }));

  it("keeps nothing for a wrong password or an account that is no admin", () =>
    onStage({}, async ({ server }) => {
      insertUser(server.state, { name: "B", email: "b@example.com", password: "b" }, "user");
      const wrong = await runAt(server, ["login"], { env: { ...account, OWCONF_PASSWORD: "wrong" } });
      expect(wrong.exitCode).toBe(4);
      const env = { OWCONF_EMAIL: "b@example.com", OWCONF_PASSWORD: "b" };
      const noAdmin = await runAt(server, ["login"], { env });
      expect([noAdmin.exitCode, noAdmin.stderr]).toEqual([4, expect.stringContaining("not an admin")]);
      await expect(readdir(folderOf(home))).rejects.toThrow("ENOENT");
    }));

  it("keeps a token from standard input, and forgets it at logout", () =>
    onStage({}, async ({ server }) => {
      const token = server.issueToken();
      const done = await runAt(server, ["login", "--with-token"], { files: { "-": `${token}\n` } });
      expect([done.exitCode, done.stderr]).toEqual([0, ""]);
      expect(await readOnly(home)).toMatchObject({ account: admin.email, token });
      expect((await runAt(server, ["plan"])).exitCode).toBe(0);
      expect(countSignIns(server)).toBe(0);
      expect((await runAt(server, ["logout"])).stdout).toContain(`Signed out of ${server.url}`);
      expect(await readdir(folderOf(home))).toEqual([]);
    }));

  it("keeps an API key, which 0.12 does not tell whose it is", () =>
    onStage({}, async ({ server }) => {
      server.state.adminConfig.ENABLE_API_KEYS = true;
      Object.assign(server.state.users[0] ?? {}, { apiKey: "sk-canary" });
      const done = await runAt(server, ["login", "--with-token"], { files: { "-": "sk-canary" } });
      expect(done.stdout).toContain("as (API key).\n");
      const out = await runAt(server, ["logout"]);
      expect(out.stdout).toContain("stays valid until it is deleted there");
      expect(server.requests.some(({ path }) => path.endsWith("/signout"))).toBe(false);
    }));

  it("refuses a token that the server does not take", () =>
    onStage({}, async ({ server }) => {
      const done = await runAt(server, ["login", "--with-token"], { files: { "-": "canary" } });
      expect(done.exitCode).toBe(4);
      expect(done.stderr).not.toContain("canary");
    }));

  it("lists what is kept without secrets, also as JSON", () =>
    onStage({}, async ({ server }) => {
      expect((await runAt(server, ["login", "--status"])).stdout).toBe("No sessions are kept.\n");
      await runAt(server, ["login"], { env: account });
      const { token } = await readOnly(home);
      const text = await runAt(server, ["login", "--status"]);
      expect(text.stdout).toMatch(
        new RegExp(`^${server.url}  ${admin.email}  until 20..-..-.. ..:.. UTC\n$`),
      );
      const json = await runAt(server, ["login", "--status", "--json"]);
      expect(JSON.parse(json.stdout).sessions).toEqual([
        { url: server.url, account: admin.email, expiresAt: expect.any(Number) },
      ]);
      expect(text.stdout + json.stdout).not.toContain(token);
    }));

  it("shows a session that has expired as such, and no run uses it", () =>
    onStage({}, async ({ server }) => {
      await runAt(server, ["login"], { env: account });
      const clock = { wallClock: () => Date.now() + 400 * 86_400_000 };
      expect((await runAt(server, ["login", "--status"], { clock })).stdout).toContain("expired");
      const { exitCode, stderr } = await runAt(server, ["plan"], { clock });
      expect([exitCode, stderr]).toEqual([3, expect.stringContaining("no account to sign in with")]);
    }));
});

describe("a kept session that the server no longer takes", () => {
  it("is renewed with the password, and the new one is kept", () =>
    onStage({}, async ({ server }) => {
      await runAt(server, ["login"], { env: account });
      const before = await readOnly(home);
      revokeSessions(server.state.users);
      expect((await runAt(server, ["plan"], { env: account })).exitCode).toBe(0);
      expect((await runAt(server, ["plan"])).exitCode).toBe(0);
      expect(countSignIns(server)).toBe(2);
      expect((await readOnly(home)).token).not.toBe(before.token);
    }));

  it("is an error that says what to do without one", () =>
    onStage({}, async ({ server }) => {
      await runAt(server, ["login"], { env: account });
      revokeSessions(server.state.users);
      const { exitCode, stderr } = await runAt(server, ["plan"]);
      expect([exitCode, stderr]).toEqual([4, expect.stringContaining("owconf login")]);
    }));

  it("is renewed by the next run after MFA settings ended all sessions", () =>
    onStage({}, async ({ server }) => {
      await runAt(server, ["login"], { env: account });
      const changing = "version: 1\nallow: [mfa-change]\nadminConfig: { MFA_ALLOW_OAUTH_BYPASS: true }\n";
      const args = ["apply", "--auto-approve"];
      const done = await runAt(server, args, { env: account, files: { "owconf.yaml": changing } });
      expect(done.exitCode).toBe(0);
      expect((await runAt(server, ["plan"])).stderr).toContain("owconf login");
      expect((await runAt(server, ["plan"], { env: account })).exitCode).toBe(0);
      expect((await runAt(server, ["plan"])).exitCode).toBe(0);
    }));
});

describe("kept sessions", () => {
  it("are neither read nor written in CI, unless asked for", () =>
    onStage({}, async ({ server }) => {
      await runAt(server, ["login"], { env: account });
      const inCi = await runAt(server, ["plan"], { env: { CI: "true" } });
      expect([inCi.exitCode, inCi.stderr]).toEqual([3, expect.stringContaining("as CI is set, no session")]);
      const refused = await runAt(server, ["login"], { env: { ...account, CI: "1" } });
      expect([refused.exitCode, refused.stderr]).toEqual([3, expect.stringContaining("OWCONF_STATE_DIR")]);
      const asked = { CI: "true", OWCONF_STATE_DIR: join(home, "state") };
      expect((await runAt(server, ["login"], { env: { ...account, ...asked } })).exitCode).toBe(0);
      expect((await runAt(server, ["plan"], { env: asked })).exitCode).toBe(0);
      expect(await readdir(join(home, "state", "sessions"))).toHaveLength(1);
    }));

  it("follow XDG_STATE_HOME", () =>
    onStage({}, async ({ server }) => {
      const env = { ...account, XDG_STATE_HOME: join(home, "xdg") };
      await runAt(server, ["login"], { env });
      expect(await readdir(join(home, "xdg", "owconf", "sessions"))).toHaveLength(1);
    }));

  it("are not trusted once others can read them", () =>
    onStage({}, async ({ server }) => {
      await runAt(server, ["login"], { env: account });
      const [name] = await readdir(folderOf(home));
      await chmod(join(folderOf(home), name ?? ""), 0o644);
      const { exitCode, stderr } = await runAt(server, ["plan"]);
      expect([exitCode, stderr]).toEqual([3, expect.stringMatching(/can be read by others.*owconf login/s)]);
    }));

  it("are none where the file is broken", () =>
    onStage({}, async ({ server }) => {
      await runAt(server, ["login"], { env: account });
      const [name] = await readdir(folderOf(home));
      await writeFile(join(folderOf(home), name ?? ""), '{"url": "http', { mode: 0o600 });
      expect((await runAt(server, ["plan"], { env: account })).exitCode).toBe(0);
      expect((await runAt(server, ["login"], { env: account })).exitCode).toBe(0);
    }));

  it("are one for each server and account; several of a server need a choice", () =>
    onStage({}, async ({ server }) => {
      insertUser(server.state, { name: "B", email: "b@example.com", password: "b" }, "admin");
      await runAt(server, ["login"], { env: account });
      await runAt(server, ["login"], { env: { OWCONF_EMAIL: "b@example.com", OWCONF_PASSWORD: "b" } });
      const undecided = await runAt(server, ["plan"]);
      expect([undecided.exitCode, undecided.stderr]).toEqual([3, expect.stringContaining("b@example.com")]);
      expect((await runAt(server, ["plan"], { env: { OWCONF_EMAIL: "b@example.com" } })).exitCode).toBe(0);
      const one = await runAt(server, ["logout"], { env: { OWCONF_EMAIL: "b@example.com" } });
      expect(one.stdout).toContain("(b@example.com)");
      expect((await runAt(server, ["plan"])).exitCode).toBe(0);
      expect((await runAt(server, ["logout", "--all"])).stdout).toContain(`(${admin.email})`);
    }));
});

describe("owconf logout", () => {
  it("forgets a session whose server is away", async () => {
    await onStage({}, async ({ server }) => {
      await runAt(server, ["login"], { env: account });
      server.pause();
      const { exitCode, stdout } = await runAt(server, ["logout"]);
      expect([exitCode, stdout]).toEqual([0, expect.stringContaining("signing out there failed")]);
      expect(await readdir(folderOf(home))).toEqual([]);
    });
  });

  it("says when there is nothing to end", () =>
    onStage({}, async ({ server }) => {
      expect((await runAt(server, ["logout"])).stdout).toBe("No sessions are kept.\n");
      await runAt(server, ["login"], { env: account });
      const elsewhere = await runAt(server, ["logout", "--url", "http://127.0.0.1:1"]);
      expect([elsewhere.exitCode, elsewhere.stderr]).toEqual([3, expect.stringContaining("--status")]);
    }));
});

import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { onStage } from "./journey.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "owconf-"));
});
afterEach(() => rm(folder, { recursive: true }));

const specWith = (file: string): string => `version: 1
ldap:
  server:
    host: ldap.example.com
    search_base: dc=example
    app_dn_password: { file: ${file} }
`;

async function writeSecret(mode: number): Promise<string> {
  const file = join(folder, "bind");
  await writeFile(file, "file-canary\n");
  await chmod(file, mode);
  return file;
}

describe("a file with a secret", () => {
  it.each([0o640, 0o604, 0o644, 0o444])("that others may read (%o) is used, with a warning", (mode) =>
    onStage({}, async ({ server, run }) => {
      const file = await writeSecret(mode);
      const { exitCode, stderr, stdout } = await run(specWith(file), ["apply", "--auto-approve", "--json"]);
      expect(exitCode).toBe(0);
      expect(stderr).toContain(`(mode ${mode.toString(8)}) [secret.too-open]`);
      expect(JSON.parse(stdout).diagnostics).toMatchObject([
        { severity: "warning", code: "secret.too-open", path: "ldap.server.app_dn_password.file", line: 6 },
        { code: "plan.ldap-not-tried" },
      ]);
      expect(stdout + stderr).not.toContain("file-canary");
      expect(server.state.ldapServer.app_dn_password).toBe("file-canary");
    }),
  );

  it.each([0o600, 0o400, 0o700])("that nobody else may read (%o) is no cause for a warning", (mode) =>
    onStage({}, async ({ run }) => {
      const { exitCode, stderr } = await run(specWith(await writeSecret(mode)), ["plan"]);
      expect(exitCode).toBe(0);
      expect(stderr).not.toContain("secret.");
    }),
  );

  it("may be a symbolic link, whose target counts", () =>
    onStage({}, async ({ run }) => {
      const link = join(folder, "link");
      await symlink(await writeSecret(0o600), link);
      expect((await run(specWith(link), ["plan"])).stderr).not.toContain("secret.");
      await chmod(join(folder, "bind"), 0o644);
      const { exitCode, stderr } = await run(specWith(link), ["plan"]);
      expect(exitCode).toBe(0);
      expect(stderr).toContain("[secret.too-open]");
    }));

  it("that is missing is told with its absolute path", () =>
    onStage({}, async ({ run }) => {
      const { stderr } = await run(specWith("secrets/bind.txt"), ["plan"]);
      expect(stderr).toContain("file secrets/bind.txt does not exist");
      expect(stderr).toContain(`tried ${join(process.cwd(), "secrets/bind.txt")}`);
    }));

  it("that is missing, a folder, or a link to nothing stops owconf before it contacts the server", () =>
    onStage({}, async ({ server, run }) => {
      await mkdir(join(folder, "sub"));
      await symlink(join(folder, "nowhere"), join(folder, "dangling"));
      for (const [name, code] of [
        ["missing", "secret.missing"],
        ["dangling", "secret.missing"],
        ["sub", "secret.unreadable"],
      ]) {
        const { exitCode, stderr } = await run(specWith(join(folder, name ?? "")), ["plan"]);
        expect(stderr).toContain(`[${code}]`);
        expect(exitCode).toBe(3);
      }
      expect(server.requests).toEqual([]);
    }));
});

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { startEmulatedServer } from "../server/index.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

it("shows the tour on its own server, whatever server the environment names", async () => {
  const home = mkdtempSync(join(tmpdir(), "owconf-demo-"));
  const own = await startEmulatedServer({ admin: { name: "A", email: "a@example.com", password: "own" } });
  const env = {
    ...{ PATH: process.env.PATH ?? "", HOME: home, OWCONF_URL: own.url, OWCONF_TOKEN: own.issueToken() },
    HTTP_PROXY: own.url,
  };
  try {
    const exitCode = await new Promise<number | null>((resolve) => {
      const child = execFile(
        process.execPath,
        [join(root, "node_modules/tsx/dist/cli.mjs"), "scripts/demo.ts"],
        { cwd: root, env },
        () => resolve(child.exitCode),
      );
    });
    expect([exitCode, own.requests]).toEqual([0, []]);
  } finally {
    await own.close();
    rmSync(home, { recursive: true, force: true });
  }
});

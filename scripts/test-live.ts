import { spawn } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { renderCompatibility, type TestReport } from "./compatibility.ts";

/**
 * Runs the tests against real Open WebUI servers; what it does not know it passes on to vitest.
 *
 *     npm run test:live                on the usual releases, or on those of OWCONF_LIVE_RELEASES
 *     npm run test:live -- --all       on all releases and on upgrades; writes docs/compatibility.md
 */

const root = fileURLToPath(new URL("../", import.meta.url));
const given = process.argv.slice(2);
const isAll = given.includes("--all");
const args = given.filter((one) => one !== "--all");
const results = join(root, ".cache", "live", "results.json");

if (isAll && args.length > 0) {
  process.stderr.write("--all stands alone: it reports in a way of its own.\n");
  process.exitCode = 3;
} else {
  if (isAll) args.push("--reporter=default", "--reporter=json", `--outputFile.json=${results}`);
  process.exitCode = await runVitest(args);
  if (isAll) await report();
}

async function runVitest(more: readonly string[]): Promise<number> {
  const require = createRequire(import.meta.url);
  const vitest = join(dirname(require.resolve("vitest/package.json")), "vitest.mjs");
  const child = spawn(process.execPath, [vitest, "run", "--project", "live", ...more], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...(isAll ? { OWCONF_LIVE_RELEASES: "all" } : {}) },
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

async function report(): Promise<void> {
  const text = renderCompatibility(JSON.parse(await readFile(results, "utf8")) as TestReport, new Date());
  await mkdir(join(root, "docs"), { recursive: true });
  await writeFile(join(root, "docs", "compatibility.md"), text);
  process.stdout.write(`\n${text}`);
}

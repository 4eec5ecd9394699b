import { execFileSync } from "node:child_process";
import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleCommand } from "./bundle.ts";
import { collectLicences } from "./licences.ts";

/**
 * Builds `dist`: the library as tsc makes it, one file per module with its types, and the command as one
 * bundled program in `cli.cjs` and `cli/`, split by what each way through it needs.
 *
 *     npm run build
 */

const root = fileURLToPath(new URL("../../", import.meta.url));
const dist = join(root, "dist");

rmSync(dist, { recursive: true, force: true });
execFileSync(join(root, "node_modules/.bin/tsc"), ["-p", "tsconfig.build.json"], {
  cwd: root,
  stdio: "inherit",
});
const bundled = await bundleCommand(root, dist);
writeFileSync(join(dist, "cli", "LICENSES.md"), collectLicences(bundled));
chmodSync(join(dist, "cli.cjs"), 0o755);

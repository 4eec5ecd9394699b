import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { ReleaseFacts } from "./merge.ts";

const run = promisify(execFile);
const here = fileURLToPath(new URL("./", import.meta.url));
const cache = fileURLToPath(new URL("../../.cache/", import.meta.url));
const python = "python3";

/** Returns what the source of a release says: the installed package's if there is one, else the published wheel's. */
export async function readRelease(release: string): Promise<ReleaseFacts> {
  return extractFacts((await findInstalled(release)) ?? (await download(release)));
}

/** Returns what the package in a folder says of its settings. */
export async function extractFacts(folder: string): Promise<ReleaseFacts> {
  const { stdout } = await run(python, ["-B", join(here, "extract.py"), folder], { maxBuffer: 1e8 });
  return JSON.parse(stdout) as ReleaseFacts;
}

async function findInstalled(release: string): Promise<string | undefined> {
  const environment = join(cache, "live", release);
  if (!existsSync(join(environment, "installed"))) return undefined;
  const libraries = join(environment, "lib");
  return (await readdir(libraries))
    .map((name) => join(libraries, name, "site-packages", "open_webui"))
    .find((folder) => existsSync(folder));
}

async function download(release: string): Promise<string> {
  const folder = join(cache, "catalogue", release);
  const found = join(folder, "open_webui");
  if (existsSync(found)) return found;
  process.stderr.write(`Downloading Open WebUI ${release} (100 to 150 MB, of which 1 MB is kept) ...\n`);
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  await run(python, [
    ...["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"],
    ...["--python-version", "3.11", "--dest", unfinished, `open-webui==${release}`],
  ]);
  const wheel = (await readdir(unfinished)).find((name) => name.endsWith(".whl"));
  if (wheel === undefined) throw new Error(`There is no wheel of Open WebUI ${release}.`);
  await run(python, ["-B", join(here, "unpack.py"), join(unfinished, wheel), unfinished]);
  await rm(join(unfinished, wheel));
  await rename(unfinished, folder);
  return found;
}

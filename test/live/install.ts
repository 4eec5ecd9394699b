import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { listLiveReleases, listOtherReleases } from "./releases.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../.cache/live/", import.meta.url));
const wheels = join(root, "wheels");
// Left to itself, the newest torch comes with several GB of GPU packages.
const torch = "torch==2.13.0";

/** Returns the program that starts an installed release. */
export function locateOpenWebUI(release: string): string {
  return join(root, release, "bin", "open-webui");
}

/** Installs what the live tests need and does not exist yet; for vitest's globalSetup. */
export async function setup(): Promise<void> {
  for (const release of [...listLiveReleases(), ...listOtherReleases()]) await installRelease(release);
}

/** Installs a release into .cache/live/<release>, unless that was finished before. */
export async function installRelease(release: string): Promise<void> {
  const folder = join(root, release);
  // A virtual environment holds its own path, so it cannot be renamed into place: the marker comes last.
  const marker = join(folder, "installed");
  if (existsSync(marker)) return;
  const started = Date.now();
  report(`Installing Open WebUI ${release} (2.6 GB, once) ...`);
  await rm(folder, { recursive: true, force: true });
  const python = await findPython();
  const tools = await installTools(python);
  await downloadTorch(join(tools, "python"));
  const uv = join(tools, "uv");
  await runLoudly(uv, ["venv", "--quiet", "--python", python, folder]);
  await runLoudly(uv, [
    ...["pip", "install", "--quiet", "--python", join(folder, "bin", "python")],
    ...["--find-links", wheels, torch, `open-webui==${release}`],
  ]);
  await writeFile(marker, `${release}\n`);
  report(`Installed Open WebUI ${release} in ${Math.round((Date.now() - started) / 1000)} s.`);
}

/** Returns a Python that Open WebUI runs on; throws when there is none. */
export async function findPython(): Promise<string> {
  const print = "import sys; print('%d.%d' % sys.version_info[:2], sys.executable)";
  for (const name of ["python3.11", "python3.12", "python3"]) {
    try {
      // A program of that name may be there and still not run: version managers leave such stubs.
      const [version, path] = (await run(name, ["-c", print])).stdout.trim().split(" ");
      if (path !== undefined && (version === "3.11" || version === "3.12")) return path;
    } catch {}
  }
  throw new Error("Open WebUI needs Python 3.11 or 3.12: apt-get install python3 python3-venv");
}

async function installTools(python: string): Promise<string> {
  const folder = join(root, "tools");
  const bin = join(folder, "bin");
  if (!existsSync(join(bin, "uv"))) {
    await rm(folder, { recursive: true, force: true });
    await runLoudly(python, ["-m", "venv", folder], "apt-get install python3-venv");
    await runLoudly(join(bin, "python"), ["-m", "pip", "install", "--quiet", "uv"]);
  }
  return bin;
}

async function downloadTorch(python: string): Promise<void> {
  await mkdir(wheels, { recursive: true });
  if ((await readdir(wheels)).some((name) => name.startsWith("torch-") && name.endsWith(".whl"))) return;
  // By pip, which knows the package sources that the machine is set up with; uv does not read them.
  await runLoudly(python, ["-m", "pip", "download", "--quiet", "--no-deps", "--dest", wheels, torch]);
}

async function runLoudly(program: string, args: string[], hint?: string): Promise<void> {
  try {
    await run(program, args, { maxBuffer: 1e8 });
  } catch (error) {
    const output = (error as { stderr?: string }).stderr?.trim().split("\n").slice(-15).join("\n");
    const lines = [`Failed: ${program} ${args.join(" ")}`, output, hint && `Perhaps: ${hint}`];
    throw new Error(lines.filter(Boolean).join("\n"), { cause: error });
  }
}

function report(line: string): void {
  process.stderr.write(`${line}\n`);
}

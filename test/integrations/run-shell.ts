import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { program } from "../bundled-program.ts";

/** How a process ended, and what it said. */
export interface ShellRun {
  exitCode: number | null;
  /** Standard output and standard error, as a log has them. */
  log: string;
}

/** A folder of its own in which `owconf` is a command. */
export interface Workplace {
  folder: string;
  /** Writes a file below the folder. */
  write(path: string, text: string): void;
  /** Makes a command of a script that Node runs. */
  addCommand(name: string, script: string): void;
  /** Runs bash on the arguments in the folder, with this environment and no other. */
  run(args: string[], env?: Record<string, string>): Promise<ShellRun>;
}

/** Gives `use` a workplace, and clears it away. */
export async function inWorkplace(use: (place: Workplace) => Promise<void>): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), "owconf-integrations-"));
  const [folder, bin] = [join(root, "work"), join(root, "bin")];
  for (const one of [folder, bin]) mkdirSync(one);
  const place: Workplace = {
    folder,
    write: (path, text) => writeFileSync(join(folder, path), text),
    addCommand: (name, script) => {
      writeFileSync(join(bin, name), `#!/bin/sh\nexec '${process.execPath}' '${script}' "$@"\n`);
      chmodSync(join(bin, name), 0o755);
    },
    run: (args, env = {}) =>
      runBash(args, folder, { PATH: `${bin}${delimiter}${process.env.PATH}`, HOME: root, ...env }),
  };
  place.addCommand("owconf", program);
  try {
    await use(place);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function runBash(args: string[], cwd: string, env: Record<string, string>): Promise<ShellRun> {
  const child = spawn("bash", args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (part) => {
      log += part;
    });
  }
  const exitCode = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { exitCode, log };
}

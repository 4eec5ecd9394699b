import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { program } from "../bundled-program.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** How a child ended; `exitCode` is null when a signal ended it. */
export interface ChildRun {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** owconf as a process of its own. */
export interface Child {
  process: ChildProcess;
  ended: Promise<ChildRun>;
}

/** Starts owconf with nothing in its environment but `env` and what a program needs to run. */
export function startChild(args: readonly string[], env: Readonly<Record<string, string>>): Child {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: root,
    env: { PATH: process.env.PATH ?? "", NO_COLOR: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const run = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    run.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    run.stderr += text;
  });
  const ended = once(child, "close").then(([exitCode]) => ({ ...run, exitCode: exitCode as number | null }));
  return { process: child, ended };
}

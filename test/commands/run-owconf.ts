import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "../../src/commands/context.ts";
import { FileError } from "../../src/errors.ts";
import { listFolder, probePlace, readMode, refuseExisting } from "../../src/files.ts";
import { runProgram } from "../../src/program.ts";
import { findFormat } from "../../src/render/formats.ts";
import { plain } from "../../src/render/paint.ts";
import { openSocket } from "../../src/sockets.ts";
import { checkOutput } from "./check-output.ts";

/** What is around a command in a test. */
export interface Surroundings {
  env?: Record<string, string>;
  /** Files by path; others are read from the disk. */
  files?: Record<string, string | Uint8Array>;
  /** In the place of the real clock. */
  clock?: Partial<Pick<Context, "now" | "sleep" | "wallClock">>;
  /** Lets every file be found writable, and writing it fail. */
  isDiskFull?: boolean;
  /** How wide the terminal is. */
  columns?: number | undefined;
  /** Aborts like Ctrl-C. */
  signal?: AbortSignal;
  /** Answers the question for approval; without it there is no terminal. */
  confirm?: (question: string) => boolean | Promise<boolean>;
  /** Answers other questions; without it there is no terminal. */
  ask?: (question: string, hidden: boolean) => string | undefined;
}

/** How a command ended. */
export interface Run {
  exitCode: number;
  stdout: string;
  stderr: string;
  /** Files that the command wrote. */
  written: Record<string, string>;
}

/** One command line for each way in which what a server holds is said. */
export const everyOutput = [
  [["plan"]],
  [["plan", "--json"]],
  [["plan", "--markdown"]],
  [["plan", "--format", "github"]],
  [["plan", "--format", "junit"]],
  [["plan", "--html", "report.html"]],
  [["apply", "--auto-approve"]],
  [["apply", "--auto-approve", "--json"]],
  [["apply", "--auto-approve", "--markdown"]],
  [["apply", "--auto-approve", "--format", "github"]],
  [["export", "--all"]],
];

/** Runs one command line in this process. */
export async function runOwconf(args: string[], surroundings: Surroundings = {}): Promise<Run> {
  const { env = {}, files = {}, confirm, ask, signal = new AbortController().signal } = surroundings;
  const run: Run = { exitCode: -1, stdout: "", stderr: "", written: {} };
  const context: Context = {
    env,
    stdout: {
      paint: plain,
      columns: surroundings.columns,
      progress: () => {},
      write: (text) => {
        run.stdout += text;
      },
    },
    stderr: {
      paint: plain,
      progress: () => {},
      write: (text) => {
        run.stderr += text;
      },
    },
    warnings: [],
    readFile: async (path) => {
      const file = files[path];
      return file === undefined ? readFile(path) : Buffer.from(file);
    },
    resolvePath: resolve,
    listFolder,
    refuseExisting,
    readMode: async (path) => (files[path] === undefined ? readMode(path) : undefined),
    probePlace: async (path) => (files[path] === undefined ? probePlace(path) : "file"),
    writeFile: async (path, text) => {
      if (surroundings.isDiskFull) throw new FileError(`cannot write ${path}: ENOSPC`);
      run.written[path] = text;
    },
    // No test depends on what a name server says.
    openSocket: (host, ...to) =>
      host === "127.0.0.1" || host === "localhost"
        ? openSocket(host, ...to)
        : Promise.reject(Object.assign(new Error("unknown host"), { code: "ENOTFOUND" })),
    now: () => performance.now(),
    sleep,
    wallClock: () => Date.now(),
    ...surroundings.clock,
    catchInterruption: () => signal,
    confirm: confirm && (async (question) => confirm(question)),
    ask: ask && (async (question, hidden) => ask(question, hidden)),
  };
  run.exitCode = await runProgram(args, context);
  if (findFormat(args) === "json") checkOutput(args, run.stdout);
  return run;
}

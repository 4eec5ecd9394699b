import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { WriteStream } from "node:tty";
import { styleText } from "node:util";
import manifest from "../package.json" with { type: "json" };
import type { Context, Output } from "./commands/context.ts";
import { ExitCode } from "./errors.ts";
import { listFolder, probePlace, readBounded, readMode, refuseExisting, writeTextFile } from "./files.ts";

// A reader that goes away (`owconf plan | head`) or a full disk must not stop an apply half-way.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    process.exitCode ||= ExitCode.invalid;
    if (stream === process.stdout) process.stderr.write(`error: cannot write the output: ${error.code}\n`);
  });
}

// With these set, the YAML parser would print all it reads, secrets included.
delete process.env.LOG_STREAM;
delete process.env.LOG_TOKENS;

const isInteractive = process.stdin.isTTY && process.stderr.isTTY;

const context: Context = {
  env: process.env,
  stdout: createOutput(process.stdout),
  stderr: createOutput(process.stderr),
  warnings: [],
  readFile: readBounded,
  resolvePath: resolve,
  listFolder,
  refuseExisting,
  readMode,
  probePlace,
  writeFile: writeTextFile,
  openSocket: async (...to) => (await import("./sockets.ts")).openSocket(...to),
  now: () => performance.now(),
  sleep,
  wallClock: () => Date.now(),
  catchInterruption,
  confirm: isInteractive ? confirm : undefined,
  ask: isInteractive ? ask : undefined,
};

run(process.argv.slice(2)).then((exitCode) => {
  process.exitCode ||= exitCode;
});

/** The version is told without the parser of command lines, which takes a fifth of the time. */
async function run(args: readonly string[]): Promise<ExitCode> {
  if (args.length === 1 && args[0] === "--version") {
    context.stdout.write(`${manifest.version}\n`);
    return ExitCode.ok;
  }
  const { runProgram } = await import("./program.ts");
  return runProgram(args, context);
}

function createOutput(stream: WriteStream): Output {
  return {
    write: (text) => void stream.write(text),
    paint: (style, text) => styleText(style, text, { stream }),
    isTerminal: stream.isTTY ?? false,
    columns: stream.columns || undefined,
    progress: (text) => {
      if (stream.isTTY) stream.write(`\r\u001b[K${text}`);
    },
  };
}

function catchInterruption(): AbortSignal {
  const interruption = new AbortController();
  const onSignal = () => {
    if (interruption.signal.aborted) {
      process.stderr.write("\nStopped: the server may be left changed. Run owconf plan to see.\n");
      process.exit(ExitCode.failedChanged);
    }
    process.stderr.write(
      "\nStopping: finishing the current request, then rolling back. Press Ctrl-C again to stop at once.\n",
    );
    interruption.abort();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return interruption.signal;
}

async function confirm(message: string): Promise<boolean> {
  return (
    (await prompt(({ confirm }, options) => confirm({ message, initialValue: false, ...options }))) === true
  );
}

async function ask(message: string, hidden: boolean): Promise<string | undefined> {
  const answer = await prompt(({ text, password }, options) =>
    hidden ? password({ message, ...options }) : text({ message, ...options }),
  );
  return typeof answer === "string" && answer !== "" ? answer : undefined;
}

type Prompts = typeof import("@clack/prompts");

/** Returns the answer to a question, or a symbol when there is none. */
async function prompt<Answer>(
  put: (prompts: Prompts, options: { output: WriteStream; signal: AbortSignal }) => Promise<Answer>,
): Promise<Answer> {
  const prompts = await import("@clack/prompts");
  // Ctrl-D, or the end of the input, answers no; the prompt itself would wait for ever.
  const ended = new AbortController();
  const onEnd = () => ended.abort();
  const onKey = (_text: string, key: { name?: string; ctrl?: boolean }) => {
    if (key.ctrl && key.name === "d") ended.abort();
  };
  process.stdin.once("end", onEnd).on("keypress", onKey);
  // A terminal in a container may say that it is 0 columns wide: one letter per line.
  process.stderr.columns ||= 80;
  const answer = await put(prompts, { output: process.stderr, signal: ended.signal });
  process.stdin.off("end", onEnd).off("keypress", onKey);
  return answer;
}

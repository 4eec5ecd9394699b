#!/usr/bin/env node
import { readFile, rename, writeFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import type { WriteStream } from "node:tty";
import { styleText } from "node:util";
import type { Context, Output } from "./commands/context.ts";
import { ExitCode, FileError } from "./errors.ts";
import { runProgram } from "./program.ts";

// `owconf plan | head` closes the pipe early; that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

// With these set, the YAML parser would print all it reads, secrets included.
delete process.env.LOG_STREAM;
delete process.env.LOG_TOKENS;

const context: Context = {
  env: process.env,
  stdout: createOutput(process.stdout),
  stderr: createOutput(process.stderr),
  readFile: (path) => (path === "-" ? buffer(process.stdin) : readFile(path)),
  writeFile: writeTextFile,
  now: () => performance.now(),
  sleep,
  catchInterruption,
  confirm: process.stdin.isTTY && process.stderr.isTTY ? confirm : undefined,
};

process.exitCode = await runProgram(process.argv.slice(2), context);

function createOutput(stream: WriteStream): Output {
  return {
    write: (text) => void stream.write(text),
    paint: (style, text) => styleText(style, text, { stream }),
    progress: (text) => {
      if (stream.isTTY) stream.write(`\r\u001b[K${text}`);
    },
  };
}

async function writeTextFile(path: string, text: string, overwrite: boolean): Promise<void> {
  try {
    if (!overwrite) return await writeFile(path, text, { flag: "wx" });
    // A file that is being replaced is whole at any moment.
    const whole = `${path}.${process.pid}.tmp`;
    await writeFile(whole, text, { flag: "wx" });
    await rename(whole, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST")
      throw new FileError(`${path} exists already`, { hint: "add --force to replace it" });
    throw new FileError(`cannot write ${path}: ${code}`, { hint: "check the folder and its permissions" });
  }
}

function catchInterruption(): AbortSignal {
  const interruption = new AbortController();
  const onSignal = () => {
    if (interruption.signal.aborted) {
      process.stderr.write("\nStopped at once: the server may be left changed. Run owconf plan to see.\n");
      process.exit(ExitCode.failedChanged);
    }
    process.stderr.write("\nStopping: the request in hand is finished, then what was written is put back.\n");
    interruption.abort();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return interruption.signal;
}

async function confirm(message: string): Promise<boolean> {
  const prompts = await import("@clack/prompts");
  const answer = await prompts.confirm({ message, initialValue: false, output: process.stderr });
  return answer === true;
}

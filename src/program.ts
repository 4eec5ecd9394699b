import { Command, CommanderError } from "commander";
import manifest from "../package.json" with { type: "json" };
import { toOwconfError } from "./bug-error.ts";
import type { Context } from "./commands/context.ts";
import { ExitCode, type OwconfError } from "./errors.ts";
import { addHelpCommands } from "./program/help-commands.ts";
import { minWidthToWrap, renderLists } from "./program/lists.ts";
import { addServerCommands } from "./program/server-commands.ts";
import { addSpecCommands } from "./program/spec-commands.ts";
import { findFormat } from "./render/formats.ts";

const { version } = manifest;

/**
 * Runs one command line, as given behind the program's name; an empty one prints the help.
 * Returns the exit code; never throws.
 */
export async function runProgram(args: readonly string[], context: Context): Promise<ExitCode> {
  let program: Command | undefined;
  try {
    let exitCode: ExitCode = ExitCode.ok;
    program = createProgram(context, (code) => {
      exitCode = code;
    });
    await program.parseAsync(args.length === 0 ? ["--help"] : args, { from: "user" });
    return exitCode;
  } catch (error) {
    return reportError(error, args, context, program);
  }
}

async function reportError(
  error: unknown,
  args: readonly string[],
  context: Context,
  program: Command | undefined,
): Promise<ExitCode> {
  if (error instanceof CommanderError && error.exitCode === 0) return ExitCode.ok;
  const { findCommandName, toUsageError } = await import("./usage-error.ts");
  const known = error instanceof CommanderError && program ? toUsageError(error, args, program) : error;
  const command = program && findCommandName(program, args[0] ?? "");
  const told = toOwconfError(known);
  await writeFailure(told, args, context, command);
  const { renderError } = await import("./render/error-text.ts");
  context.stderr.write(renderError(told, context.stderr.paint));
  return told.exitCode;
}

/** Programs read standard output, whatever happens. */
async function writeFailure(
  error: OwconfError,
  args: readonly string[],
  context: Context,
  command = "",
): Promise<void> {
  const format = findFormat(args);
  if (format === "text") return;
  const { renderFailure } = await import("./commands/render-failure.ts");
  context.stdout.write(await renderFailure(format, command, error, context));
}

/** Returns the command-line interface; `end` is told the exit code of the command that ran. */
export function createProgram(context: Context, end: (code: ExitCode) => void): Command {
  const helpWidth = Math.min(Math.max(context.stdout.columns ?? 100, 60), 120);
  const program = new Command("owconf")
    .description("Configuration as code for Open WebUI: declare the settings, plan the changes, apply them.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand("help [command]", "print the help of a command")
    .configureHelp({ helpWidth, minWidthToWrap })
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      // What goes wrong is reported once, by `reportError`.
      writeErr: () => {},
    })
    .exitOverride()
    .addHelpText("after", () => renderLists(helpWidth));
  addSpecCommands(program, context, end);
  addServerCommands(program, context, end);
  addHelpCommands(program, context, end);
  return program;
}

import { type Command, InvalidArgumentError, Option } from "commander";
import type * as Choices from "../choices.ts";
import type { ConnectOptions } from "../commands/connect.ts";
import { parseDuration } from "../duration.ts";
import type { Format } from "../render/formats.ts";
import { repeatArguments } from "../repeat-arguments.ts";
import { type DangerName, dangerNames } from "../resources/danger-names.ts";

export const specsAre = "spec files and folders, each spec for a server of its own; - reads standard input";

export function jsonOption(): Option {
  return new Option("--json", "print JSON to standard output, on failure too").default(false);
}

export function formatOption(...names: Format[]): Option {
  const about = "what to print to standard output, on failure too";
  return new Option("--format <format>", about).choices(names).default("text");
}

export function shortFor(format: "json" | "markdown"): Option {
  const others = ["format", "json", "markdown"].filter((name) => name !== format);
  return new Option(`--${format}`, `short for --format ${format}`).conflicts(others);
}

/** Returns the form that the options ask for; commander refuses several. */
export function chooseFormat({
  format,
  json,
  markdown,
}: {
  format: Format;
  json?: true;
  markdown?: true;
}): Format {
  if (json) return "json";
  return markdown ? "markdown" : format;
}

export function allowOption(): Option {
  return new Option("--allow <danger>", `allow a dangerous change (repeatable): ${dangerNames.join(", ")}`)
    .default([], "none")
    .argParser((name: string, before: string[]) => {
      const names = name.split(",").map((one) => one.trim());
      if (names.every((one) => dangerNames.includes(one as DangerName))) return [...before, ...names];
      throw new InvalidArgumentError(`Choose from ${dangerNames.join(", ")}.`);
    });
}

export function onlyOption(): Option {
  return new Option("--only <sections>", "only these sections of the spec, separated by commas")
    .default([], "all")
    .argParser((text: string, before: string[]) => [...before, text]);
}

/**
 * Returns what `read` makes of the value of an option. What there is to choose from is loaded only where such an
 * option is given. Fails as an argument parser of commander's does.
 */
async function settleOption<Value>(
  command: Command,
  name: string,
  text: string | undefined,
  read: (choices: typeof Choices, text: string) => Value,
): Promise<Value | undefined> {
  if (text === undefined) return undefined;
  const choices = await import("../choices.ts");
  try {
    return read(choices, text);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    const flags = command.options.find((one) => one.attributeName() === name)?.flags;
    return command.error(`error: option '${flags}' argument '${text}' is invalid. ${error.message}`, {
      code: error.code,
    });
  }
}

export const settleRelease = (command: Command, name: string, text: string | undefined) =>
  settleOption(command, name, text, ({ readRelease }, one) => readRelease(one));

export const settleSections = async (command: Command, texts: readonly string[]): Promise<string[]> => {
  const read = texts.map((text) =>
    settleOption(command, "only", text, ({ readSections }, one) => readSections(one)),
  );
  return (await Promise.all(read)).flatMap((names) => names ?? []);
};

/** Returns the arguments of this run that another command takes, too. */
export function repeatFor(name: string, command: Command): string[] {
  const other = command.parent?.commands.find((one) => one.name() === name);
  const typed = command.parent?.args.slice(1) ?? [];
  if (other === undefined) return [];
  return repeatArguments(typed, command, other);
}

export function parallelOption() {
  return new Option("--parallel <number>", "how many servers at once, where several specs are given")
    .default(16)
    .argParser((text: string) => {
      if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
      throw new InvalidArgumentError("Use a number from 1 to 9999.");
    });
}

export function failFastOption() {
  return new Option("--fail-fast", "begin with no further server after one that failed").default(false);
}

export function shardOption() {
  return new Option(
    "--shard <i/n>",
    "only the i-th of n parts of the specs; with n alone, JOB_COMPLETION_INDEX says which",
  ).argParser((text: string) => {
    const [, first, second] = /^(?:([1-9]\d{0,5})\/)?([1-9]\d{0,5})$/.exec(text) ?? [];
    const [index, count] = [first === undefined ? undefined : Number(first), Number(second)];
    if (second !== undefined && (index ?? 1) <= count) return { index, count };
    throw new InvalidArgumentError("Use a part such as 2/4, or the number of parts.");
  });
}

/** Adds the options of every command that applies a plan. */
export function withApply(command: Command) {
  return command
    .addOption(allowOption())
    .addOption(onlyOption())
    .option("--no-rollback", "on failure, stop and keep what was written")
    .option("--skip-ldap-check", "do not try new LDAP settings against the directory first", false)
    .addOption(formatOption("text", "json", "markdown", "github"))
    .addOption(shortFor("json"))
    .addOption(shortFor("markdown"));
}

/** Adds the options of every command that contacts a server. */
export function withConnection(command: Command) {
  return command
    .option("--url <url>", "the server's URL; wins over OWCONF_URL and the spec")
    .addOption(waitOption())
    .addOption(timeoutOption())
    .option("--verbose", "tell of each request on standard error", false)
    .option("--debug", "as --verbose, and say how server and account were found", false);
}

interface ConnectFlags extends Omit<ConnectOptions, "timeoutMs" | "waitMs"> {
  timeout: number;
  wait: number;
}

export function toConnectOptions({ timeout, wait, ...options }: ConnectFlags): ConnectOptions {
  return { ...options, timeoutMs: timeout, waitMs: wait };
}

function waitOption() {
  return new Option(
    "--wait <duration>",
    "how long to wait for a server that is away or limits sign-ins (e.g. 90s)",
  )
    .default(0, "no waiting")
    .argParser((text: string) => readDuration(text, 0));
}

function timeoutOption() {
  return new Option("--timeout <duration>", "time limit of each request (e.g. 30s)")
    .default(10_000, "10s")
    .argParser((text: string) => readDuration(text, 1));
}

/** Returns milliseconds; a bare number is in seconds. */
function readDuration(text: string, least: number): number {
  const ms = parseDuration(/\d$/.test(text) ? `${text}s` : text);
  if (ms === undefined || ms < least || ms > 3_600_000) {
    throw new InvalidArgumentError("Use a duration such as 30s or 2m, at most 60m.");
  }
  return Math.round(ms);
}

export function example(command: string): string {
  return `\nExample:\n  ${command}`;
}

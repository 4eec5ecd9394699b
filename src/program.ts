import { Argument, Command, CommanderError, Help, InvalidArgumentError, Option } from "commander";
import manifest from "../package.json" with { type: "json" };
import { toOwconfError } from "./bug-error.ts";
import type * as Choices from "./choices.ts";
import type { ConnectOptions } from "./commands/connect.ts";
import type { Context } from "./commands/context.ts";
import { signInWays } from "./commands/sign-in-ways.ts";
import { completeCommand, shells } from "./completion/names.ts";
import { parseDuration } from "./duration.ts";
import { ExitCode, type OwconfError } from "./errors.ts";
import { type Format, findFormat, formats } from "./render/formats.ts";
import { repeatArguments } from "./repeat-arguments.ts";
import { type DangerName, dangerNames } from "./resources/danger-names.ts";

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

  withConnection(
    program
      .command("init")
      .description("Write a first spec: asks for the server, and how to sign in to it.")
      .option("-o, --output <file>", "the file to write", "owconf.yaml")
      .option("--from-server", "begin with the settings that the server has now, as export does", false)
      .addOption(new Option("--sign-in <way>", "how owconf signs in").choices(signInWays))
      .option("--account <name>", "the administrator's e-mail address, or name in the LDAP directory")
      .option("--force", "overwrite an existing file", false),
  )
    .addHelpText("after", example("owconf init --url https://chat.example.com --from-server"))
    .action(async (options) => {
      const { init } = await import("./commands/init.ts");
      end(await init({ ...options, ...toConnectOptions(options) }, context));
    });

  program
    .command("validate")
    .description("Check a spec offline; needs no server and no secrets.")
    .argument("[spec]", "the spec file; - reads standard input", "owconf.yaml")
    .option("--server-version <release>", "also check against this Open WebUI release")
    .option("--allow-unknown", "accept settings this version does not know", false)
    .addOption(formatOption("text", "json", "github"))
    .addOption(shortFor("json"))
    .addHelpText("after", example("owconf validate owconf.yaml"))
    .action(async (spec, options, command) => {
      const serverVersion = await settleRelease(command, "serverVersion", options.serverVersion);
      const { validate } = await import("./commands/validate.ts");
      end(await validate({ spec, ...options, format: chooseFormat(options), serverVersion }, context));
    });

  withConnection(
    program
      .command("plan")
      .alias("diff")
      .description("Show what apply would change; writes nothing.")
      .argument("[specs...]", specsAre, ["owconf.yaml"])
      .addOption(formatOption(...formats))
      .addOption(shortFor("json"))
      .addOption(shortFor("markdown"))
      .option("--offline <release>", "plan against a new server of this release, without contacting any")
      .option("--detailed-exitcode", "exit with 2 when there are changes, for drift checks", false)
      .option("--out <file>", "also save the plan to a file, to be applied as it is: owconf apply FILE")
      .option("--html <file>", "also write a page to look at: all settings, with filters and search")
      .option("--receipt <file>", "say of each change whether server or spec moved since this receipt")
      .addOption(allowOption())
      .addOption(onlyOption())
      .addOption(parallelOption())
      .addOption(failFastOption())
      .addOption(shardOption()),
  )
    .addHelpText("after", example("owconf plan owconf.yaml --detailed-exitcode"))
    .action(async (specs, options, command) => {
      const offline = await settleRelease(command, "offline", options.offline);
      const only = await settleSections(command, options.only);
      const { plan } = await import("./commands/plan.ts");
      const format = chooseFormat(options);
      const repeated = repeatFor("apply", command);
      const connect = toConnectOptions(options);
      end(await plan({ specs, ...options, ...connect, format, offline, only, repeated }, context));
    });

  withConnection(
    program
      .command("apply")
      .description("Show the plan, ask for approval, make the server match the spec, and verify it.")
      .argument("[specs...]", `${specsAre}; or a saved plan`, ["owconf.yaml"])
      .option("--auto-approve", "skip the approval prompt; required without a terminal", false)
      .option("--spec <file>", "where the spec of a saved plan is now")
      .option("--receipt <file>", "write down what was applied, for plan --receipt")
      .addOption(allowOption())
      .addOption(onlyOption())
      .option("--no-rollback", "on failure, stop and keep what was written")
      .option("--skip-ldap-check", "do not try new LDAP settings against the directory first", false)
      .addOption(formatOption("text", "json", "markdown", "github"))
      .addOption(shortFor("json"))
      .addOption(shortFor("markdown"))
      .addOption(parallelOption())
      .addOption(failFastOption())
      .addOption(shardOption()),
  )
    .addHelpText("after", example("owconf apply owconf.yaml --auto-approve"))
    .action(async (specs, { spec: from, ...options }, command) => {
      const only = await settleSections(command, options.only);
      const { apply } = await import("./commands/apply.ts");
      const format = chooseFormat(options);
      end(await apply({ specs, from, ...options, ...toConnectOptions(options), format, only }, context));
    });

  withConnection(
    program
      .command("check-ldap")
      .description("Try the LDAP settings of the spec against the directory, as a sign-in would.")
      .argument("[spec]", "the spec file; - reads standard input", "owconf.yaml")
      .option("--user <name>", "also look for this user, as signing in would; no password is asked for")
      .option(
        "--offline <release>",
        "lay the spec over a new server of this release (default: over what the server holds)",
      )
      .addOption(jsonOption()),
  )
    .addHelpText("after", example("owconf check-ldap owconf.yaml --user ada"))
    .action(async (spec, options, command) => {
      const offline = await settleRelease(command, "offline", options.offline);
      const { checkLdap } = await import("./commands/check-ldap.ts");
      end(await checkLdap({ spec, ...options, ...toConnectOptions(options), offline }, context));
    });

  withConnection(
    program
      .command("export")
      .description("Export the server's settings as a spec, with references in place of secrets.")
      .option("-o, --output <file>", "the file to write; - writes standard output", "-")
      .option("--force", "overwrite an existing file", false)
      .addOption(onlyOption())
      .option("--all", "also declare settings at their factory value", false),
  )
    .addHelpText("after", example("owconf export -o owconf.yaml"))
    .action(async (options, command) => {
      const only = await settleSections(command, options.only);
      const { exportCommand } = await import("./commands/export.ts");
      end(await exportCommand({ ...options, ...toConnectOptions(options), only }, context));
    });

  withConnection(
    program
      .command("bootstrap")
      .description(
        "Give an empty server its first administrator, and apply the spec; on any other, sign in and apply.",
      )
      .argument("[spec]", "the spec file; - reads standard input", "owconf.yaml")
      .option("--name <name>", "what the first administrator is called", "Admin")
      .option(
        "--auto-approve",
        "skip the approval prompt, which only a server that is not empty needs",
        false,
      )
      .addOption(allowOption())
      .addOption(onlyOption())
      .option("--no-rollback", "on failure, stop and keep what was written")
      .option("--skip-ldap-check", "do not try new LDAP settings against the directory first", false)
      .addOption(formatOption("text", "json", "markdown", "github"))
      .addOption(shortFor("json"))
      .addOption(shortFor("markdown")),
  )
    .addHelpText("after", example("owconf bootstrap owconf.yaml --wait 5m"))
    .action(async (spec, options, command) => {
      const only = await settleSections(command, options.only);
      const { bootstrap } = await import("./commands/bootstrap.ts");
      const format = chooseFormat(options);
      end(await bootstrap({ spec, ...options, ...toConnectOptions(options), format, only }, context));
    });

  withConnection(
    program
      .command("login")
      .description("Sign in once and keep the session for later runs, in your own state folder.")
      .argument("[spec]", "whose server and account it is (default: owconf.yaml, if it is there)")
      .option("--with-token", "keep the token on standard input instead of signing in", false)
      .option("--status", "only list the kept sessions", false)
      .addOption(jsonOption()),
  )
    .addHelpText("after", example("owconf login --url https://chat.example.com"))
    .action(async (spec, options) => {
      const { login } = await import("./commands/login.ts");
      end(await login({ spec, ...options, ...toConnectOptions(options) }, context));
    });

  withConnection(
    program
      .command("logout")
      .description("End the kept session of a server.")
      .argument("[spec]", "whose server and account it is (default: owconf.yaml, if it is there)")
      .option("--all", "end all kept sessions", false),
  )
    .addHelpText("after", example("owconf logout --url https://chat.example.com"))
    .action(async (spec, options) => {
      const { logout } = await import("./commands/logout.ts");
      end(await logout({ spec, ...options, ...toConnectOptions(options) }, context));
    });

  program
    .command("explain")
    .description("Say what a setting is, which values it takes, and which releases have it.")
    .argument("<key>", "a key of the spec, its words in the admin panel, or its environment variable")
    .addOption(jsonOption())
    .addHelpText("after", example('owconf explain "New Sign Ups"'))
    .action(async (key, options) => {
      const { explain } = await import("./commands/explain.ts");
      end(await explain({ key, ...options }, context));
    });

  program
    .command("schema")
    .description("Print the JSON Schema of the spec, for completion and validation in editors.")
    .addHelpText("after", example("owconf schema > owconf.schema.json"))
    .action(async () => {
      const { schema } = await import("./commands/schema.ts");
      end(await schema({}, context));
    });

  program
    .command("completion")
    .description("Print what makes a shell complete commands, options, their values and names of settings.")
    .addArgument(new Argument("<shell>", "the shell to complete in").choices(shells))
    .addHelpText("after", example("source <(owconf completion bash)"))
    .action(async (shell) => {
      const { completion } = await import("./commands/completion.ts");
      end(await completion({ shell }, context));
    });

  program
    .command(completeCommand, { hidden: true })
    .argument("[words...]")
    .action(async (words) => {
      const { complete } = await import("./commands/completion.ts");
      end(await complete({ program, words }, context));
    });

  return program;
}

const specsAre = "spec files and folders, each spec for a server of its own; - reads standard input";

/** Narrower descriptions would be one word a line. */
const minWidthToWrap = 20;

/** What the program takes from the environment. */
export const environment: [string, string][] = [
  ["OWCONF_URL", "the server's URL"],
  ["OWCONF_TOKEN", "an API key or a token of an administrator; wins over the other ways to sign in"],
  ["OWCONF_LDAP_USER", "an administrator's account of the LDAP directory"],
  ["OWCONF_LDAP_PASSWORD", "its password"],
  ["OWCONF_EMAIL", "an administrator's e-mail address"],
  ["OWCONF_PASSWORD", "its password"],
  ["OWCONF_TOTP", "the key of the account's second factor: base32 or otpauth://"],
  ["OWCONF_HEADERS", "request headers for what stands in front, one a line, as Name: value"],
  ["OWCONF_CA_FILE", "authorities to trust, as PEM"],
  ["OWCONF_CERT_FILE", "a client certificate, as PEM"],
  ["OWCONF_KEY_FILE", "its key"],
  ["OWCONF_KEY_PASSPHRASE", "the key's passphrase"],
  ["OWCONF_STATE_DIR", "where owconf login keeps sessions; in CI nothing is kept without it"],
  ["HTTPS_PROXY, HTTP_PROXY", "a proxy; NO_PROXY has the hosts that are reached without it"],
  [
    "OWCONF_PLAN_KEY",
    "signs saved plans, and lets them notice changed secrets; random, at least 32 characters",
  ],
  ["NO_COLOR", "no colours"],
];

/** What the program ends with. */
export const exitCodes: [string, string][] = [
  ["0", "in sync; or planned; or applied and verified"],
  ["1", "a bug in owconf"],
  ["2", "plan --detailed-exitcode: there are changes"],
  ["3", "the spec, a flag or a secret reference is wrong; nothing was written"],
  ["4", "server or directory unreachable, not Open WebUI, or sign-in refused; nothing was written"],
  ["5", "refused: the plan is stale, dangerous or not approved; nothing was written"],
  ["6", "apply failed and was rolled back; the server is as before"],
  ["7", "apply failed and the server is left changed; the report says what"],
];

function renderLists(helpWidth: number): string {
  const help = Object.assign(new Help(), { helpWidth, minWidthToWrap });
  const render = (title: string, items: [string, string][]) => {
    const termWidth = Math.max(...items.map(([term]) => term.length));
    const lines = items.map(([term, text]) => help.formatItem(term, termWidth, text, help));
    return `\n${title}\n${lines.join("\n")}`;
  };
  return [
    render("Environment, which wins over the spec:", environment),
    render("Exit codes:", exitCodes),
    "",
  ].join("\n");
}

function jsonOption(): Option {
  return new Option("--json", "print JSON to standard output, on failure too").default(false);
}

function formatOption(...names: Format[]): Option {
  const about = "what to print to standard output, on failure too";
  return new Option("--format <format>", about).choices(names).default("text");
}

function shortFor(format: "json" | "markdown"): Option {
  const others = ["format", "json", "markdown"].filter((name) => name !== format);
  return new Option(`--${format}`, `short for --format ${format}`).conflicts(others);
}

/** Returns the form that the options ask for; commander refuses several. */
function chooseFormat({ format, json, markdown }: { format: Format; json?: true; markdown?: true }): Format {
  if (json) return "json";
  return markdown ? "markdown" : format;
}

function allowOption(): Option {
  return new Option("--allow <danger>", `allow a dangerous change (repeatable): ${dangerNames.join(", ")}`)
    .default([], "none")
    .argParser((name: string, before: string[]) => {
      if (dangerNames.includes(name as DangerName)) return [...before, name];
      throw new InvalidArgumentError(`Choose from ${dangerNames.join(", ")}.`);
    });
}

function onlyOption(): Option {
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
  const choices = await import("./choices.ts");
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

const settleRelease = (command: Command, name: string, text: string | undefined) =>
  settleOption(command, name, text, ({ readRelease }, one) => readRelease(one));

const settleSections = async (command: Command, texts: readonly string[]): Promise<string[]> => {
  const read = texts.map((text) =>
    settleOption(command, "only", text, ({ readSections }, one) => readSections(one)),
  );
  return (await Promise.all(read)).flatMap((names) => names ?? []);
};

/** Returns the arguments of this run that another command takes, too. */
function repeatFor(name: string, command: Command): string[] {
  const other = command.parent?.commands.find((one) => one.name() === name);
  const typed = command.parent?.args.slice(1) ?? [];
  if (other === undefined) return [];
  return repeatArguments(typed, command, other);
}

function parallelOption() {
  return new Option("--parallel <number>", "how many servers at once, where several specs are given")
    .default(16)
    .argParser((text: string) => {
      if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
      throw new InvalidArgumentError("Use a number from 1 to 9999.");
    });
}

function failFastOption() {
  return new Option("--fail-fast", "begin with no further server after one that failed").default(false);
}

function shardOption() {
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

/** Adds the options of every command that contacts a server. */
function withConnection(command: Command) {
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

function toConnectOptions({ timeout, wait, ...options }: ConnectFlags): ConnectOptions {
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

function example(command: string): string {
  return `\nExample:\n  ${command}`;
}

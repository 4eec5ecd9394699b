import { readFileSync } from "node:fs";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import type { Context } from "./commands/context.ts";
import { ExitCode, OwconfError, UsageError } from "./errors.ts";
import { renderErrorJson } from "./render/json.ts";
import { catalogue } from "./resources/catalogue.ts";
import { dangers } from "./resources/dangers.ts";
import { compareReleases, isNewerThanKnown, toMinor } from "./resources/history.ts";

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  version: string;
};

/**
 * Runs one command line, as given behind the program's name. Returns the exit code; never throws.
 */
export async function runProgram(args: readonly string[], context: Context): Promise<ExitCode> {
  let program: Command | undefined;
  try {
    let exitCode: ExitCode = ExitCode.ok;
    program = createProgram(context, (code) => {
      exitCode = code;
    });
    await program.parseAsync(args, { from: "user" });
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
  const known = error instanceof CommanderError ? toUsageError(error, args, program) : error;
  if (known instanceof OwconfError && known.exitCode !== ExitCode.bug) {
    if (args.includes("--json")) context.stdout.write(renderErrorJson(known));
    const { renderError } = await import("./render/error-text.ts");
    context.stderr.write(renderError(known, context.stderr.paint));
    return known.exitCode;
  }
  const bug = new BugError(error);
  if (args.includes("--json")) context.stdout.write(renderErrorJson(bug));
  context.stderr.write(`error: ${bug.message}\nhint: ${bug.hint}\n${bug.frames}\n`);
  return ExitCode.bug;
}

/** Anything that nobody expected. The message of the cause stays out: it may hold a secret. */
class BugError extends OwconfError {
  override readonly code = "bug";
  override readonly exitCode = ExitCode.bug;
  readonly frames: string;

  constructor(cause: unknown) {
    super(
      `owconf ${version} failed in a way it should not: ${cause instanceof Error ? cause.name : typeof cause}`,
      {
        hint: "this is a bug of owconf; please report it with the command, the version and the lines below",
      },
    );
    const stack = cause instanceof Error ? (cause.stack ?? "") : "";
    this.frames = stack
      .split("\n")
      .filter((line) => /^\s+at /.test(line))
      .join("\n");
  }
}

function toUsageError(
  error: CommanderError,
  args: readonly string[],
  program: Command | undefined,
): UsageError {
  // `--password=hunter2` must not be repeated.
  const message = error.message
    .replace(/^error: /, "")
    .replace(/\s*\n\s*/g, " ")
    .replace(/(unknown option '[^=']*)=.*'/, "$1'");
  const known = program?.commands.some((one) => one.name() === args[0]);
  const command = known ? `${args[0]} ` : "";
  return new UsageError(error.code === "commander.help" ? "a command is missing" : message, {
    hint: `see owconf ${command}--help`,
  });
}

/** Returns the command-line interface; `end` is told the exit code of the command that ran. */
export function createProgram(context: Context, end: (code: ExitCode) => void): Command {
  const program = new Command("owconf")
    .description("Configuration as code for Open WebUI: write the settings down, see what differs, apply it.")
    .version(version)
    .configureHelp({ helpWidth: 100 })
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      // What goes wrong is reported once, by `reportError`.
      writeErr: () => {},
    })
    .exitOverride()
    .addHelpText("after", `\n${environmentHelp}\n\n${exitCodeHelp}`);

  program
    .command("validate")
    .description("Check a spec offline; needs no server and no secrets.")
    .argument("[spec]", "the spec file; - is standard input", "owconf.yaml")
    .addOption(releaseOption("--server-version <release>", "check for a server of this release, too"))
    .option("--allow-unknown", "take settings that this owconf does not know", false)
    .addOption(jsonOption())
    .addHelpText("after", example("owconf validate owconf.yaml"))
    .action(async (spec, options) => {
      const { validate } = await import("./commands/validate.ts");
      end(await validate({ spec, ...options }, context));
    });

  program
    .command("plan")
    .description("Show what apply would change on the server; writes nothing.")
    .argument("[spec]", "the spec file; - is standard input", "owconf.yaml")
    .addOption(jsonOption())
    .addOption(
      releaseOption("--offline <release>", "plan against a new server of this release, with none at all"),
    )
    .option("--detailed-exitcode", "exit with 2 when there are changes, for a drift check", false)
    .addOption(allowOption())
    .addOption(waitOption())
    .addOption(timeoutOption())
    .addHelpText("after", example("owconf plan owconf.yaml --detailed-exitcode"))
    .action(async (spec, { timeout, wait, ...options }) => {
      const { plan } = await import("./commands/plan.ts");
      end(await plan({ spec, timeoutMs: timeout, waitMs: wait, ...options }, context));
    });

  program
    .command("apply")
    .description("Show the plan, ask, bring the server there, and read back what it holds.")
    .argument("[spec]", "the spec file; - is standard input", "owconf.yaml")
    .option("--auto-approve", "do not ask; needed where there is no terminal", false)
    .addOption(allowOption())
    .option("--no-rollback", "on a failure, stop there and leave what was written")
    .addOption(jsonOption())
    .addOption(waitOption())
    .addOption(timeoutOption())
    .addHelpText("after", example("owconf apply owconf.yaml --auto-approve"))
    .action(async (spec, { timeout, wait, ...options }) => {
      const { apply } = await import("./commands/apply.ts");
      end(await apply({ spec, timeoutMs: timeout, waitMs: wait, ...options }, context));
    });

  program
    .command("export")
    .description("Write the server's settings down as a spec, with references in place of secrets.")
    .option("--url <url>", "the server (default: OWCONF_URL)")
    .option("-o, --output <file>", "write to a file; - is standard output", "-")
    .option("--force", "replace the file if it exists", false)
    .option("--all", "declare settings at their factory value too", false)
    .addOption(waitOption())
    .addOption(timeoutOption())
    .addHelpText("after", example("owconf export --url https://chat.example.com --output owconf.yaml"))
    .action(async ({ timeout, wait, url, output, ...options }) => {
      const { exportCommand } = await import("./commands/export.ts");
      end(await exportCommand({ url, output, timeoutMs: timeout, waitMs: wait, ...options }, context));
    });

  program
    .command("schema")
    .description("Print the JSON Schema of the spec, for completion and checks in an editor.")
    .addHelpText("after", example("owconf schema > owconf.schema.json"))
    .action(async () => {
      const { schema } = await import("./commands/schema.ts");
      end(await schema({}, context));
    });

  return program;
}

const environmentHelp = `Environment (what the spec leaves out):
  OWCONF_URL       the server's address
  OWCONF_EMAIL     the administrator's account
  OWCONF_PASSWORD  its password
  OWCONF_TOKEN     a token or API key, instead of signing in
  NO_COLOR         no colours`;

const exitCodeHelp = `Exit codes:
  0  in sync; or planned; or applied and verified
  1  a bug in owconf
  2  plan --detailed-exitcode: there are changes
  3  the spec, a flag or a secret reference is wrong; nothing was written
  4  unreachable, not an Open WebUI, or sign-in refused; nothing was written
  5  refused: the plan is stale, dangerous or not approved; nothing was written
  6  apply failed and was rolled back; the server is as before
  7  apply failed; the server is left changed, and the report says what`;

function jsonOption(): Option {
  return new Option("--json", "print JSON on standard output, also on failure").default(false);
}

function releaseOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text: string) => {
    const oldest = catalogue.releases[0] ?? "";
    if (!/^v?\d+\.\d+(\.\d+)?$/.test(text))
      throw new InvalidArgumentError("It must be a release such as 0.12.4.");
    const release = text.replace(/^v/, "");
    if (compareReleases(toMinor(release), toMinor(oldest)) < 0 || isNewerThanKnown(release)) {
      throw new InvalidArgumentError(`This owconf knows ${oldest} to ${catalogue.releases.at(-1)}.`);
    }
    return release;
  });
}

function allowOption(): Option {
  const names = dangers.map(({ name }) => name);
  return new Option("--allow <name>", `a dangerous change that may be made (repeatable): ${names.join(", ")}`)
    .default([], "none")
    .argParser((name: string, before: string[]) => {
      if (names.includes(name)) return [...before, name];
      throw new InvalidArgumentError(`Allowed are ${names.join(", ")}.`);
    });
}

function waitOption(): Option {
  return new Option("--wait <duration>", "wait so long for a server that is still starting, as in 90s or 5m")
    .default(0, "no")
    .argParser((text: string) => parseDuration(text, 0));
}

function timeoutOption(): Option {
  return new Option("--timeout <duration>", "the time limit of each request, as in 30s")
    .default(10_000, "10s")
    .argParser((text: string) => parseDuration(text, 1));
}

/** Returns milliseconds; a bare number is in seconds. */
function parseDuration(text: string, least: number): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)?$/.exec(text);
  const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000 };
  const ms = match ? Math.round(Number(match[1]) * (units[match[2] ?? "s"] ?? 0)) : Number.NaN;
  if (!(ms >= least && ms <= 3_600_000)) {
    throw new InvalidArgumentError("It must be a duration such as 30s or 2m, at most 60m.");
  }
  return ms;
}

function example(command: string): string {
  return `\nExample:\n  ${command}`;
}

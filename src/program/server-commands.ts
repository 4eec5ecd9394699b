import type { Command } from "commander";
import type { Context } from "../commands/context.ts";
import type { ExitCode } from "../errors.ts";
import {
  chooseFormat,
  example,
  jsonOption,
  onlyOption,
  settleSections,
  toConnectOptions,
  withApply,
  withConnection,
} from "./options.ts";

/** Adds the commands about a server: the way to a first spec, and signing in. `end` is told the exit code of the one that ran. */
export function addServerCommands(program: Command, context: Context, end: (code: ExitCode) => void): void {
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
      const { exportCommand } = await import("../commands/export.ts");
      end(await exportCommand({ ...options, ...toConnectOptions(options), only }, context));
    });

  withConnection(
    withApply(
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
        ),
    ),
  )
    .addHelpText("after", example("owconf bootstrap owconf.yaml --wait 5m"))
    .action(async (spec, options, command) => {
      const only = await settleSections(command, options.only);
      const { bootstrap } = await import("../commands/bootstrap.ts");
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
      const { login } = await import("../commands/login.ts");
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
      const { logout } = await import("../commands/logout.ts");
      end(await logout({ spec, ...options, ...toConnectOptions(options) }, context));
    });
}

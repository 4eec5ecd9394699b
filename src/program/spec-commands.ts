import { type Command, Option } from "commander";
import type { Context } from "../commands/context.ts";
import { signInWays } from "../commands/sign-in-ways.ts";
import type { ExitCode } from "../errors.ts";
import { formats } from "../render/formats.ts";
import {
  allowOption,
  chooseFormat,
  example,
  failFastOption,
  formatOption,
  jsonOption,
  onlyOption,
  parallelOption,
  repeatFor,
  settleRelease,
  settleSections,
  shardOption,
  shortFor,
  specsAre,
  toConnectOptions,
  withApply,
  withConnection,
} from "./options.ts";

/** Adds the commands that a spec is checked, planned and applied with. `end` is told the exit code of the one that ran. */
export function addSpecCommands(program: Command, context: Context, end: (code: ExitCode) => void): void {
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
      const { init } = await import("../commands/init.ts");
      end(await init({ ...options, ...toConnectOptions(options) }, context));
    });

  program
    .command("validate")
    .description("Check specs offline; needs no server and no secrets.")
    .argument("[specs...]", "spec files and folders; - reads standard input", ["owconf.yaml"])
    .option("--server-version <release>", "also check against this Open WebUI release")
    .option("--allow-unknown", "accept settings this version does not know", false)
    .addOption(formatOption("text", "json", "github"))
    .addOption(shortFor("json"))
    .addHelpText("after", example("owconf validate owconf.yaml"))
    .action(async (specs, options, command) => {
      const serverVersion = await settleRelease(command, "serverVersion", options.serverVersion);
      const { validate } = await import("../commands/validate.ts");
      end(await validate({ specs, ...options, format: chooseFormat(options), serverVersion }, context));
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
      const { plan } = await import("../commands/plan.ts");
      const format = chooseFormat(options);
      const repeated = repeatFor("apply", command);
      const connect = toConnectOptions(options);
      end(await plan({ specs, ...options, ...connect, format, offline, only, repeated }, context));
    });

  withConnection(
    withApply(
      program
        .command("apply")
        .description("Show the plan, ask for approval, make the server match the spec, and verify it.")
        .argument("[specs...]", `${specsAre}; or a saved plan`, ["owconf.yaml"])
        .option("--auto-approve", "skip the approval prompt; required without a terminal", false)
        .option("--spec <file>", "where the spec of a saved plan is now")
        .option("--receipt <file>", "write down what was applied, for plan --receipt"),
    )
      .addOption(parallelOption())
      .addOption(failFastOption())
      .addOption(shardOption()),
  )
    .addHelpText("after", example("owconf apply owconf.yaml --auto-approve"))
    .action(async (specs, { spec: from, ...options }, command) => {
      const only = await settleSections(command, options.only);
      const { apply } = await import("../commands/apply.ts");
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
      const { checkLdap } = await import("../commands/check-ldap.ts");
      end(await checkLdap({ spec, ...options, ...toConnectOptions(options), offline }, context));
    });
}

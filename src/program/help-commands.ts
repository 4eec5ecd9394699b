import { Argument, type Command } from "commander";
import type { Context } from "../commands/context.ts";
import { completeCommand, shells } from "../completion/names.ts";
import type { ExitCode } from "../errors.ts";
import { example, jsonOption } from "./options.ts";

/** Adds the commands that explain. `end` is told the exit code of the one that ran. */
export function addHelpCommands(program: Command, context: Context, end: (code: ExitCode) => void): void {
  program
    .command("explain")
    .description("Say what a setting is, which values it takes, and which releases have it.")
    .argument("<key>", "a key of the spec, its words in the admin panel, or its environment variable")
    .addOption(jsonOption())
    .addHelpText("after", example('owconf explain "New Sign Ups"'))
    .action(async (key, options) => {
      const { explain } = await import("../commands/explain.ts");
      end(await explain({ key, ...options }, context));
    });

  program
    .command("schema")
    .description("Print the JSON Schema of the spec, for completion and validation in editors.")
    .addHelpText("after", example("owconf schema > owconf.schema.json"))
    .action(async () => {
      const { schema } = await import("../commands/schema.ts");
      end(await schema({}, context));
    });

  program
    .command("completion")
    .description("Print what makes a shell complete commands, options, their values and names of settings.")
    .addArgument(new Argument("<shell>", "the shell to complete in").choices(shells))
    .addHelpText("after", example("source <(owconf completion bash)"))
    .action(async (shell) => {
      const { completion } = await import("../commands/completion.ts");
      end(await completion({ shell }, context));
    });

  program
    .command(completeCommand, { hidden: true })
    .argument("[words...]")
    .action(async (words) => {
      const { complete } = await import("../commands/completion.ts");
      end(await complete({ program, words }, context));
    });
}

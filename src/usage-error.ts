import type { Command, CommanderError } from "commander";
import { UsageError } from "./errors.ts";
import { suggestName } from "./model/nearest-name.ts";

/** What people type who come from other tools, and what they want. Commander itself knows about typing errors. */
const commandsMeant: ReadonlyMap<string, string> = new Map([
  ["auth", "owconf login"],
  ["check", "owconf validate"],
  ["drift", "owconf plan --detailed-exitcode"],
  ["import", "owconf export"],
  ["new", "owconf init"],
  ["lint", "owconf validate"],
  ["pull", "owconf export"],
  ["push", "owconf apply"],
  ["setup", "owconf bootstrap"],
  ["sync", "owconf apply"],
  ["version", "owconf --version"],
]);

const specIsArgument = "the spec is an argument: owconf COMMAND FILE";
const secretsFromEnvironment =
  "no flag takes a secret: set OWCONF_TOKEN, or OWCONF_EMAIL and OWCONF_PASSWORD";

const flagHints: ReadonlyMap<string, string> = new Map([
  ["--dry-run", "owconf plan shows the changes and writes nothing"],
  ["--email", "set OWCONF_EMAIL, or server.signIn.email in the spec"],
  ["--file", specIsArgument],
  ["--no-color", "set NO_COLOR=1"],
  ["--password", secretsFromEnvironment],
  ["--token", secretsFromEnvironment],
  ["--url", "set OWCONF_URL, or server.url in the spec"],
  ["--yes", "did you mean --auto-approve?"],
  ["-f", specIsArgument],
  ["-v", "did you mean owconf --version?"],
  ["-y", "did you mean --auto-approve?"],
]);

/** Returns what is wrong with a command line, and what was meant. Never repeats the value of a flag. */
export function toUsageError(error: CommanderError, args: readonly string[], program: Command): UsageError {
  const said =
    error.code === "commander.help" ? describeMissing(args) : error.message.replace(/^error: /, "");
  const near = /\n\(Did you mean ([^()]*)\?\)$/.exec(said);
  const message = said
    .slice(0, near?.index)
    .replace(/\s*\n\s*/g, " ")
    // `--password=hunter2` and `-phunter2` must not be repeated.
    .replace(/^(unknown option '(?:--[^=']*(?==)|-[^-'])).+'$/, "$1'");
  const command = findCommandName(program, args[0] ?? "");
  const help = `see owconf ${command === undefined ? "" : `${command} `}--help`;
  const meant = near?.[1] ?? suggestChoice(message);
  const advice = explainKnown(message, command) ?? (meant && `did you mean ${meant}? ${help}`);
  return new UsageError(message, { hint: advice ?? help });
}

/** Returns what a command is called that a word, its name or an alias, stands for; undefined for none. */
export function findCommandName({ commands }: Command, word: string): string | undefined {
  return commands.find((one) => [one.name(), ...one.aliases()].includes(word))?.name();
}

/** Returns what was meant of the choices that a message names; of a list with commas, for its first wrong part. */
function suggestChoice(message: string): string | undefined {
  const [, given = "", list = ""] =
    /'([^']*)' is invalid.*?\. (?:Allowed choices are|Choose from|Sections are) (.*)\.$/.exec(message) ?? [];
  const choices = list.split(", ");
  const wrong = given.split(",").find((word) => !choices.includes(word.trim()));
  return wrong === undefined ? undefined : suggestName(wrong, choices);
}

// Commander says nothing of its own to `owconf help nonsense` and `owconf --`.
function describeMissing([first, second]: readonly string[]): string {
  return first === "help" && second !== undefined ? `unknown command '${second}'` : "a command is missing";
}

function explainKnown(message: string, command: string | undefined): string | undefined {
  const [, kind, word = ""] = /^unknown (command|option) '(.*)'$/.exec(message) ?? [];
  if (kind === "option") {
    if (word === "-f" && command === "export") return "did you mean --force?";
    return flagHints.get(word)?.replace("COMMAND", command ?? "COMMAND");
  }
  const meant = kind === undefined ? undefined : commandsMeant.get(word);
  return meant && `did you mean ${meant}?`;
}

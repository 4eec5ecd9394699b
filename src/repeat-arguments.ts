import type { Command } from "commander";

/** How a run shows what it found says nothing of what the next one shall do. */
const ofOutput = ["--format", "--json", "--markdown"];

/**
 * Returns those arguments of a command line that another command takes, too, as they were typed.
 * @param typed what stands behind the name of the command
 */
export function repeatArguments(typed: readonly string[], command: Command, other: Command): string[] {
  const repeated: string[] = [];
  for (let index = 0; index < typed.length; index += 1) {
    const arg = typed[index] ?? "";
    if (arg === "--") return [...repeated, ...typed.slice(index)];
    const option = command.options.find(({ long, short }) => [long, short].includes(arg.split("=")[0]));
    const takesNext = (option?.required ?? false) && !arg.includes("=");
    const isShared = other.options.some(({ long }) => long === option?.long);
    const isRepeated = option === undefined || (isShared && !ofOutput.includes(option.long ?? ""));
    if (isRepeated) repeated.push(...typed.slice(index, index + (takesNext ? 2 : 1)));
    if (takesNext) index += 1;
  }
  return repeated;
}

import type { Argument, Command, Option } from "commander";

/** A word that may stand where the cursor is, with what is said of it. */
export interface Candidate {
  word: string;
  about?: string | undefined;
}

/** What may stand where the cursor is. */
export interface Completion {
  candidates: readonly Candidate[];
  /** The shell completes the paths of files, too: of specs, or of any. */
  files?: "specs" | "any";
  /** More may follow without a blank: of a list, or of a path of keys. */
  isOpen?: boolean;
}

/** Returns the words that may stand in a place, which is called as the help calls it; undefined for no such place. */
export type FindValues = (place: string) => Promise<readonly Candidate[] | undefined>;

const nothing: Completion = { candidates: [] };

/**
 * Returns what the last of the words may become: commands, options and their values, as the program itself has them.
 * @param words what is typed behind the program's name; the last one is the one at the cursor, and may be empty
 */
export async function completeWords(
  program: Command,
  words: readonly string[],
  findValues: FindValues,
): Promise<Completion> {
  const current = words.at(-1) ?? "";
  const place = findPlace(program, words.slice(0, -1));
  if (place === undefined) return nothing;
  const { command, pending, operands, isClosed } = place;
  if (pending) return completeValue(pending.flags, pending.argChoices, current, findValues);
  const [, flag = "", typed = ""] = /^(--[^=]+)=(.*)$/s.exec(current) ?? [];
  const option = isClosed || flag === "" ? undefined : findOption(command, flag);
  if (option) {
    const found = await completeValue(option.flags, option.argChoices, typed, findValues);
    const candidates = found.candidates.map((one) => ({ ...one, word: `${flag}=${one.word}` }));
    return { ...found, candidates };
  }
  if (!isClosed && current.startsWith("-")) return select(listOptions(command, place.used), current);
  const argument = command.registeredArguments[operands] ?? lastVariadic(command);
  if (argument) return completeArgument(program, argument, current, findValues);
  if (command === program || command.commands.length > 0) return select(listCommands(command), current);
  // Nothing else can follow.
  return isClosed ? nothing : select(listOptions(command, place.used), current);
}

interface Place {
  command: Command;
  /** The option that the next word is the value of. */
  pending: Option | undefined;
  operands: number;
  /** Behind `--`. */
  isClosed: boolean;
  used: ReadonlySet<Option>;
}

/** Returns where the words lead; undefined when a command among them is none. */
function findPlace(program: Command, words: readonly string[]): Place | undefined {
  let command = program;
  let pending: Option | undefined;
  let operands = 0;
  let isClosed = false;
  const used = new Set<Option>();
  for (const word of words) {
    if (pending) pending = undefined;
    else if (!isClosed && word === "--") isClosed = true;
    else if (!isClosed && word.startsWith("-") && word !== "-") {
      const option = findOption(command, word.replace(/=.*$/s, ""));
      if (option) used.add(option);
      if (option?.required && !word.includes("=")) pending = option;
    } else if (command === program && operands === 0 && word !== helpCommand) {
      const found = program.commands.find((one) => [one.name(), ...one.aliases()].includes(word));
      if (found === undefined) return undefined;
      command = found;
    } else operands += 1;
  }
  // `owconf help plan` takes one word.
  return command === program && operands > 1 ? undefined : { command, pending, operands, isClosed, used };
}

const helpCommand = "help";

function findOption(command: Command, flag: string): Option | undefined {
  return command.options.find(({ long, short }) => long === flag || short === flag);
}

function lastVariadic(command: Command): Argument | undefined {
  const last = command.registeredArguments.at(-1);
  return last?.variadic ? last : undefined;
}

function completeArgument(
  program: Command,
  argument: Argument,
  current: string,
  findValues: FindValues,
): Promise<Completion> | Completion {
  if (argument.name() === "command") return select(listCommands(program), current);
  return completeValue(`<${argument.name()}>`, argument.argChoices, current, findValues);
}

/** Completes a value by the name that the flags, or the usage, give it: `--only <sections>`. */
async function completeValue(
  flags: string,
  choices: readonly string[] | undefined,
  current: string,
  findValues: FindValues,
): Promise<Completion> {
  if (choices) return select(toCandidates(choices), current);
  const place = readPlaceName(flags);
  if (place === "spec" || place === "specs") return { candidates: [], files: "specs" };
  if (place === "file") return { candidates: [], files: "any" };
  const values = (await findValues(place)) ?? [];
  if (place === "sections") return completeList(values, current);
  return place === "key" ? completePath(values, current) : select(values, current);
}

/** Returns what the flags of an option, or of an argument, call its value: `sections` for `--only <sections>`. */
export function readPlaceName(flags: string): string {
  return /[<[]([^\]>.]+)(?:\.\.\.)?[\]>]$/.exec(flags)?.[1] ?? "";
}

/** Completes the last part of a list with commas; what stands there already is not offered again. */
function completeList(values: readonly Candidate[], current: string): Completion {
  const before = current.slice(0, current.lastIndexOf(",") + 1);
  const listed = before.split(",");
  const left = values.filter(({ word }) => !listed.includes(word));
  const candidates = left.map((one) => ({ ...one, word: before + one.word }));
  return { ...select(candidates, current), isOpen: true };
}

/** Completes up to the next dot only: there are hundreds of settings. */
function completePath(values: readonly Candidate[], current: string): Completion {
  const { candidates } = select(values, current);
  const steps = new Map<string, Candidate>();
  for (const one of candidates) {
    const dot = one.word.indexOf(".", current.length);
    const step = dot === -1 ? one : { word: one.word.slice(0, dot + 1) };
    if (!steps.has(step.word)) steps.set(step.word, step);
  }
  const found = [...steps.values()];
  const isOpen = found.length > 0 && found.every(({ word }) => word.endsWith("."));
  return { candidates: found, isOpen };
}

function listCommands(command: Command): Candidate[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .flatMap((one) =>
      [one.name(), ...one.aliases()].map((word) => ({ word, about: one.description() || undefined })),
    );
}

/** Returns the options that may still be given. */
function listOptions(command: Command, used: ReadonlySet<Option>): Candidate[] {
  const isRepeatable = ({ defaultValue }: Option) => Array.isArray(defaultValue);
  return command
    .createHelp()
    .visibleOptions(command)
    .filter((one) => !used.has(one) || isRepeatable(one))
    .map(({ long, short, description }) => ({ word: long ?? short ?? "", about: description }));
}

function toCandidates(words: readonly string[]): Candidate[] {
  return words.map((word) => ({ word }));
}

function select(candidates: readonly Candidate[], current: string): Completion {
  return { candidates: candidates.filter(({ word }) => word.startsWith(current)) };
}

import type { Command as Program } from "commander";
import { type Completion, completeWords } from "../completion/complete-words.ts";
import type { Shell } from "../completion/names.ts";
import { renderScript } from "../completion/scripts.ts";
import { ExitCode } from "../errors.ts";
import { replaceInvisible } from "../invisible.ts";
import type { Command } from "./context.ts";

/** The options of `completion`. */
export interface CompletionOptions {
  shell: Shell;
}

/** Prints what a shell is to source. */
export const completion: Command<CompletionOptions> = async ({ shell }, { stdout }) => {
  stdout.write(renderScript(shell));
  return ExitCode.ok;
};

/** What the scripts ask. */
export interface CompleteOptions {
  program: Program;
  /** What is typed behind the program's name, up to the cursor. */
  words: readonly string[];
}

/** Says what the last word may become. Says nothing where that cannot be known: a shell would show every error. */
export const complete: Command<CompleteOptions> = async ({ program, words }, { stdout }) => {
  const found = await completeWords(program, words, async (place) => {
    const { listValues } = await import("../completion/values.ts");
    return listValues(place);
  });
  stdout.write(renderCompletion(found));
  return ExitCode.ok;
};

function renderCompletion({ candidates, files, isOpen = false }: Completion): string {
  const words = candidates.map(({ word, about }) => (about ? `${word}\t${oneLine(about)}` : word));
  return [...words, ...(isOpen ? [":open"] : []), ...(files ? [`:${files}`] : [])]
    .map((line) => `${line}\n`)
    .join("");
}

function oneLine(text: string): string {
  return replaceInvisible(text, () => " ");
}

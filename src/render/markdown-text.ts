import { escapeInvisible } from "../invisible.ts";

/** GitHub takes comments of up to 65,536 characters. */
export const maxComment = 65_535;

/**
 * Returns a comment that no reader sees and that stays the same from run to run, so that a bot finds its own earlier
 * comment. Whatever the target holds, the comment ends where it should.
 */
export function renderMarker(command: string, target: string): string {
  const name = clip(escapeInvisible(target), 300)
    .replace(/[^\w:/.~[\]%-]/gu, encodeURIComponent)
    .replaceAll("--", "-%2D");
  return `<!-- owconf ${command}: ${name} -->`;
}

/** Returns a code span that holds `text` literally: no markup, mention or link comes out of it. */
export function quoteCode(text: string, limit = 300): string {
  // There is no empty code span.
  const shown = clip(escapeInvisible(text), limit) || " ";
  const mark = "`".repeat(longestRun(shown) + 1);
  const touches = /^`|`$|^ .*[^ ].* $/.test(shown);
  return touches ? `${mark} ${shown} ${mark}` : `${mark}${shown}${mark}`;
}

/** Returns a block of code that holds the lines literally; none of them may have a line break. */
export function quoteLines(language: string, lines: readonly string[]): string {
  const mark = "`".repeat(Math.max(3, longestRun(lines.join("\n")) + 1));
  return [`${mark}${language}`, ...lines, mark].join("\n");
}

/** Returns the length of the longest run of backticks. */
export function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, { length }) => Math.max(longest, length), 0);
}

/** Returns a text that says so where it had to be cut. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  // Not between the halves of a character.
  const end = /[\ud800-\udbff]/.test(text[limit - 1] ?? "") ? limit - 1 : limit;
  return `${text.slice(0, end)}… (${text.length - end} more characters)`;
}

/**
 * Returns the first lines, cut where they are long, and how many there are besides.
 * @param noun what a line is, as "line"
 */
export function clipLines(lines: readonly string[], most: number, noun = "line"): string[] {
  const shown = lines.slice(0, most).map((line) => clip(line, maxLine));
  const rest = lines.length - shown.length;
  return rest === 0 ? shown : [...shown, `  … ${rest} more ${noun}${rest === 1 ? "" : "s"}`];
}

const maxLine = 1000;

/** Returns a block of those of the texts that fit into so many characters, and how many there are besides. */
export function quoteTexts(texts: readonly string[], limit: number, noun: string): string {
  let room = limit;
  const kept = texts
    .map((text) => {
      const lines = text.split("\n").map((line) => escapeInvisible(line, "\t"));
      return clipLines(lines, 40).join("\n");
    })
    .filter((text) => {
      // Behind the first that has no room, none has.
      room -= room < 0 ? 0 : text.length + 2;
      return room >= 0;
    });
  const rest = texts.length - kept.length;
  const more = rest === 0 ? [] : [`… ${rest} more ${noun}${rest === 1 ? "" : "s"}`];
  return quoteLines("text", [...kept, ...more].join("\n\n").split("\n"));
}

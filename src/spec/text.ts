import { escapeInvisible } from "../invisible.ts";

/** Returns a text in double quotes for a message: escaped, and cut when long. */
export function quoteText(text: string): string {
  return `"${boundText(text)}"`;
}

/** Returns a text escaped, and cut when long. */
export function boundText(text: string, maxLength = 60): string {
  const points = Array.from(text.slice(0, 2 * maxLength + 2));
  const whole = points.length <= maxLength && text.length <= 2 * maxLength;
  return escapeInvisible(whole ? text : `${points.slice(0, maxLength).join("")}…`);
}

/** Returns the texts as a list for people, as `a, b or c`. */
export function joinWithOr(texts: readonly string[]): string {
  if (texts.length < 2) return texts.join("");
  return `${texts.slice(0, -1).join(", ")} or ${texts.at(-1)}`;
}

const longest = 60;

// Line and paragraph separators, and the marks that reorder or hide text on a terminal.
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Returns a text in which nothing moves the cursor, reorders the line or stays unseen. */
export function escapeText(text: string): string {
  return text.replace(invisible, (one) => {
    const number = (one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    return `\\u{${number}}`;
  });
}

/** Returns a text in double quotes for a message: escaped, and cut when long. */
export function quoteText(text: string): string {
  return `"${boundText(text)}"`;
}

/** Returns a text escaped, and cut when long. */
export function boundText(text: string): string {
  const points = Array.from(text.slice(0, 2 * longest + 2));
  const whole = points.length <= longest && text.length <= 2 * longest;
  return escapeText(whole ? text : `${points.slice(0, longest).join("")}…`);
}

/** Returns the texts as a list for people, as `a, b or c`. */
export function joinWithOr(texts: readonly string[]): string {
  if (texts.length < 2) return texts.join("");
  return `${texts.slice(0, -1).join(", ")} or ${texts.at(-1)}`;
}

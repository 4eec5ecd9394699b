import { structuredPatch } from "diff";
import { toStableJson } from "../plan/compare.ts";
import type { Json } from "../resources/resource.ts";
import type { Paint } from "./paint.ts";

const longestInline = 72;

/**
 * Returns `text` with everything escaped that could move the cursor, colour the terminal or
 * reorder what is read: values come from the server, which anybody may have written to.
 */
export function escapeControls(text: string): string {
  return text.replace(
    /(?!\t)[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** Returns a value on one line, as JSON. */
export function formatValue(value: Json | undefined): string {
  return value === undefined ? "(not there)" : escapeControls(JSON.stringify(value));
}

/** Returns `live → desired`: on one line where both are short, otherwise as an indented line diff. */
export function formatChange(
  live: Json | undefined,
  desired: Json | undefined,
  paint: Paint,
  indent: string,
): string {
  if (isLong(live) || isLong(desired)) return `\n${formatLineDiff(live, desired, paint, indent)}`;
  return ` ${paint("red", formatValue(live))} → ${paint("green", formatValue(desired))}`;
}

function isLong(value: Json | undefined): boolean {
  if (typeof value === "string") return value.includes("\n") || value.length > longestInline;
  return typeof value === "object" && value !== null && JSON.stringify(value).length > 2;
}

function formatLineDiff(
  live: Json | undefined,
  desired: Json | undefined,
  paint: Paint,
  indent: string,
): string {
  const patch = structuredPatch("", "", toText(live), toText(desired), "", "", { context: 3 });
  const lines = patch.hunks.flatMap((hunk, index) => [
    ...(index > 0 ? ["  …"] : []),
    ...hunk.lines.map(spaceMark),
  ]);
  return lines.map((line) => indent + paintLine(escapeControls(line), paint)).join("\n");
}

// Texts are compared line by line as they are, everything else as JSON; a text that is replaced by
// null or the other way round shows the bare word.
function toText(value: Json | undefined): string {
  if (value === undefined || value === "") return "";
  if (typeof value === "string") return value;
  return `${toStableJson(value)}\n`;
}

function spaceMark(line: string): string {
  return line.startsWith("\\") ? `  (${line.slice(2).toLowerCase()})` : `${line[0]} ${line.slice(1)}`;
}

function paintLine(line: string, paint: Paint): string {
  if (line.startsWith("+")) return paint("green", line);
  if (line.startsWith("-")) return paint("red", line);
  return paint("dim", line);
}

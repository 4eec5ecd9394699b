import { structuredPatch } from "diff";
import { escapeInvisible } from "../invisible.ts";
import { type Json, toStableJson } from "../model/json.ts";
import type { Change } from "../plan/types.ts";
import type { Paint } from "./paint.ts";

const maxInline = 72;
const maxShort = 400;
/** The time of a line diff grows with the square of its edits. */
const maxEdits = 1000;

/** Returns a value on one line, as JSON. */
export function formatValue(value: Json | undefined): string {
  return value === undefined ? "(absent)" : escapeInvisible(JSON.stringify(value));
}

/** Returns what a change does as plain text on one line. */
export function describeChange(change: Change): string {
  const { action, within, sensitive, secretChange, live, desired, factory } = change;
  if (action === "create" && within === undefined) return "(absent) → (new entry)";
  if (action === "delete") return "(entry) → (absent)";
  if (sensitive) return `(secret: ${secretChange})`;
  const [before, after] = [live, desired].map((value) => shorten(formatValue(value)));
  return `${before}${factory ? " (factory value)" : ""} → ${after}`;
}

function shorten(text: string): string {
  return text.length > maxShort ? `${text.slice(0, maxShort)}…` : text;
}

/** Returns `live → desired`: on one line where both are short, otherwise as an indented line diff. A factory value says so. */
export function formatChange(
  { live, desired, factory }: Pick<Change, "live" | "desired" | "factory">,
  paint: Paint,
  indent: string,
): string {
  const note = factory ? ` ${paint("dim", "(factory value)")}` : "";
  // A bare word such as null would look like a text in a line diff.
  const isBare = [live, desired].some((value) => value === undefined || value === null);
  if (!isBare && (isLong(live) || isLong(desired)))
    return `${note}\n${formatLineDiff(live, desired, paint, indent)}`;
  return ` ${paint("red", formatValue(live))}${note} → ${paint("green", formatValue(desired))}`;
}

function isLong(value: Json | undefined): boolean {
  if (typeof value === "string") return value.includes("\n") || value.length > maxInline;
  return typeof value === "object" && value !== null && JSON.stringify(value).length > 2;
}

function formatLineDiff(
  live: Json | undefined,
  desired: Json | undefined,
  paint: Paint,
  indent: string,
): string {
  const options = { context: 3, maxEditLength: maxEdits };
  const patch = structuredPatch("", "", toText(live), toText(desired), "", "", options);
  if (!patch) return `${indent}${paint("yellow", "(too many differences to show; see --json)")}`;
  const lines = patch.hunks.flatMap((hunk, index) => [
    ...(index > 0 ? ["  …"] : []),
    ...hunk.lines.map(spaceMark),
  ]);
  return lines.map((line) => indent + paintLine(escapeInvisible(line, "\t"), paint)).join("\n");
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
  if (line.startsWith("+")) return paint("green", showEnd(line));
  if (line.startsWith("-")) return paint("red", showEnd(line));
  return paint("dim", line);
}

/** Blanks at the end of a changed line may be all that differs. */
function showEnd(line: string): string {
  let end = line.length;
  while (end > 2 && " \t".includes(line[end - 1] ?? "")) end--;
  return line.slice(0, end) + "·".repeat(line.length - end);
}

import type { Problem } from "./diagnostics.ts";
import { lineRange, positionAt, type Range, type Source } from "./source.ts";
import { isKnownKey } from "./visibility.ts";

/** Returns the problem of a known key at an offset whose colon lacks its space or is another sign, or undefined. */
export function findMissingSpace(source: Source, offset: number): Problem | undefined {
  const pattern = /([\w$]+)(?::(?=\S)|[ \t]*=)/y;
  pattern.lastIndex = offset;
  const [written = "", key = ""] = pattern.exec(source.text) ?? [];
  if (!isKnownKey(key)) return undefined;
  const message = written.endsWith(":")
    ? `missing space after "${written}"`
    : `"${key}" must be followed by a colon and a space, not by "="`;
  return {
    severity: "error",
    code: "yaml.missing-space",
    message,
    hint: `write \`${key}: value\``,
    source,
    start: offset,
    end: offset + written.length,
  };
}

/** As `findMissingSpace`, for each line of a range. */
export function findMissingSpaceWithin({ source, start, end }: Range): Problem | undefined {
  const first = findMissingSpace(source, start);
  if (first !== undefined) return first;
  const last = positionAt(source, end).line;
  for (let line = positionAt(source, start).line + 1; line <= last; line += 1) {
    const found = findMissingSpace(source, findContent(source, line));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Returns the slip behind a syntax error of a line: there, or on the next line, which the parser took for its rest. */
export function findSlip(source: Source, line: number): Problem | undefined {
  const next = findLine(source, line, 1);
  return (
    findMissingSpace(source, findContent(source, line)) ??
    findDeepLine(source, line) ??
    (next === undefined ? undefined : findDeepLine(source, next))
  );
}

/** A line with a key, and with what stands behind its colon. */
interface KeyLine {
  indent: number;
  key: string;
  value: string;
  start: number;
}

function findDeepLine(source: Source, line: number): Problem | undefined {
  const above = findLine(source, line, -1);
  const deep = readKeyLine(source, line);
  const owner = above === undefined ? undefined : readKeyLine(source, above);
  if (deep === undefined || owner === undefined) return undefined;
  if (deep.indent <= owner.indent || !isWholeValue(owner.value)) return undefined;
  const name = isKnownKey(owner.key) ? `"${owner.key}"` : "the key";
  return {
    severity: "error",
    code: "yaml.indentation",
    message: `this line is indented too far: ${name} on the line above has a value already`,
    hint: `start it in column ${owner.indent + 1}, as the line above`,
    source,
    start: deep.start,
    end: deep.start + deep.key.length,
  };
}

function readKeyLine(source: Source, line: number): KeyLine | undefined {
  const { start, end } = lineRange(source, line);
  const text = source.text.slice(start, end);
  const [, before = "", key, value = ""] = /^(\s*(?:- +)*)([\w$]+):(?: +(.*))?$/.exec(text) ?? [];
  if (key === undefined) return undefined;
  return {
    indent: before.length,
    key,
    value: value.replace(/(?:^|\s)#.*$/, "").trim(),
    start: start + before.length,
  };
}

/** False for what may go on below: a block of text, an open quote or bracket. */
function isWholeValue(value: string): boolean {
  if (value === "" || /^[|>]/.test(value)) return false;
  const [opening = ""] = value;
  const closing = { '"': '"', "'": "'", "{": "}", "[": "]" }[opening];
  return closing === undefined || (value.length > 1 && value.endsWith(closing));
}

/** Returns the next line in a direction that is neither blank nor a comment. */
function findLine(source: Source, line: number, step: 1 | -1): number | undefined {
  for (let at = line + step; at >= 1 && at <= source.lineStarts.length; at += step) {
    const { start, end } = lineRange(source, at);
    if (/^\s*[^\s#]/.test(source.text.slice(start, end))) return at;
  }
  return undefined;
}

/** Returns where a line's content begins, behind indentation and dashes. */
function findContent(source: Source, line: number): number {
  const { start, end } = lineRange(source, line);
  const [before = ""] = /^\s*(?:- +)*/.exec(source.text.slice(start, end)) ?? [];
  return start + before.length;
}

import { type Diagnostic, SpecError } from "../errors.ts";

/** The text of a spec file, and where its lines begin. */
export interface Source {
  file: string;
  text: string;
  lineStarts: readonly number[];
}

/** A piece of a source. */
export interface Range {
  source: Source;
  /** Offsets in its text. */
  start: number;
  end: number;
}

const mebibyte = 1024 * 1024;

/** The most bytes that a spec may have, and all files of one together. */
export const maxBytes = mebibyte;

const byteOrderMark = "\uFEFF";

/**
 * Returns the source of a spec file: UTF-8, at most 1 MiB, with or without a byte order mark.
 * Throws SpecError for anything else.
 */
export function readSource(input: Uint8Array | string, file: string): Source {
  const size = typeof input === "string" ? input.length : input.byteLength;
  if (size > maxBytes) throw tooLarge(size, file);
  const decoded = typeof input === "string" ? input : decode(input, file);
  if (typeof input === "string") {
    const bytes = new TextEncoder().encode(input).byteLength;
    if (bytes > maxBytes) throw tooLarge(bytes, file);
  }
  const text = decoded.startsWith(byteOrderMark) ? decoded.slice(1) : decoded;
  const source = { file, text, lineStarts: findLineStarts(text) };
  refuseControlCharacters(source);
  return source;
}

/** Returns the line and the column of an offset, both from 1. */
export function positionAt(source: Source, offset: number): { line: number; column: number } {
  let low = 0;
  let high = source.lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((source.lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (source.lineStarts[low] ?? 0) + 1 };
}

/** Returns where a line (from 1) begins and ends, its line break not counted. */
export function lineRange(source: Source, line: number): Range {
  const start = source.lineStarts[line - 1] ?? source.text.length;
  let end = source.lineStarts[line] ?? source.text.length;
  while (end > start && (source.text[end - 1] === "\n" || source.text[end - 1] === "\r")) end -= 1;
  return { source, start, end };
}

function findLineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    const place = utf16 ? { line: 1, column: 1 } : findUndecodable(bytes);
    const message = utf16 ? "the file is UTF-16, not UTF-8" : "invalid UTF-8 from here on";
    throw refusal({ file, ...place, code: "spec.encoding", message, hint: "save the file as UTF-8" });
  }
}

function findUndecodable(bytes: Uint8Array): { line: number; column: number } {
  const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  for (let line = 1, start = 0; start < bytes.length; line += 1) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline === -1 ? bytes.length : newline;
    const slice = bytes.subarray(start, end);
    try {
      strict.decode(slice);
    } catch {
      const column = new TextDecoder("utf-8", { ignoreBOM: true }).decode(slice).indexOf("\uFFFD") + 1;
      return { line, column: Math.max(1, column) };
    }
    start = end + 1;
  }
  return { line: 1, column: 1 };
}

function refuseControlCharacters(source: Source): void {
  const { text } = source;
  for (let at = 0; at < text.length; at += 1) {
    if (!isRefused(text, at)) continue;
    const lone = text[at] === "\r";
    const number = text.charCodeAt(at).toString(16).toUpperCase().padStart(4, "0");
    throw refusal({
      file: source.file,
      ...positionAt(source, at),
      code: "spec.control-character",
      message: lone ? "this line ends with a lone carriage return" : `character U+${number} is not allowed`,
      hint: lone
        ? "save the file with Unix or Windows line endings"
        : 'remove it, or escape it in double quotes, as in "\\x07"',
    });
  }
}

function isRefused(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  if (unit === 0x0d) return text.charCodeAt(at + 1) !== 0x0a;
  if (unit < 0x20) return unit !== 0x09 && unit !== 0x0a;
  if (unit < 0x7f) return false;
  if (unit < 0xa0) return unit !== 0x85;
  if (unit >= 0xd800 && unit <= 0xdbff) return !isBetween(text.charCodeAt(at + 1), 0xdc00, 0xdfff);
  if (unit >= 0xdc00 && unit <= 0xdfff) return !isBetween(text.charCodeAt(at - 1), 0xd800, 0xdbff);
  return unit >= 0xfffe;
}

function isBetween(unit: number, low: number, high: number): boolean {
  return unit >= low && unit <= high;
}

function tooLarge(bytes: number, file: string): SpecError {
  return refusal({
    file,
    line: 1,
    column: 1,
    code: "spec.too-large",
    message: `the spec is ${formatMebibytes(bytes)}; the limit is 1 MiB`,
    hint: "check that this is the file you meant",
  });
}

/** Returns a size for people. */
export function formatMebibytes(bytes: number): string {
  return `${(bytes / mebibyte).toFixed(1)} MiB`;
}

function refusal(diagnostic: Omit<Diagnostic, "severity">): SpecError {
  return new SpecError([{ severity: "error", ...diagnostic }]);
}

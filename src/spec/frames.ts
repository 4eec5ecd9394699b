import { replaceInvisible } from "../invisible.ts";
import type { FrameRenderer } from "./diagnostics.ts";
import { lineRange, positionAt, type Range, type Source } from "./source.ts";
import { isKnownKey, isShowableLine } from "./visibility.ts";

/** A key or a scalar in a source. */
export interface Segment extends Range {
  /** May be shown; otherwise frames put *** there. */
  shown: boolean;
}

const mask = "***";
const maxWidth = 110;

/** A line as frames show it; `columns[i]` is where the i-th character of the source line went. */
interface MaskedLine {
  text: string;
  columns: number[];
}

/** Returns the maker of frames for documents whose tree can be trusted. */
export function createFrameRenderer(segments: readonly Segment[]): FrameRenderer {
  const renderers = new Map<Source, FrameRenderer>();
  return (range) => {
    const { source } = range;
    const render = renderers.get(source) ?? createSourceRenderer(source, segments);
    renderers.set(source, render);
    return render(range);
  };
}

function createSourceRenderer(source: Source, segments: readonly Segment[]): FrameRenderer {
  const sorted = segments
    .filter((one) => one.source === source)
    .toSorted((a, b) => a.start - b.start || Number(a.shown) - Number(b.shown));
  const lines = new Map<number, MaskedLine>();
  return ({ start, end }) => {
    const { line } = positionAt(source, start);
    let masked = lines.get(line);
    if (masked === undefined) {
      masked = maskLine(source, line, sorted);
      lines.set(line, masked);
    }
    return drawFrame(masked, start - lineRange(source, line).start, end - lineRange(source, line).start);
  };
}

/** Makes the frames of a document with syntax errors: only known keys at the beginning of a line. */
export const renderKeyFrame: FrameRenderer = ({ source, start, end }) => {
  const { line } = positionAt(source, start);
  const range = lineRange(source, line);
  const text = source.text.slice(range.start, range.end);
  const [before = "", key = ""] = /^\s*(?:- +)*([\w$]+)\s*[:=](?: +(?=\S)| *$)?/.exec(text) ?? [];
  if (!isKnownKey(key)) return undefined;
  const value = text.slice(before.length).trim();
  const shown = isShowableLine(key, value) ? value : value && mask;
  const column = Math.min(start - range.start, before.length);
  const width = column < before.length ? Math.min(end - range.start, before.length) - column : shown.length;
  const masked = `${draw(before)}${shown}`.trimEnd();
  return `${masked}\n${" ".repeat(column)}${"^".repeat(Math.max(1, width))}`;
};

function maskLine(source: Source, line: number, segments: readonly Segment[]): MaskedLine {
  const range = lineRange(source, line);
  const result: MaskedLine = { text: "", columns: [] };
  let at = range.start;
  for (let index = findFirst(segments, range.start); index < segments.length; index += 1) {
    const segment = segments[index];
    if (segment === undefined || segment.start >= range.end) break;
    const start = Math.max(segment.start, at);
    const end = Math.min(segment.end, range.end);
    if (end <= start) continue;
    if (!addGap(result, source.text.slice(at, start))) return result;
    addPiece(result, source.text.slice(start, end), segment.shown);
    at = end;
  }
  addGap(result, source.text.slice(at, range.end));
  return result;
}

// A segment may span lines, so the first one of a line is the last that begins before it and reaches it.
function findFirst(segments: readonly Segment[], offset: number): number {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((segments[middle]?.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

// Between keys and scalars only YAML's own signs are shown. A comment may hold a setting that was
// switched off, secret included: it is cut, and false is returned.
function addGap(line: MaskedLine, gap: string): boolean {
  for (const [piece] of gap.matchAll(/\s+|\S+/g)) {
    if (piece.startsWith("#")) return false;
    addPiece(line, piece, /^(?:\s+|[{}[\],:?-]+)$/.test(piece));
  }
  return true;
}

function addPiece(line: MaskedLine, piece: string, shown: boolean): void {
  for (let index = 0; index < piece.length; index += 1)
    line.columns.push(line.text.length + (shown ? index : 0));
  line.text += shown ? draw(piece) : mask;
}

function drawFrame(line: MaskedLine, start: number, end: number): string {
  const from = line.columns[start] ?? line.text.length;
  const to = line.columns[end - 1] ?? line.text.length;
  const last = Math.max(from + 1, Math.min(line.text.length, to + 1));
  const cut = line.text.length <= maxWidth ? 0 : Math.max(0, from - 40);
  const window = line.text.slice(cut, cut + maxWidth).trimEnd();
  const before = cut > 0 ? "…" : "";
  const after = cut + maxWidth < line.text.length ? "…" : "";
  const width = Math.max(1, Math.min(last, cut + maxWidth) - from);
  return `${before}${window}${after}\n${" ".repeat(before.length + from - cut)}${"^".repeat(width)}`;
}

// One character for one, so that carets stay in place.
function draw(text: string): string {
  return replaceInvisible(text, (one) => (one === "\t" ? "→" : "·".repeat(one.length)));
}

import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  type ParsedNode,
  type Scalar,
  type Node as YamlNode,
} from "yaml";
import type { Json, JsonObject } from "../model/json.ts";
import type { Group } from "../model/node.ts";
import { showPath } from "../model/path.ts";
import type { Problem } from "./diagnostics.ts";
import { findMissingSpace, findMissingSpaceWithin } from "./slips.ts";
import { positionAt, type Range, type Source } from "./source.ts";
import { maxDepth, type Unsupported, unsupported } from "./syntax.ts";
import { quoteText } from "./text.ts";
import { keyOf, type Tree } from "./tree.ts";
import { type Context, enterItem, enterKey, isShowableScalar, mayHoldKey, showKey } from "./visibility.ts";

/** Returns the values of a document. Aliases are never followed, so nothing expands. */
export function readTree(document: Document.Parsed<ParsedNode>, model: Group, source: Source): Tree {
  const tree: Tree = {
    source,
    value: null,
    problems: [],
    places: new Map(),
    broken: new Set(),
    slips: new Map(),
    segments: [],
  };
  const walker = new Walker(tree);
  const top = firstCharacter(source);
  tree.places.set(keyOf([]), {
    shown: "",
    key: top,
    value: top,
    target: top,
    showable: false,
    blank: false,
    bare: false,
  });
  tree.value =
    walker.read(document.contents, { context: { kind: "node", node: model }, path: [], key: top }) ?? null;
  return tree;
}

interface Cursor {
  context: Context;
  path: string[];
  key: Range;
}

class Walker {
  readonly #tree: Tree;
  readonly #source: Source;

  constructor(tree: Tree) {
    this.#tree = tree;
    this.#source = tree.source;
  }

  /** Returns the value of a node, or undefined when a problem tells why there is none. */
  read(node: YamlNode | null, cursor: Cursor): Json | undefined {
    if (node === null) return null;
    if (isAlias(node)) return this.#refuse(cursor, "anchor");
    if (node.anchor !== undefined) {
      // A text that begins with & and lacks its quotes is an anchor without a value.
      if (isScalar(node) && node.value === null) return this.#refuse(cursor, "anchor");
      this.#report(cursor, "anchor");
    }
    if (node.tag !== undefined) {
      this.#refuse(cursor, "tag");
      if (isScalar(node)) return this.#hide(node);
    }
    if (isScalar(node)) return this.#readScalar(node, cursor);
    if (cursor.path.length >= maxDepth) return this.#refuse(cursor, "depth");
    if (isSeq(node)) {
      return node.items.map((item, index) => {
        const range = this.#rangeOf(item as YamlNode) ?? cursor.key;
        const child = this.#enter(cursor, index, `[${index}]`, range, item as YamlNode);
        return this.read(item as YamlNode, child) ?? null;
      });
    }
    return isMap(node) ? this.#readMap(node.items as Pair<YamlNode | null, YamlNode | null>[], cursor) : null;
  }

  #readMap(pairs: Pair<YamlNode | null, YamlNode | null>[], cursor: Cursor): JsonObject {
    const result: JsonObject = {};
    const seen = new Map<string, number>();
    for (const { key, value } of pairs) {
      const name = this.#readKey(key, value, cursor);
      if (name === undefined || seen.has(name)) {
        const range = this.#rangeOf(key) ?? this.#rangeOf(value) ?? cursor.key;
        if (name !== undefined) this.#reportDuplicate(cursor, name, seen.get(name) ?? 0, range, value);
        // Read all the same, into nowhere: frames have to know what is a value.
        this.#readAside(value, range);
        continue;
      }
      const range = this.#rangeOf(key) ?? cursor.key;
      seen.set(name, range.start);
      const shown = showKey(cursor.context, name, value !== null);
      const slip =
        value === null && mayHoldKey(cursor.context)
          ? findMissingSpace(this.#source, range.start)
          : undefined;
      this.#addText(range, shown === name, slip, [...cursor.path, name]);
      const read = this.read(value, this.#enter(cursor, name, showStep(cursor, shown), range, value));
      if (read !== undefined) result[name] = read;
    }
    return result;
  }

  #readKey(key: YamlNode | null, value: YamlNode | null, cursor: Cursor): string | undefined {
    const range = this.#rangeOf(key) ?? this.#rangeOf(value) ?? cursor.key;
    const refuse = (reason: Unsupported): undefined => this.#report({ ...cursor, key: range }, reason);
    if (key !== null && !isScalar(key)) {
      this.#readAside(key, range);
      return refuse(isAlias(key) ? "anchor" : "key");
    }
    if (key === null || typeof key.value !== "string") {
      this.#tree.segments.push({ ...range, shown: false });
      return refuse(key?.anchor !== undefined ? "anchor" : "key");
    }
    const problem: Unsupported | undefined =
      key.anchor !== undefined
        ? "anchor"
        : key.tag !== undefined
          ? "tag"
          : key.value === "<<" && key.type === "PLAIN"
            ? "merge"
            : key.value === "__proto__"
              ? "proto"
              : undefined;
    if (problem === undefined) return key.value;
    this.#tree.segments.push({ ...range, shown: problem === "merge" });
    return refuse(problem);
  }

  #readScalar(node: Scalar, cursor: Cursor): Json | undefined {
    const range = this.#rangeOf(node);
    const { value } = node;
    const place = this.#tree.places.get(keyOf(cursor.path));
    const shown = place?.showable === true;
    if (range !== undefined && range.end > range.start) {
      const slip = shown || !mayHoldKey(cursor.context) ? undefined : findMissingSpaceWithin(range);
      this.#addText(range, shown, slip, cursor.path);
    }
    if (typeof value === "number") {
      if (!Number.isFinite(value) || !isWhatItSays(value, node.source ?? ""))
        return this.#refuse(cursor, "number");
      return value === 0 ? 0 : value;
    }
    if (value === null || typeof value === "boolean" || typeof value === "string") return value;
    return this.#refuse(cursor, "number");
  }

  /** Adds the segments of a text: of one that is masked, a known key with a slip behind it is shown. */
  #addText(range: Range, shown: boolean, slip: Problem | undefined, path: string[]): void {
    const { source, start, end } = range;
    if (slip === undefined) {
      this.#tree.segments.push({ ...range, shown });
      return;
    }
    this.#tree.slips.set(keyOf(path), slip);
    this.#tree.segments.push(
      { ...range, end: start + source.text.slice(start, slip.start).trimEnd().length, shown: false },
      { ...range, start: slip.start, end: slip.end, shown: true },
      { ...range, start: slip.end, end, shown: false },
    );
  }

  // A line that lacks its colon becomes a part of the value above it, a secret in it included.
  #isOnOneLine(range: Range | undefined): boolean {
    return range === undefined || !this.#source.text.slice(range.start, range.end).includes("\n");
  }

  #hide(node: Scalar): undefined {
    const range = this.#rangeOf(node);
    if (range !== undefined && range.end > range.start) this.#tree.segments.push({ ...range, shown: false });
  }

  #enter(cursor: Cursor, name: string | number, shown: string, key: Range, value: YamlNode | null): Cursor {
    const path = [...cursor.path, String(name)];
    const context = typeof name === "number" ? enterItem(cursor.context) : enterKey(cursor.context, name);
    const range = this.#rangeOf(value);
    const showable = isScalar(value) && isShowableScalar(context, value.value) && this.#isOnOneLine(range);
    const blank = value === null || (range !== undefined && range.end === range.start);
    const above = this.#tree.places.get(keyOf(cursor.path))?.shown ?? "";
    const dotted = shown.startsWith("[") || above === "" ? `${above}${shown}` : `${above}.${shown}`;
    const target = showable && !blank && range !== undefined ? range : key;
    if (this.#tree.places.has(keyOf(path))) return { context, path, key };
    this.#tree.places.set(keyOf(path), {
      shown: dotted,
      key,
      value: range ?? key,
      target,
      showable,
      blank,
      bare: value === null,
    });
    return { context, path, key };
  }

  #rangeOf(node: YamlNode | null | undefined): Range | undefined {
    const range = node?.range;
    return range ? { source: this.#source, start: range[0], end: range[1] } : undefined;
  }

  #readAside(value: YamlNode | null, range: Range): void {
    if (value === null) return;
    const aside: Tree = { ...this.#tree, problems: [], places: new Map(), broken: new Set() };
    new Walker(aside).read(value, { context: { kind: "unknown" }, path: [], key: range });
  }

  #reportDuplicate(cursor: Cursor, name: string, first: number, key: Range, value: YamlNode | null): void {
    const shown = showKey(cursor.context, name, value !== null);
    this.#tree.segments.push({ ...key, shown: shown === name });
    const { line } = positionAt(this.#source, first);
    this.#tree.problems.push({
      severity: "error",
      code: "yaml.duplicate-key",
      message: `duplicate key${shown === undefined ? "" : ` ${quoteText(shown)}`}; the first one is on line ${line}`,
      hint: "remove one of them",
      ...key,
      path: this.#tree.places.get(keyOf([...cursor.path, name]))?.shown,
    });
  }

  #refuse(cursor: Cursor, reason: Unsupported): undefined {
    this.#tree.broken.add(keyOf(cursor.path));
    this.#report(cursor, reason);
  }

  #report(cursor: Cursor, reason: Unsupported): undefined {
    const path = this.#tree.places.get(keyOf(cursor.path))?.shown;
    this.#tree.problems.push({ severity: "error", ...unsupported[reason], ...cursor.key, path });
  }
}

/** Returns a key as paths show it: ["https://api.example.com/v1"] for the name of an entry that is no plain one. */
function showStep({ context }: Cursor, shown: string | undefined): string {
  if (shown === undefined) return "***";
  const isName = context.kind === "node" && context.node.kind === "collection";
  return isName ? showPath([shown]) : shown;
}

function firstCharacter(source: Source): Range {
  const start = Math.max(0, source.text.search(/^[^\S\n]*[^\s#]/m));
  return { source, start, end: start + 1 };
}

/** False for 12345678901234567891, which would silently become another number. */
function isWhatItSays(value: number, source: string): boolean {
  if (!/^[-+]?\d+$/.test(source) || source === String(value)) return true;
  return BigInt(source) === BigInt(value);
}

import type { Json } from "../model/json.ts";
import type { Problem, ProblemText } from "./diagnostics.ts";
import type { Segment } from "./frames.ts";
import type { Range, Source } from "./source.ts";

/** Where a key and its value stand, and in which file. */
export interface Place {
  /** The path, fit to be shown. */
  shown: string;
  /** The key; for a list item or the whole file the value. */
  key: Range;
  /** The value, or the key when there is none. */
  value: Range;
  /** What a caret may point at: the value where it may be shown, otherwise the key. */
  target: Range;
  /** Whether the value may be quoted. */
  showable: boolean;
  /** Nothing stands behind the colon. */
  blank: boolean;
  /** There is no colon. */
  bare: boolean;
}

/** The values of a document as JSON, and where they came from. */
export interface Tree {
  source: Source;
  value: Json;
  problems: Problem[];
  /** By `keyOf(path)`. */
  places: Map<string, Place>;
  /** Paths whose values could not be taken over, by `keyOf(path)`; a problem tells each. */
  broken: Set<string>;
  /** Texts that are known keys with a slip behind them, by `keyOf(path)`. */
  slips: Map<string, Problem>;
  /** What frames show and mask. */
  segments: Segment[];
}

/** Returns a path as the key of `places` and `broken`. */
export function keyOf(path: readonly PropertyKey[]): string {
  return JSON.stringify(path.map(String));
}

/** Returns the place of a path, or of its nearest parent that is in the file. */
export function findPlace(tree: Tree, path: readonly PropertyKey[]): Place {
  for (let length = path.length; length > 0; length -= 1) {
    const place = tree.places.get(keyOf(path.slice(0, length)));
    if (place !== undefined) return place;
  }
  const start = { source: tree.source, start: 0, end: 1 };
  return (
    tree.places.get(keyOf([])) ?? {
      shown: "",
      key: start,
      value: start,
      target: start,
      showable: false,
      blank: true,
      bare: false,
    }
  );
}

/** Returns an error at a place. */
export function createProblem(place: Place, words: ProblemText, where: "key" | "value" | "target"): Problem {
  return { severity: "error", ...words, ...place[where], path: place.shown };
}

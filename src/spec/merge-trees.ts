import { getOwn, isObject, type Json, type JsonObject } from "../model/json.ts";
import type { Node } from "../model/node.ts";
import { getNode } from "../model/settings.ts";
import { specModel } from "./model.ts";
import { standsForSecret } from "./references.ts";
import { keyOf, type Tree } from "./tree.ts";

/** What one of several files says at a path. */
interface Layer {
  tree: Tree;
  value: Json;
}

/**
 * Returns one tree of several, of which later ones win, and `top` over all: maps are merged key by key,
 * everything else replaces what stood there. Each place is that of the file whose value it is; the problems of
 * all stay.
 */
export function mergeTrees(below: readonly Tree[], top: Tree): Tree {
  const trees = [...below, top];
  const places: Tree["places"] = new Map();
  const slips: Tree["slips"] = new Map();
  const layers = trees.map((tree) => ({ tree, value: tree.value }));
  return {
    source: top.source,
    value: merge(layers, [], specModel),
    problems: trees.flatMap(({ problems }) => problems),
    places,
    broken: new Set(trees.flatMap(({ broken }) => [...broken])),
    slips,
    segments: trees.flatMap(({ segments }) => segments),
  };

  function merge(layers: readonly Layer[], path: readonly string[], node: Node | undefined): Json {
    const top = layers.at(-1);
    if (top === undefined) return null;
    takePlace(top.tree, path);
    const { value } = top;
    if (Array.isArray(value)) {
      return value.map((item, index) =>
        merge([{ ...top, value: item }], [...path, String(index)], undefined),
      );
    }
    if (!isObject(value)) return value;
    const below = layersByKey(layers.slice(findLowest(layers, node)));
    const result: JsonObject = {};
    for (const [key, of] of below) result[key] = merge(of, [...path, key], enter(node, key));
    return result;
  }

  function takePlace(tree: Tree, path: readonly string[]): void {
    const key = keyOf(path);
    const place = tree.places.get(key);
    const slip = tree.slips.get(key);
    if (place !== undefined) places.set(key, place);
    if (slip !== undefined) slips.set(key, slip);
  }
}

/** Returns the index of the lowest layer that still counts: one that is no map, or one value, hides those below it. */
function findLowest(layers: readonly Layer[], node: Node | undefined): number {
  const last = layers.findLastIndex(({ value }) => !isObject(value) || isOneValue(node, value));
  // A map above one that is none hides it; the top itself is always seen.
  return Math.min(last + 1, layers.length - 1);
}

/** A reference to a secret or a name is replaced as a whole: two of its keys would be none. */
function isOneValue(node: Node | undefined, value: JsonObject): boolean {
  if (node?.kind === "leaf" && (node.secret || node.refersTo)) return true;
  return (node === undefined || node.kind === "leaf") && standsForSecret(value);
}

function layersByKey(layers: readonly Layer[]): Map<string, Layer[]> {
  const found = new Map<string, Layer[]>();
  for (const { tree, value } of layers) {
    if (!isObject(value)) continue;
    for (const key of Object.keys(value)) {
      const layer = { tree, value: getOwn(value, key) ?? null };
      const there = found.get(key);
      if (there) there.push(layer);
      else found.set(key, [layer]);
    }
  }
  return found;
}

function enter(node: Node | undefined, key: string): Node | undefined {
  if (node?.kind === "collection") return node.item;
  return node?.kind === "group" ? getNode(node, key) : undefined;
}

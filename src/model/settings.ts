import { holdsCredentials } from "./credentials.ts";
import { getOwn, isObject, type Json, type JsonObject, nestAt, readText, toStableJson } from "./json.ts";
import { absent, type Collection, type Leaf, type Node } from "./node.ts";
import { type Path, showPath } from "./path.ts";

/** One setting of a resource: a leaf, or the presence of an entry of a collection. */
export interface Setting {
  /** Below the resource. */
  path: Path;
  /** Undefined: shall not be there. */
  value: Json | undefined;
  /** Undefined for what owconf does not know, and for entries. */
  leaf?: Leaf;
  /** The presence of an entry; its settings follow. */
  isEntry?: true;
}

/** Settings by `showPath(path)`, so that any two readings can be compared one by one. */
export type Settings = ReadonlyMap<string, Setting>;

/**
 * Returns all settings of what a server holds, unknown ones included.
 * @param declared what the spec states, which decides what entries are called
 */
export function listLive(root: Node, live: Json, declared?: Json): Settings {
  return listSettings(root, nameEntries(root, live, declared), false);
}

/** Returns what a spec states with null in place of the word `absent`, which a secret may be, too. */
export function markRemoved(node: Node, stated: Json): Json {
  if (!isObject(stated) || node.kind === "leaf") return stated;
  const entries = Object.entries(stated).map(([key, value]): [string, Json] => {
    const below = node.kind === "collection" ? node.item : getNode(node, key);
    if (node.kind === "collection" && value === absent) return [key, null];
    return [key, below ? markRemoved(below, value) : value];
  });
  return Object.fromEntries(entries);
}

/** Returns all settings that a spec states; those of entries to be removed have no value. */
export function listDeclared(root: Node, declared: Json): Settings {
  return listSettings(root, declared, true);
}

function listSettings(root: Node, value: Json, isDeclared: boolean): Settings {
  const found = new Map<string, Setting>();
  walk(root, value, []);
  return found;

  function walk(node: Node | undefined, value: Json, path: Path): void {
    if (node?.kind === "collection" && isObject(value)) {
      for (const [name, entry] of Object.entries(value)) {
        const below = [...path, name];
        if (isDeclared && entry === null) add({ path: below, value: undefined, ...entryOrLeaf(node) });
        else {
          if (node.item.kind !== "leaf") add({ path: below, value: true, isEntry: true });
          if (node.item.kind === "leaf" || isObject(entry)) walk(node.item, entry, below);
        }
      }
    } else if (node?.kind === "group" && isObject(value)) {
      for (const [key, one] of Object.entries(value)) walk(getNode(node, key), one, [...path, key]);
    } else {
      add({ path, value, ...(node?.kind === "leaf" ? { leaf: node } : {}) });
    }
  }

  function add(setting: Setting): void {
    found.set(showPath(setting.path), setting);
  }
}

function entryOrLeaf({ item }: Collection): Pick<Setting, "isEntry" | "leaf"> {
  return item.kind === "leaf" ? { leaf: item } : { isEntry: true };
}

/** Returns what a server holds in the form of a spec: lists of keyed objects are maps, their identity is the key. */
export function nameEntries(node: Node, live: Json, declared?: Json): Json {
  if (node.kind === "leaf") return live;
  // What nobody ever filled may be null.
  if (live === null) return {};
  if (node.kind === "group") {
    if (!isObject(live)) return live;
    const entries = Object.entries(live).map(([key, value]): [string, Json] => {
      const below = getNode(node, key);
      return [key, below ? nameEntries(below, value, getOwn(declared, key)) : value];
    });
    return Object.fromEntries(entries);
  }
  const entries = listEntries(node, live, declared);
  if (entries === undefined) return live;
  const named = entries.map(({ name, item }): [string, Json] => [
    name,
    nameEntries(node.item, withoutIdentity(node, item), getOwn(declared, name)),
  ]);
  return Object.fromEntries(named);
}

export interface Entry {
  /** Never twice in a list. */
  name: string;
  item: Json;
  /** The server has several items of this name, or none. */
  isAmbiguous: boolean;
}

/** Returns the entries of a collection in the server's order, or undefined when it has another form. */
export function listEntries(node: Collection, live: Json, declared?: Json): Entry[] | undefined {
  if (node.wire === "map") {
    if (!isObject(live)) return undefined;
    return Object.entries(live).map(([name, item]) => ({ name, item, isAmbiguous: false }));
  }
  if (!Array.isArray(live)) return undefined;
  const names = nameItems(node, live, declared);
  const seen = new Map<string | undefined, number>();
  for (const name of names) seen.set(name, (seen.get(name) ?? 0) + 1);
  const count = new Map<string, number>();
  return live.map((item, index) => {
    const name = names[index];
    const isAmbiguous = name === undefined || (seen.get(name) ?? 0) > 1;
    const shown = name ?? "(unnamed)";
    const number = (count.get(shown) ?? 0) + 1;
    count.set(shown, number);
    // No spec states a name with such a character.
    return { name: isAmbiguous ? `${shown} (${number})\0` : shown, item, isAmbiguous };
  });
}

/** Returns what the items of a list are called. */
function nameItems(node: Collection, items: readonly Json[], declared?: Json): (string | undefined)[] {
  // What is to be absent is called by its full name: once it is gone, a short one would mean another.
  const stated = isObject(declared) ? Object.entries(declared) : [];
  const wanted = stated.filter(([, value]) => value !== null).map(([name]) => name);
  return node.nameItems?.(items, wanted) ?? items.map((item) => readText(item, node.identity ?? []));
}

function withoutIdentity({ identity }: Collection, item: Json): Json {
  const [first, ...rest] = identity ?? [];
  return first === undefined ? item : dropPath(item, first, rest);
}

function dropPath(value: Json, key: string, rest: readonly string[]): Json {
  if (!isObject(value) || !Object.hasOwn(value, key)) return value;
  const { [key]: dropped = null, ...others } = value;
  const [next, ...further] = rest;
  return next === undefined ? others : { ...value, [key]: dropPath(dropped, next, further) };
}

/** Returns what the server shall hold: what it holds, overlaid with what the spec states. */
export function mergeDeclared(node: Node, live: Json | undefined, declared: Json): Json {
  if (node.kind === "leaf" || !isObject(declared)) return declared;
  if (node.kind === "group") {
    const merged: JsonObject = isObject(live) ? { ...live } : {};
    for (const [key, value] of Object.entries(declared)) {
      const below = getNode(node, key);
      // An entry that is not there is not taken out of a collection that is not there either.
      if (below?.kind === "collection" && merged[key] === undefined && addsNothing(value)) continue;
      merged[key] = below ? mergeDeclared(below, merged[key], value) : value;
    }
    return merged;
  }
  const entries = listEntries(node, live ?? emptyOf(node), declared) ?? [];
  // Of several entries of a name none can be meant.
  const meant = new Map(entries.filter(({ isAmbiguous }) => !isAmbiguous).map((one) => [one.name, one.item]));
  const kept = entries.flatMap(({ name, item }): [string, Json][] => {
    const stated = meant.has(name) ? getOwn(declared, name) : undefined;
    if (stated === null) return [];
    return [[name, stated === undefined ? item : mergeDeclared(node.item, item, stated)]];
  });
  const added = Object.entries(declared)
    .filter(([name, value]) => value !== null && !meant.has(name))
    .map(([name, value]): [string, Json] => [name, mergeDeclared(node.item, createItem(node, name), value)]);
  return toWire(node, [...kept, ...added]);
}

function addsNothing(declared: Json): boolean {
  return isObject(declared) && Object.values(declared).every((one) => one === null);
}

/** Returns a new entry of a name, which the declared settings are laid over. */
export function createItem(node: Collection, name: string): JsonObject {
  if (node.create) return node.create(name);
  if (node.wire === "map") return {};
  return nestAt(node.identity ?? [], name) as JsonObject;
}

/**
 * Returns `live` with the picked settings as `before` had them: values put back, entries that were removed
 * inserted where they were, entries that were added taken out.
 * @param picked paths as `showPath` writes them
 * @param declared as for `listLive`
 */
export function restoreSettings(
  root: Node,
  live: Json,
  before: Json,
  picked: ReadonlySet<string>,
  declared?: Json,
): Json {
  return restore(root, live, before, declared, []) ?? null;

  function restore(
    node: Node | undefined,
    live: Json | undefined,
    before: Json | undefined,
    declared: Json | undefined,
    path: Path,
  ): Json | undefined {
    if (node?.kind === "group" && isObject(live ?? {}) && isObject(before ?? {})) {
      const keys = [live, before].flatMap((one) => (isObject(one) ? Object.keys(one) : []));
      const entries = [...new Set(keys)].flatMap((key): [string, Json][] => {
        const below = restore(
          getNode(node, key),
          getOwn(live, key),
          getOwn(before, key),
          getOwn(declared, key),
          [...path, key],
        );
        return below === undefined ? [] : [[key, below]];
      });
      if (entries.length > 0 || (isObject(live) && isObject(before))) return Object.fromEntries(entries);
      return isObject(before) ? live : before;
    }
    if (node?.kind === "collection") {
      const now = listEntries(node, live ?? emptyOf(node), declared);
      const then = listEntries(node, before ?? emptyOf(node), declared);
      if (now && then) {
        const entries = restoreEntries(node, now, then, declared, path);
        return (before ?? null) === null && entries.length === 0 ? before : toWire(node, entries);
      }
    }
    return picked.has(showPath(path)) ? before : live;
  }

  function restoreEntries(
    node: Collection,
    now: readonly Entry[],
    then: readonly Entry[],
    declared: Json | undefined,
    path: Path,
  ): [string, Json][] {
    const isPicked = (name: string) => picked.has(showPath([...path, name]));
    const was = new Map(then.map((entry) => [entry.name, entry]));
    const result = now
      .filter(({ name }) => was.has(name) || !isPicked(name))
      .map(({ name, item }): [string, Json] => {
        const old = was.get(name);
        const below = old && restore(node.item, item, old.item, getOwn(declared, name), [...path, name]);
        return [name, below ?? item];
      });
    for (const [index, { name, item }] of then.entries()) {
      if (now.some((entry) => entry.name === name) || !isPicked(name)) continue;
      const previous = then.slice(0, index).findLast((one) => result.some(([kept]) => kept === one.name));
      const at = previous === undefined ? 0 : result.findIndex(([kept]) => kept === previous.name) + 1;
      result.splice(at, 0, [name, item]);
    }
    return result;
  }
}

function toWire({ wire }: Collection, entries: readonly [string, Json][]): Json {
  return wire === "list" ? entries.map(([, item]) => item) : Object.fromEntries(entries);
}

function emptyOf({ wire }: Collection): Json {
  return wire === "list" ? [] : {};
}

/** A collection that a spec states entries of, and what the server holds there. */
interface StatedCollection {
  path: Path;
  node: Collection;
  live: Json;
  declared: JsonObject;
}

/** Returns all collections, at any depth, that a spec states entries of and the server has. */
function listStated(root: Node, live: Json, declared: Json): StatedCollection[] {
  const found: StatedCollection[] = [];
  walk(root, live, declared, []);
  return found;

  function walk(node: Node | undefined, live: Json | undefined, declared: Json, path: Path): void {
    if (!isObject(declared) || node === undefined || node.kind === "leaf") return;
    if (node.kind === "collection") {
      if (Object.keys(declared).length > 0) found.push({ path, node, live: live ?? emptyOf(node), declared });
      for (const { name, item } of listEntries(node, live ?? emptyOf(node), declared) ?? []) {
        walk(node.item, item, getOwn(declared, name) ?? null, [...path, name]);
      }
      return;
    }
    for (const [key, one] of Object.entries(declared)) {
      walk(getNode(node, key), getOwn(live, key), one, [...path, key]);
    }
  }
}

/** Returns the paths of declared entries that the server has several items for, so that none can be meant. */
export function findAmbiguous(root: Node, live: Json, declared: Json): Path[] {
  return listStated(root, live, declared).flatMap(({ path, node, live, declared }) => {
    if (node.wire === "map" || !Array.isArray(live)) return [];
    const names = nameItems(node, live, declared);
    return Object.keys(declared)
      .filter((name) => names.filter((one) => one === name).length > 1)
      .map((name) => [...path, name]);
  });
}

/** Returns the paths of declared collections that the server holds in another form, so that nothing can be laid over. */
export function findOtherForms(root: Node, live: Json, declared: Json): Path[] {
  return listStated(root, live, declared)
    .filter(({ node, live }) => listEntries(node, live) === undefined)
    .map(({ path }) => path);
}

/**
 * Returns the paths of declared entries that would be called otherwise once they are written: what tells them apart
 * is not what the spec calls them.
 */
export function findMisnamed(root: Node, live: Json, declared: Json): Path[] {
  const merged = mergeDeclared(root, live, declared);
  return listStated(root, merged, declared).flatMap(({ path, node, live, declared }) => {
    const named = listEntries(node, live, declared) ?? [];
    return Object.entries(declared)
      .filter(
        ([name, value]) => value !== null && !named.some((one) => one.name === name && !one.isAmbiguous),
      )
      .map(([name]) => [...path, name]);
  });
}

/** Returns the paths of the lists of which two readings have common entries in another order. */
export function findReordered(root: Node, a: Json, b: Json, declared?: Json): Path[] {
  const [left, right] = [listOrders(root, a, declared), listOrders(root, b, declared)];
  return [...left.values()].flatMap(({ path, names }) => {
    const others = right.get(showPath(path))?.names ?? [];
    const common = names.filter((name) => others.includes(name));
    return others.filter((name) => common.includes(name)).join("\n") === common.join("\n") ? [] : [path];
  });
}

function listOrders(root: Node, live: Json, declared?: Json): Map<string, { path: Path; names: string[] }> {
  const found = new Map<string, { path: Path; names: string[] }>();
  walk(root, live, declared, []);
  return found;

  function walk(
    node: Node | undefined,
    live: Json | undefined,
    declared: Json | undefined,
    path: Path,
  ): void {
    if (node?.kind === "group" && isObject(live)) {
      for (const [key, one] of Object.entries(live)) {
        walk(getNode(node, key), one, getOwn(declared, key), [...path, key]);
      }
    } else if (node?.kind === "collection" && node.wire === "list" && live !== undefined) {
      const names = (listEntries(node, live, declared) ?? []).map(({ name }) => name);
      found.set(showPath(path), { path, names });
    }
  }
}

/** Returns the node of a key in a group, or undefined when owconf does not know it. */
export function getNode(node: Node, key: string): Node | undefined {
  return node.kind === "group" && Object.hasOwn(node.settings, key) ? node.settings[key] : undefined;
}

/** Returns the node at a path, undefined for what owconf does not know; inside a leaf, that leaf. */
export function findNode(root: Node, path: Path): Node | undefined {
  let node: Node | undefined = root;
  for (const key of path) {
    if (node === undefined || node.kind === "leaf") return node;
    node = node.kind === "collection" ? node.item : getNode(node, key);
  }
  return node;
}

/**
 * True when a value at this path must not be shown. Only what is known to be harmless is: a plain setting that
 * owconf knows and that is no secret.
 */
export function isSensitive(root: Node, path: Path): boolean {
  const node = findNode(root, path);
  return node?.kind !== "leaf" || node.secret !== undefined;
}

/** True when this value of a setting must not be shown: for its place, or as an address that lets somebody in. */
export function isHidden(root: Node, { path, value, isEntry }: Setting): boolean {
  if (isEntry) return false;
  return isSensitive(root, path) || (value !== undefined && holdsCredentials(JSON.stringify(value)));
}

/** True for a path that leads into an entry of a collection. */
export function isInEntry(root: Node, path: Path): boolean {
  return path.some((_, index) => findNode(root, path.slice(0, index))?.kind === "collection");
}

/** True when the server treats both values as the same setting. */
export function isSameValue(leaf: Leaf | undefined, a: Json, b: Json): boolean {
  const canonical = leaf?.canonical ?? ((value) => value);
  return toStableJson(canonical(a)) === toStableJson(canonical(b));
}

/** True when the server holds what a spec states of a setting; undefined stands for nothing, on both sides. */
export function holdsWanted(
  { value, leaf }: Pick<Setting, "value" | "leaf">,
  live: Json | undefined,
): boolean {
  if (value === undefined || live === undefined) return value === live;
  return isSameValue(leaf, live, value);
}

/** Returns a path with `*` for the names of entries, as the catalogue and the dangers write it. */
export function toPattern(root: Node, path: Path): string {
  let node: Node | undefined = root;
  const keys = path.map((key) => {
    const isEntry: boolean = node?.kind === "collection";
    node = node && findNode(node, [key]);
    return isEntry ? "*" : key;
  });
  return keys.join(".");
}

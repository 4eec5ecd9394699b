import { escapeInvisible } from "../invisible.ts";
import { holdsCredentials } from "../model/credentials.ts";
import { lightZod, takes } from "../model/light-zod.ts";
import { normalizeName } from "../model/nearest-name.ts";
import { absent, type Leaf, type Node } from "../model/node.ts";
import { getNode } from "../model/settings.ts";
import { listNamedNodes, specModel } from "./model.ts";
import { variableName } from "./schema.ts";
import { boundText } from "./text.ts";

/**
 * What is known about a place in the spec, and so what of it may be shown. Only what is known to be
 * harmless is: a misspelt key may hold a secret as well as the right one.
 */
export type Context =
  | { kind: "node"; node: Node; isEntry?: true }
  /** Below a setting that takes a map of its own making. */
  | { kind: "free" }
  /** What a setting that refers to a thing by its name is given: { group: NAME }. */
  | { kind: "name" }
  /** The name behind `env:` or `file:`. */
  | { kind: "reference"; to: "env" | "file" }
  /** The value of a setting's name where that setting does not belong. */
  | { kind: "misplaced" }
  | { kind: "unknown" };

const unknown: Context = { kind: "unknown" };

/** Returns what is known about the value of a key. */
export function enterKey(context: Context, key: string): Context {
  if (context.kind === "free" || context.kind === "name") return context;
  if (context.kind !== "node") return unknown;
  const { node } = context;
  if (node.kind === "collection") return { kind: "node", node: node.item, isEntry: true };
  if (node.kind === "group") {
    const below = getNode(node, key);
    if (below !== undefined) return { kind: "node", node: below };
    return isNameOfPlainSetting(key) ? { kind: "misplaced" } : unknown;
  }
  if (node.secret) return key === "env" || key === "file" ? { kind: "reference", to: key } : unknown;
  if (key === node.refersTo) return { kind: "name" };
  if (!takesCollection(node)) return unknown;
  return takes(node.schema(lightZod), []) ? context : { kind: "free" };
}

/** Returns what is known about the items of a list; in the place of a section they are taken for parts of it. */
export function enterItem(context: Context): Context {
  return context.kind === "node" && context.node.kind === "group" ? context : enterKey(context, "");
}

/** Returns whether a text may be a key whose colon lacks its space. A secret may look like one. */
export function mayHoldKey(context: Context): boolean {
  return context.kind === "node" && !isSecret(context.node);
}

/** Returns whether a value may be quoted in a message or shown in a frame: all but what may be a secret. */
export function isShowableScalar(context: Context, value: unknown): boolean {
  if (context.kind === "reference") {
    return typeof value === "string" && isShowableReference(context.to, value);
  }
  const node = context.kind === "node" ? context.node : undefined;
  if (context.kind === "node" && context.isEntry && value === absent) return true;
  if (node && isSecret(node)) return false;
  if (typeof value === "boolean" || value === null) return true;
  if (typeof value === "number") return context.kind !== "unknown";
  const isText = node?.kind === "leaf" || context.kind === "name";
  return isText && typeof value === "string" && !mayHoldCredentials(value);
}

function isSecret(node: Node): boolean {
  return node.kind === "leaf" && node.secret !== undefined;
}

/** Returns whether what follows a key on a line that YAML cannot read may be shown. */
export function isShowableLine(key: string, value: string): boolean {
  return isNameOfPlainSetting(key) && /^(?:true|false|null|-?\d+)$/.test(value);
}

// An address may hold a password before its @, or a token behind its ?.
function mayHoldCredentials(text: string): boolean {
  // A line whose colon is missing becomes a part of the value before it.
  if (/[\s:=]/.test(text) && matchSecretKey().test(text)) return true;
  const colon = text.indexOf(":");
  if (colon === -1) return false;
  const slashes = text.indexOf("://");
  const tail = slashes === -1 ? "" : text.slice(slashes);
  return text.lastIndexOf("@") > colon || tail.includes("?") || tail.includes("#");
}

/** Returns whether the name in a reference looks like one, and not like a secret put there by mistake. */
export function isShowableReference(to: "env" | "file", name: string): boolean {
  if (to === "env") return variableName.test(name) && name === name.toUpperCase() && name.length <= 60;
  if (!/^(?:[A-Za-z]:)?[\w.\\/~ -]{1,200}$/.test(name)) return false;
  if (/^(?:[A-Za-z]:|~|\.{0,2})[\\/]/.test(name)) return true;
  // A bare word may be the secret itself; a path has a folder or an ending, and is not random.
  const isRandom = (part: string) => part.length > 40 || (/\d/.test(part) && /[A-Z]/.test(part));
  return /[\\/]|\.[a-z]{1,5}$/.test(name) && !name.split(/[\\/.]/).some(isRandom);
}

/** Returns a key as it may be shown, or undefined. A bare word in { } has no colon and may be a value. */
export function showKey(context: Context, key: string, hasColon: boolean): string | undefined {
  const node = context.kind === "node" ? context.node : undefined;
  if (node && (getNode(node, key) || (node.kind === "leaf" && node.refersTo === key))) return key;
  // What is no address may be a key that stands in its place.
  if (node?.kind === "collection" && node.isByUrl && !/^https?:\/\//i.test(key)) return undefined;
  if (node?.kind === "collection") return hasColon && isShowableName(node.item, key) ? key : undefined;
  if (isKnownKey(key)) return key;
  if (!hasColon) return undefined;
  if (node?.kind === "group") return isShowableKey(key) ? key : undefined;
  const isFree = context.kind === "free" || (node?.kind === "leaf" && !node.secret && takesCollection(node));
  return isFree && isPlain(key, 60) ? key : undefined;
}

// The name of a connection is its address, which may hold a password. In a map of secrets, one with a blank may be
// an entry that lacks its colon.
function isShowableName(item: Node, name: string): boolean {
  if (isSecret(item)) return /^[\w$.-]{1,60}$/.test(name);
  return isPlain(name, 200) && !nameHoldsCredentials(name);
}

/** Returns whether the name of an entry is an address with a user, a password or a query in it. */
export function nameHoldsCredentials(name: string): boolean {
  return holdsCredentials(name) || /^[^/]*:\/*[^/]*@|:\/\/.*[?@]/.test(name);
}

function isPlain(key: string, maxLength: number): boolean {
  return key === escapeInvisible(key) && boundText(key, maxLength) === key;
}

// Of several words, one may be a secret that lacks its colon: `app_dn_password hunter2: x`.
function isShowableKey(key: string): boolean {
  if (/^[\w$.-]{1,60}$/.test(key) || isNameOfSetting(key)) return true;
  const words = key.split(" ");
  return /^[\w$.,()'/ -]{1,60}$/.test(key) && !words.some((one) => isKnownKey(one) || secretWord.test(one));
}

function isNameOfSetting(key: string): boolean {
  return readNames().has(normalizeName(key));
}

/** True for names under which no section has a secret. */
function isNameOfPlainSetting(key: string): boolean {
  return readNames().get(normalizeName(key)) === false;
}

/** Returns for each name of a setting, aliases included, whether a secret has it. */
function readNames(): Map<string, boolean> {
  if (names !== undefined) return names;
  names = new Map();
  for (const { node, names: own } of listNamedNodes()) {
    if (node.kind !== "leaf") continue;
    for (const name of own.map(normalizeName)) {
      names.set(name, isSecret(node) || names.get(name) === true);
    }
  }
  return names;
}

let names: Map<string, boolean> | undefined;
const secretWord = /passw|secret|token|key|credential/i;

/** Returns whether some place of the spec has this key. */
export function isKnownKey(key: string): boolean {
  known ??= new Set(["env", "file", ...listNamedNodes().flatMap(({ path }) => path.slice(-1))]);
  return known.has(key);
}

let known: Set<string> | undefined;
let secretKey: RegExp | undefined;

/** Matches the key of a secret with something behind it. */
function matchSecretKey(): RegExp {
  secretKey ??= new RegExp(`(?<!\\w)(?:${[...new Set(listSecretKeys(specModel))].join("|")})[\\s:=]`);
  return secretKey;
}

/** Returns the keys of all secrets. Nearly every spec needs them, and only few all that `listNamedNodes` makes. */
function listSecretKeys(node: Node): string[] {
  if (node.kind === "leaf") return [];
  if (node.kind === "collection") return listSecretKeys(node.item);
  return Object.entries(node.settings).flatMap(([key, one]) => (isSecret(one) ? [key] : listSecretKeys(one)));
}

const collections = new WeakMap<Leaf, boolean>();

function takesCollection(leaf: Leaf): boolean {
  const cached = collections.get(leaf);
  if (cached !== undefined) return cached;
  const schema = leaf.schema(lightZod);
  const isCollection = takes(schema, {}) || takes(schema, []);
  collections.set(leaf, isCollection);
  return isCollection;
}

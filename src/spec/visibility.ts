import { escapeInvisible } from "../invisible.ts";
import { listSettings, type Section, type Setting } from "./model.ts";
import { specModel, variableName } from "./schema.ts";
import { boundText, normalizeName } from "./text.ts";

/**
 * What is known about a place in the spec, and so what of it may be shown. Only what is known to be
 * harmless is: a misspelt key may hold a secret as well as the right one.
 */
export type ModelNode =
  | { kind: "section"; section: Section }
  | { kind: "setting"; setting: Setting }
  /** Below a setting that takes a map of its own making. */
  | { kind: "free" }
  /** The name behind `env:` or `file:`. */
  | { kind: "reference"; to: "env" | "file" }
  /** The value of a setting's name where that setting does not belong. */
  | { kind: "misplaced" }
  | { kind: "unknown" };

const unknown: ModelNode = { kind: "unknown" };

/** Returns what is known about the value of a key. */
export function enterKey(node: ModelNode, key: string): ModelNode {
  if (node.kind === "free") return node;
  if (node.kind === "section") {
    const entry = node.section.entries.get(key);
    if (entry === undefined) return isNameOfPlainSetting(key) ? { kind: "misplaced" } : unknown;
    return entry.kind === "section"
      ? { kind: "section", section: entry }
      : { kind: "setting", setting: entry };
  }
  if (node.kind !== "setting") return unknown;
  if (node.setting.sensitive)
    return key === "env" || key === "file" ? { kind: "reference", to: key } : unknown;
  if (!takesCollection(node.setting)) return unknown;
  return node.setting.schema.safeParse([]).success ? node : { kind: "free" };
}

/** Returns what is known about the items of a list; in the place of a section they are taken for parts of it. */
export function enterItem(node: ModelNode): ModelNode {
  return node.kind === "section" ? node : enterKey(node, "");
}

/** Returns whether a text may be a key whose colon lacks its space. A secret may look like one. */
export function mayHoldKey(node: ModelNode): boolean {
  return node.kind === "section" || (node.kind === "setting" && !node.setting.sensitive);
}

/** Returns whether a value may be quoted in a message or shown in a frame: all but what may be a secret. */
export function isShowableScalar(node: ModelNode, value: unknown): boolean {
  if (node.kind === "reference") return typeof value === "string" && isShowableReference(node.to, value);
  if (node.kind === "setting" && node.setting.sensitive) return false;
  if (typeof value === "boolean" || value === null) return true;
  if (typeof value === "number") return node.kind !== "unknown";
  return node.kind === "setting" && typeof value === "string" && !mayHoldCredentials(value);
}

/** Returns whether what follows a key on a line that YAML cannot read may be shown. */
export function isShowableLine(key: string, value: string): boolean {
  return isNameOfPlainSetting(key) && /^(?:true|false|null|-?\d+)$/.test(value);
}

// An address may hold a password before its @, or a token behind its ?.
function mayHoldCredentials(text: string): boolean {
  // A line whose colon is missing becomes a part of the value before it.
  if (listSecretKeys().some((key) => text.includes(key))) return true;
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
export function showKey(node: ModelNode, key: string, hasColon: boolean): string | undefined {
  if (isKnownKey(key)) return key;
  if (!hasColon) return undefined;
  if (node.kind === "section") return isShowableKey(key) ? key : undefined;
  const free = node.kind === "free" || (node.kind === "setting" && isFree(node.setting));
  return free && key === escapeInvisible(key) && boundText(key) === key ? key : undefined;
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
  for (const [path, { aliases, sensitive }] of listSettings(specModel)) {
    for (const name of [path.at(-1) ?? "", ...aliases].map(normalizeName)) {
      names.set(name, sensitive || names.get(name) === true);
    }
  }
  return names;
}

let names: Map<string, boolean> | undefined;
const secretWord = /passw|secret|token|key|credential/i;

/** Returns whether some place of the spec has this key. */
export function isKnownKey(key: string): boolean {
  known ??= collectKeys();
  return known.has(key);
}

let known: Set<string> | undefined;

function collectKeys(): Set<string> {
  const paths = listSettings(specModel).flatMap(([path]) => path);
  return new Set(["env", "file", ...paths]);
}

let secretKeys: string[] | undefined;

function listSecretKeys(): string[] {
  secretKeys ??= listSettings(specModel).flatMap(([path, { sensitive }]) =>
    sensitive ? path.slice(-1) : [],
  );
  return secretKeys;
}

function isFree(setting: Setting): boolean {
  return !setting.sensitive && takesCollection(setting);
}

const collections = new WeakMap<Setting, boolean>();

function takesCollection(setting: Setting): boolean {
  const cached = collections.get(setting);
  if (cached !== undefined) return cached;
  const takes = setting.schema.safeParse({}).success || setting.schema.safeParse([]).success;
  collections.set(setting, takes);
  return takes;
}

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
  | { kind: "unknown" };

const unknown: ModelNode = { kind: "unknown" };

/** Returns what is known about the value of a key. */
export function enterKey(node: ModelNode, key: string): ModelNode {
  if (node.kind === "free") return node;
  if (node.kind === "section") {
    const entry = node.section.entries.get(key);
    if (entry === undefined) return unknown;
    return entry.kind === "section"
      ? { kind: "section", section: entry }
      : { kind: "setting", setting: entry };
  }
  if (node.kind !== "setting") return unknown;
  if (node.setting.sensitive)
    return key === "env" || key === "file" ? { kind: "reference", to: key } : unknown;
  return takesCollection(node.setting) ? { kind: "free" } : unknown;
}

/** Returns whether a value may be quoted in a message or shown in a frame. */
export function isShowableScalar(node: ModelNode, value: unknown): boolean {
  if (node.kind === "reference") return typeof value === "string" && isShowableReference(node.to, value);
  if (node.kind !== "setting" || node.setting.sensitive) return false;
  // An address may hold a password before its @, or a token behind its ?.
  return typeof value !== "string" || !mayHoldCredentials(value);
}

function mayHoldCredentials(text: string): boolean {
  if (/passw|secret|token/i.test(text)) return true;
  const colon = text.indexOf(":");
  if (colon === -1) return false;
  const slashes = text.indexOf("://");
  const tail = slashes === -1 ? "" : text.slice(slashes);
  return text.lastIndexOf("@") > colon || tail.includes("?") || tail.includes("#");
}

/** Returns whether the name in a reference looks like one, and not like a secret put there by mistake. */
export function isShowableReference(to: "env" | "file", name: string): boolean {
  if (to === "env") return variableName.test(name) && name === name.toUpperCase() && name.length <= 60;
  return /^(\.{0,2}\/|[A-Za-z]:[\\/])[\w.\\/ -]{1,200}$/.test(name);
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
  names ??= new Set(
    listSettings(specModel).flatMap(([path, { aliases }]) =>
      [path.at(-1) ?? "", ...aliases].map(normalizeName),
    ),
  );
  return names.has(normalizeName(key));
}

let names: Set<string> | undefined;
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

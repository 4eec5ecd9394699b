import type { core } from "zod";
import { type Json, readPath } from "../model/json.ts";
import { suggestName } from "../model/nearest-name.ts";
import { absent, type Group, type Leaf, type Node } from "../model/node.ts";
import type { Path } from "../model/path.ts";
import { findNode } from "../model/settings.ts";
import { z } from "../model/whole-zod.ts";
import type { Problem, ProblemText } from "./diagnostics.ts";
import {
  createValueSchema,
  describeValueSchema,
  findValueSchema,
  listWords,
  takesType,
  type ValueSchema,
} from "./expectations.ts";
import { describeKey } from "./model.ts";
import { createLeafSchema } from "./schema.ts";
import { boundText, joinWithOr, quoteText } from "./text.ts";
import { createProblem, findPlace, keyOf, type Place, type Tree } from "./tree.ts";
import { describeUnknownKeys } from "./unknown-keys.ts";
import {
  adviseVariable,
  describeNot,
  describeSecretProblem,
  describeUrlProblem,
  describeValue,
  describeVersion,
  isVariable,
  looksLikeReference,
} from "./wording.ts";

type Issue = core.$ZodIssue;

/** Returns zod's issues as problems in plain words, at their places. */
export function describeIssues(issues: readonly Issue[], tree: Tree, model: Group): Problem[] {
  const foreign = readPath(tree.value, ["version"]);
  if (typeof foreign === "number" && foreign !== 1) {
    return [createProblem(findPlace(tree, ["version"]), describeVersion(foreign), "target")];
  }
  return issues
    .filter((issue) => !isBroken(issue, tree))
    .flatMap((issue) =>
      issue.code === "unrecognized_keys"
        ? describeUnknownKeys(issue, tree, model)
        : [describeIssue(issue, tree, model)],
    );
}

function describeIssue(issue: Issue, tree: Tree, model: Group): Problem {
  const path = issue.path.map(String);
  const place = findPlace(tree, path);
  const value = readPath(tree.value, path);
  const slip = findSlipAt(tree, path, value);
  if (slip !== undefined) return slip;
  const found = findLeaf(model, path);
  if (found === undefined) {
    return createProblem(
      Array.isArray(value) ? findPlace(tree, [...path, "0"]) : place,
      describeSectionProblem(path, value, place, model),
      typeof value === "string" ? "value" : "key",
    );
  }
  if (found.leaf.secret) {
    const at = findPlace(tree, found.path);
    return createProblem(
      at,
      describeSecretProblem(nameOf(at, found.path), readPath(tree.value, found.path) ?? null, at),
      "key",
    );
  }
  if (value === undefined) return createProblem(place, describeMissing(path, place), "key");
  return createProblem(place, describeSettingProblem(issue, found, value, place, path), "target");
}

function describeMissing(path: Path, place: Place): ProblemText {
  if (path.length === 1) return describeVersion(undefined);
  return { code: "spec.value", message: `${nameOf(place, path)} lacks ${path.at(-1)}` };
}

/** A slip makes a key of a section, and a list of such keys, a text. */
function findSlipAt(tree: Tree, path: readonly string[], value: Json | undefined): Problem | undefined {
  const first = Array.isArray(value) ? tree.slips.get(keyOf([...path, "0"])) : undefined;
  return tree.slips.get(keyOf(path)) ?? first;
}

function describeSectionProblem(
  path: string[],
  value: Json | undefined,
  place: Place,
  model: Group,
): ProblemText {
  if (path.length === 0) {
    const message = `the spec must be a map, not ${describeValue(value ?? null, false)}`;
    return { code: "spec.type", message, hint: "start with `version: 1`" };
  }
  const name = nameOf(place, path);
  const node = findNode(model, path);
  const isEntry = findNode(model, path.slice(0, -1))?.kind === "collection";
  const removal = isEntry ? `write ${absent} to remove the entry` : "remove the key";
  if (value === null) {
    const hint = `indent its settings below it, or ${removal}`;
    return { code: "spec.null", message: `${name} is empty`, hint };
  }
  const what = node?.kind === "collection" ? "entries" : "settings";
  const message = `${name} must be a map of ${what}, not ${describeValue(value ?? null, false)}`;
  return { code: "spec.type", message, hint: hintForSection(node, value, isEntry ? removal : undefined) };
}

function hintForSection(
  node: Node | undefined,
  value: Json | undefined,
  removal: string | undefined,
): string {
  if (node?.kind === "collection") {
    const name = (node.identity?.at(-1) ?? "name").toUpperCase();
    const entry = node.item.kind === "leaf" ? "value" : "{ … }";
    return `${Array.isArray(value) ? "remove the dashes: " : ""}write each entry as \`${name}: ${entry}\``;
  }
  if (typeof value === "string") {
    const hint = "write each setting as `key: value`, with a space after the colon";
    return removal === undefined ? hint : `${hint}, or ${removal}`;
  }
  if (Array.isArray(value)) return "remove the dashes: write each setting as `key: value`";
  const keys = node?.kind === "group" ? Object.keys(node.settings).slice(0, 3) : [];
  return `its keys are for example ${joinWithOr(keys)}`;
}

function describeSettingProblem(
  issue: Issue,
  found: Found,
  value: Json,
  place: Place,
  path: readonly string[],
): ProblemText {
  const text = describeWrongValue(issue, found, value, place, path);
  return isVariable(value) ? { ...text, hint: adviseVariable(path) } : text;
}

function describeWrongValue(
  issue: Issue,
  { leaf, below, path: whole }: Found,
  value: Json,
  place: Place,
  path: readonly string[],
): ProblemText {
  const name = nameOf(place, path);
  if (name === "version") return describeVersion(value);
  if (issue.code === "invalid_key") {
    const key = `.${path.at(-1)}`;
    const map = place.shown.endsWith(key) ? place.shown.slice(0, -key.length) : place.shown;
    return { code: "spec.key", message: `a key in ${map} ${issue.issues[0]?.message}` };
  }
  const schema = createLeafSchema(z, leaf);
  const inner = findValueSchema(createValueSchema(schema), below) ?? {};
  const shape = below.length > 0 ? inner : { ...inner, description: describeKey(whole) };
  if (name === "server.url" && typeof value === "string") return describeUrlProblem(value, place);
  if (issue.code === "custom") {
    const got = place.showable ? `, ${describeNot(value, true)}` : "";
    return { code: "spec.value", message: `${name} ${issue.message}${got}`, hint: issue.params?.hint };
  }
  const badForm = shape.anyOf === undefined && issue.code === "invalid_format" && typeof value === "string";
  if (badForm) {
    const quoted = place.showable && typeof value === "string" ? `: ${quoteText(value)}` : "";
    return {
      code: "spec.value",
      message: `${name} has an invalid format${quoted}`,
      hint: describeForm(shape),
    };
  }
  if (value === "" && issue.code === "too_small") {
    const hint = "remove the key to keep the server's value";
    return { code: "spec.value", message: `${name} must not be empty`, hint };
  }
  const got = place.blank && value === null ? "but it is empty" : describeNot(value, place.showable);
  const message = `${name} must be ${describeValueSchema(shape)}, ${got}`;
  if (looksLikeReference(value)) {
    return {
      code: "spec.reference",
      message: `${name} is not a secret and cannot be a reference`,
      hint: `write the value: ${describeValueSchema(shape)}`,
    };
  }
  const isTaken = (other: Json) => below.length > 0 || schema.safeParse(other).success;
  const wrongType = issue.code === "invalid_type" || issue.code === "invalid_union";
  const code = value === null ? "spec.null" : wrongType ? "spec.type" : "spec.value";
  return { code, message, hint: hintFor(shape, value, place.showable, isTaken) };
}

function hintFor(
  shape: ValueSchema,
  value: Json,
  showable: boolean,
  isTaken: (other: Json) => boolean,
): string | undefined {
  if (value === null) return "remove the key to keep the server's value";
  if (typeof value === "string" && showable) {
    const lower = value.toLowerCase();
    if (takesType(shape, "boolean")) {
      return lower === "true" || lower === "false"
        ? `write ${lower} without quotes`
        : "YAML 1.2 has only true and false";
    }
    const near = suggestName(value, listWords(shape));
    if (near !== undefined) return `did you mean "${near}"?`;
    if (takesType(shape, "integer") && /^\d+$/.test(value)) return "write the number without quotes";
  }
  if (typeof value === "number" && takesType(shape, "boolean")) return "write true or false";
  const isPlain = typeof value === "number" || typeof value === "boolean";
  if (isPlain && takesType(shape, "string") && isTaken(String(value))) {
    return showable ? `put it in quotes: "${value}"` : "put it in quotes";
  }
  if (shape.type === "array" && showable && typeof value === "string") {
    const item = value.replace(/^-\s*/, "");
    if (isTaken([item])) return `write a list: [${item}]`;
  }
  return typeof value === "object" ? undefined : describeForm(shape);
}

function describeForm(shape: ValueSchema): string | undefined {
  const examples = (shape.examples ?? [])
    .map((one) => JSON.stringify(one))
    .filter((one) => !shape.description?.includes(one));
  const parts = [
    ...(shape.description === undefined ? [] : [shape.description]),
    ...(examples.length === 0 ? [] : [`For example ${joinWithOr(examples)}.`]),
  ];
  return parts.length === 0 ? undefined : parts.join(" ");
}

interface Found {
  leaf: Leaf;
  /** Where the setting is. */
  path: Path;
  /** The rest, within its value. */
  below: Path;
}

function findLeaf(model: Group, path: Path): Found | undefined {
  for (let length = 1; length <= path.length; length += 1) {
    const node = findNode(model, path.slice(0, length));
    if (node?.kind === "leaf") return { leaf: node, path: path.slice(0, length), below: path.slice(length) };
  }
  return undefined;
}

// A server's own name in capitals says enough at the top of a section; other names need their sections.
function nameOf({ shown }: Place, path: Path): string {
  const [section = "", key = ""] = path;
  const isEnough = /^[A-Z][A-Z0-9_]+$/.test(key) && shown.startsWith(`${section}.${key}`);
  return boundText(isEnough ? shown.slice(section.length + 1) : shown, 200);
}

function isBroken(issue: Issue, tree: Tree): boolean {
  if (issue.code === "unrecognized_keys") return false;
  if (issue.code === "invalid_union") {
    const below = keyOf(issue.path).slice(0, -1);
    for (const one of tree.broken) if (one.startsWith(`${below},`)) return true;
  }
  return issue.path.some((_, index) => tree.broken.has(keyOf(issue.path.slice(0, index + 1))));
}

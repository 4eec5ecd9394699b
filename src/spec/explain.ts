import type { Json } from "../model/json.ts";
import { normalizeName } from "../model/nearest-name.ts";
import type { Path } from "../model/path.ts";
import { findNode } from "../model/settings.ts";
import { z } from "../model/whole-zod.ts";
import { listFactoryValues } from "../releases/history.ts";
import { createValueSchema, describeValueSchema } from "./expectations.ts";
import { describeKey, findResourceAt, listNamedNodes, specModel } from "./model.ts";

/** What is known of one key of the spec. */
export interface ExplainedKey {
  /** As `adminConfig.ENABLE_SIGNUP`; `<name>` stands for the name of an entry. */
  path: string;
  description: string;
  /** What it takes, for people; left out for a group of settings. */
  takes?: string;
  isSecret: boolean;
  /** Where the admin panel of the newest catalogued release has it: the page, and its words there. */
  panel?: string;
  /** The settings right below a group or an entry. */
  settings?: string[];
  /** What a new server holds: each entry has the first catalogued release with it. */
  factory?: readonly (readonly [release: string, value: Json])[];
}

/** Returns what is known of the keys that a name may mean: a path, a key, a label, or another well-known name. */
export function explainKeys(name: string): ExplainedKey[] {
  const nodes = listNamedNodes();
  const whole = nodes.filter(({ path }) => name.includes(".") && `.${showKey(path)}`.endsWith(`.${name}`));
  const exact = whole.length > 0 ? whole : nodes.filter(({ path }) => path.at(-1) === name);
  const wanted = normalizeName(name);
  const meant =
    exact.length > 0
      ? exact
      : nodes.filter(({ names }) => names.some((one) => normalizeName(one) === wanted));
  return meant.map(({ path }) => explainKey(path));
}

function explainKey(path: Path): ExplainedKey {
  const node = findNode(specModel, path);
  const { resource, below } = findResourceAt(path) ?? {};
  const isLeaf = node?.kind === "leaf";
  const factory = resource && below && isLeaf ? listFactoryValues(resource, below) : [];
  const group = node?.kind === "collection" ? node.item : node;
  return {
    path: showKey(path),
    description: describeKey(path),
    ...(isLeaf ? { takes: describeValueSchema(createValueSchema(node.schema(z))) } : {}),
    isSecret: isLeaf && node.secret !== undefined,
    ...(resource ? { panel: [resource.panel, node?.label].filter(Boolean).join(": ") } : {}),
    ...(group?.kind === "group" ? { settings: Object.keys(group.settings) } : {}),
    ...(factory.length > 0 ? { factory } : {}),
  };
}

function showKey(path: Path): string {
  return path.map((key) => (key === "*" ? "<name>" : key)).join(".");
}

import { parse, stringify } from "yaml";
import { escapeInvisibleInYaml, replaceInvisible } from "../invisible.ts";
import { factoryValueOf } from "../resources/history.ts";
import { resources } from "../resources/index.ts";
import {
  type Absence,
  type Field,
  type Json,
  type JsonObject,
  type Resource,
  specPathOf,
} from "../resources/resource.ts";
import { parseSpec } from "./parse.ts";

/** What `exportSpec` writes down. */
export interface ExportInput {
  server: { url: string; version: string };
  /** The account's e-mail address, when the spec shall name it. */
  email: string | undefined;
  /** Resource name → the raw live object. */
  live: Readonly<Record<string, JsonObject>>;
  /** Resource name → what the server answers for one that it lacks. */
  absent?: Readonly<Record<string, Absence>>;
  /** Declare settings at their factory value too, instead of only mentioning them in a comment. */
  all: boolean;
}

const maxComment = 10_000;

interface Leaf {
  field: Field;
  /** As the spec states it. */
  text: string[];
  declared: boolean;
}
type Branch = Map<string, Branch | Leaf>;

/**
 * Returns a spec, as YAML text, that the live values satisfy: planning it finds nothing to change
 * once the secrets it refers to are set. Never holds a secret. Pure.
 */
export function exportSpec({ server, email, live, absent = {}, all }: ExportInput): string {
  const tree: Branch = new Map();
  const unknown: string[] = [];
  for (const resource of resources) {
    for (const [name, value] of Object.entries(live[resource.name] ?? {})) {
      const field = resource.fields[name];
      if (!field) unknown.push(name);
      else {
        const factory = factoryValueOf(resource, name, server.version);
        const path = specPathOf(resource, name);
        const text = renderSetting(path.at(-1) ?? name, field, value);
        const isChanged = field.sensitive ? value !== "" : !isDeepEqual(value, all ? undefined : factory);
        const declared = isChanged && readsBack(resource, name, text, value);
        plant(tree, path, { field, text, declared });
      }
    }
  }
  return [
    "# yaml-language-server: $schema=owconf.schema.json",
    "# For completion in your editor: owconf schema > owconf.schema.json",
    "#",
    `# Made by owconf export from ${oneLine(server.url)} (Open WebUI ${oneLine(server.version)}).`,
    ...(all
      ? []
      : [
          "# A setting behind a # is unmanaged: it is at its factory value, or at one that no spec can state.",
          "# Take the # away to manage it, and the one before the head of its section, if there is one.",
        ]),
    ...(unknown.length > 0
      ? [`# Unknown to this owconf and left alone: ${unknown.map(oneLine).join(", ")}`]
      : []),
    ...resources.flatMap(({ name, title }) => renderAbsence(title, absent[name])),
    "version: 1",
    "server:",
    ...lines({ url: server.url }).map((line) => `  ${line}`),
    ...(email === undefined ? [] : renderSignIn(email)),
    ...renderBranch(tree, ""),
    "",
  ].join("\n");
}

function renderAbsence(title: string, absence: Absence | undefined): string[] {
  if (absence === undefined) return [];
  const reason = absence === "page" ? ": a web page answers for it, perhaps of a proxy in front" : "";
  return [`# This server has no ${title}${reason}.`];
}

function renderSignIn(email: string): string[] {
  return [
    "  signIn:",
    ...lines({ email }).map((line) => `    ${line}`),
    `    password: ${renderReference("OWCONF_PASSWORD")}`,
  ];
}

function renderReference(name: string): string {
  return `{ env: ${name} }`;
}

function renderSetting(key: string, { sensitive }: Field, value: Json): string[] {
  return sensitive && value !== "" ? [`${key}: ${renderReference(sensitive.env)}`] : lines({ [key]: value });
}

/** Returns whether a spec with these lines states the value: too deep a map, or the key <<, none can. */
function readsBack(resource: Resource, name: string, text: readonly string[], value: Json): boolean {
  const { specPath, fields } = resource;
  const heads = specPath.map((key, depth) => `${"  ".repeat(depth)}${key}:`);
  const spec = ["version: 1", ...heads, ...text.map((line) => "  ".repeat(specPath.length) + line), ""];
  try {
    const { declared } = parseSpec(spec.join("\n"), "");
    return fields[name]?.sensitive !== undefined || isDeepEqual(declared[resource.name]?.[name], value);
  } catch {
    return false;
  }
}

function isDeepEqual(left: Json | undefined, right: Json | undefined): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

function plant(branch: Branch, [key = "", ...rest]: readonly string[], leaf: Leaf): void {
  if (rest.length === 0) {
    branch.set(key, leaf);
    return;
  }
  const next = branch.get(key);
  const child: Branch = next instanceof Map ? next : new Map();
  branch.set(key, child);
  plant(child, rest, leaf);
}

function renderBranch(branch: Branch, indent: string): string[] {
  // Leaves first: `ldap.enabled` before `ldap.server`.
  const entries = [...branch].sort(([, a], [, b]) => Number(a instanceof Map) - Number(b instanceof Map));
  return entries.flatMap(([key, node]) => {
    if (node instanceof Map) {
      const head = `${indent}${hasDeclared(node) ? "" : "# "}${key}:`;
      return [...(indent === "" ? [""] : []), head, ...renderBranch(node, `${indent}  `)];
    }
    if (!node.declared) return abbreviate(key, node.text).map((line) => `${indent}# ${line}`);
    const { description } = node.field.schema;
    return [...(description ? [`# ${description}`] : []), ...node.text].map((line) =>
      line === "" ? "" : indent + line,
    );
  });
}

/** A spec has at most 1 MiB, comments included. */
function abbreviate(key: string, text: string[]): string[] {
  return text.join("\n").length > maxComment ? [`${key}: … (too long for a comment)`] : text;
}

function hasDeclared(branch: Branch): boolean {
  return [...branch.values()].some((node) => (node instanceof Map ? hasDeclared(node) : node.declared));
}

function lines(value: JsonObject): string[] {
  const text = stringify(value, { lineWidth: 0 });
  // The block style loses the blanks of a text such as " \n".
  const isWhole = JSON.stringify(parse(text)) === JSON.stringify(value);
  const safe = isWhole ? text : stringify(value, { lineWidth: 0, blockQuote: false });
  const escaped = escapeInvisibleInYaml(safe) === safe ? safe : escapeInvisibleInYaml(quote(value));
  return escaped.replace(/\n$/, "").split("\n");
}

/** Returns YAML with all texts in double quotes, the only ones with escapes. */
function quote(value: JsonObject): string {
  return stringify(value, {
    lineWidth: 0,
    blockQuote: false,
    defaultStringType: "QUOTE_DOUBLE",
    defaultKeyType: "QUOTE_DOUBLE",
  });
}

function oneLine(text: string): string {
  return replaceInvisible(text, () => " ");
}

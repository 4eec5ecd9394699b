import { parse, stringify } from "yaml";
import { factoryValueOf } from "../resources/history.ts";
import { resources } from "../resources/index.ts";
import { type Absence, type Field, type Json, type JsonObject, specPathOf } from "../resources/resource.ts";

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

interface Leaf {
  field: Field;
  value: Json;
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
        const declared = isDeclared(field, value, all ? undefined : factory);
        plant(tree, specPathOf(resource, name), { field, value, declared });
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

/** A value that the spec could not state, or that a new server has anyway, stays a comment. */
function isDeclared(field: Field, value: Json, factory: Json | undefined): boolean {
  if (!field.schema.safeParse(value).success || hasRefusedKey(value)) return false;
  if (field.sensitive) return value !== "";
  return JSON.stringify(value) !== JSON.stringify(factory);
}

/** True for keys that a spec may not have, at any depth. */
function hasRefusedKey(value: Json): boolean {
  if (value === null || typeof value !== "object") return false;
  return Object.entries(value).some(([key, one]) => ["<<", "__proto__"].includes(key) || hasRefusedKey(one));
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
    const { sensitive, schema } = node.field;
    const text =
      sensitive && node.value !== ""
        ? [`${key}: ${renderReference(sensitive.env)}`]
        : lines({ [key]: node.value });
    if (!node.declared) return text.map((line) => `${indent}# ${line}`);
    return [...(schema.description ? [`# ${schema.description}`] : []), ...text].map((line) =>
      line === "" ? "" : indent + line,
    );
  });
}

function hasDeclared(branch: Branch): boolean {
  return [...branch.values()].some((node) => (node instanceof Map ? hasDeclared(node) : node.declared));
}

function lines(value: JsonObject): string[] {
  const text = stringify(value, { lineWidth: 0 });
  // The block style loses the blanks of a text such as " \n".
  const isWhole = JSON.stringify(parse(text)) === JSON.stringify(value);
  const safe = isWhole ? text : stringify(value, { lineWidth: 0, blockQuote: false });
  return escapeUnsafe(safe, value).replace(/\n$/, "").split("\n");
}

// What a terminal may act on, and YAML lets stand as it is.
const unsafe = /(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Escapes what is unsafe, which YAML only knows in double quotes. */
function escapeUnsafe(text: string, value: JsonObject): string {
  if (text.search(unsafe) === -1) return text;
  const quoted = stringify(value, {
    lineWidth: 0,
    blockQuote: false,
    defaultStringType: "QUOTE_DOUBLE",
    defaultKeyType: "QUOTE_DOUBLE",
  });
  return quoted.replace(unsafe, (one) => {
    const code = (one.codePointAt(0) ?? 0).toString(16);
    return one.length > 1 ? `\\U${code.padStart(8, "0")}` : `\\u${code.padStart(4, "0")}`;
  });
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, " ");
}

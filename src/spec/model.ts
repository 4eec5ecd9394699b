import { z } from "zod";
import { dangers } from "../resources/dangers.ts";
import { describeHistory } from "../resources/history.ts";
import type { Resource } from "../resources/resource.ts";
import { wellKnownAliases } from "./well-known-names.ts";

/** One key of the spec that takes a value. */
export interface Setting {
  kind: "setting";
  schema: z.ZodType;
  required?: true;
  sensitive: boolean;
  /** Other names under which people look for it: the server's own, the admin panel's, and well-known ones. */
  aliases: readonly string[];
}

/** One key of the spec that takes further keys. */
export interface Section {
  kind: "section";
  description: string;
  entries: Map<string, Section | Setting>;
}

const setting = (schema: z.ZodType, more: Partial<Setting> = {}): Setting => ({
  kind: "setting",
  schema,
  sensitive: false,
  aliases: [],
  ...more,
});

const section = (description: string, entries: [string, Section | Setting][] = []): Section => ({
  kind: "section",
  description,
  entries: new Map(entries),
});

/** Returns all keys of a spec: its own ones, and those of the given resources at their paths. */
export function createModel(resources: readonly Resource[]): Section {
  const root = section("The settings of an Open WebUI server. Keys that are left out are never changed.", [
    ["$schema", setting(z.string().meta({ description: "URL or path of this JSON Schema, for editors." }))],
    [
      "version",
      setting(z.literal(1).meta({ description: "The version of the spec's format: 1." }), {
        required: true,
      }),
    ],
    ["server", createServerSection()],
    [
      "allow",
      setting(
        z.array(z.enum(dangers.map(({ name }) => name))).meta({
          description: "Dangerous changes that apply may make; plan lists the ones a spec needs.",
          examples: [["ldap-without-tls"]],
        }),
      ),
    ],
  ]);
  for (const resource of resources) {
    const target = findSection(root, resource.specPath);
    target.description = `${capitalize(resource.title)}. Keys that are left out are never changed.`;
    for (const [name, field] of Object.entries(resource.fields)) {
      const key = field.specKey ?? name;
      target.entries.set(
        key,
        setting(withHistory(field.schema, describeHistory(resource, name)), {
          sensitive: field.sensitive !== undefined,
          aliases: [name, field.bodyKey, field.label, ...aliasesOf(...resource.specPath, key)].filter(
            (alias) => alias !== undefined,
          ),
        }),
      );
    }
  }
  return root;
}

/** Returns what stands at a path, or undefined. */
export function findEntry(root: Section, path: readonly string[]): Section | Setting | undefined {
  let entry: Section | Setting | undefined = root;
  for (const key of path) entry = entry?.kind === "section" ? entry.entries.get(key) : undefined;
  return entry;
}

/** Returns every setting of a section and of those below it. */
export function listSettings(root: Section, above: readonly string[] = []): [string[], Setting][] {
  return [...root.entries].flatMap(([key, entry]) =>
    entry.kind === "section"
      ? listSettings(entry, [...above, key])
      : [[[...above, key], entry] satisfies [string[], Setting]],
  );
}

/** Returns the schema, its description followed by when the field came or went. */
function withHistory(schema: z.ZodType, history: string): z.ZodType {
  const meta = schema.meta();
  const description = [meta?.description, history].filter(Boolean).join(" ");
  return description === "" ? schema : schema.meta({ ...meta, description });
}

function createServerSection(): Section {
  const signIn = section("The administrator account that owconf signs in with.", [
    [
      "email",
      setting(
        z
          .string()
          .regex(/^[^\s@]+@[^\s@]+$/)
          .meta({
            description: "E-mail address of an administrator. Default: OWCONF_EMAIL.",
            examples: ["admin@example.com"],
          }),
        { aliases: aliasesOf("server", "signIn", "email") },
      ),
    ],
    [
      "password",
      setting(
        z.string().min(1).meta({ description: "Password of the administrator. Default: OWCONF_PASSWORD." }),
        { sensitive: true, aliases: aliasesOf("server", "signIn", "password") },
      ),
    ],
  ]);
  return section("The server, and how to sign in to it.", [
    [
      "url",
      setting(
        z
          .string()
          .regex(/^[Hh][Tt][Tt][Pp][Ss]?:\/\/[^\s/?#@\\]+(\/[^\s?#\\]*)?$/)
          .refine((url) => URL.canParse(url))
          .meta({
            description: "URL of the Open WebUI server. Default: OWCONF_URL.",
            examples: ["https://chat.example.com"],
          }),
        { aliases: aliasesOf("server", "url") },
      ),
    ],
    ["signIn", signIn],
  ]);
}

function aliasesOf(...path: string[]): readonly string[] {
  return wellKnownAliases[path.join(".")] ?? [];
}

function findSection(root: Section, path: readonly string[]): Section {
  let target = root;
  for (const key of path) {
    const entry = target.entries.get(key) ?? section("");
    if (entry.kind !== "section") throw new Error(`two resources claim ${path.join(".")}`);
    target.entries.set(key, entry);
    target = entry;
  }
  return target;
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

import { readFile } from "node:fs/promises";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../src/model/json.ts";
import { z } from "../../src/model/whole-zod.ts";
import { createJsonSchema } from "../../src/spec/json-schema.ts";
import { listNamedNodes } from "../../src/spec/model.ts";
import { createSchemaFor } from "../../src/spec/schema.ts";

/** Returns the part of a schema that a key leads to; "*" leads to any entry. */
function enter(part: Part | undefined, key: string): Part | undefined {
  if (key !== "*") return part?.properties?.[key];
  const entry = part?.additionalProperties;
  return typeof entry === "object" ? entry.anyOf?.[0] : undefined;
}

interface Part {
  description?: string;
  properties?: Record<string, Part>;
  additionalProperties?: Part | false;
  anyOf?: Part[];
  required?: string[];
}

const jsonSchema = createJsonSchema() as Part;
const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(jsonSchema);
const isTaken = (spec: Json) => createSchemaFor(z, spec).safeParse(spec).success;
const admin = (fields: JsonObject) => ({ version: 1, adminConfig: fields });
const ldap = (fields: JsonObject) => ({ version: 1, ldap: { server: fields } });
const signIn = (fields: JsonObject) => ({ version: 1, server: { signIn: fields } });

const good: Json[] = [
  { version: 1 },
  { version: 1, $schema: "./schema.json" },
  { version: 1, server: {}, adminConfig: {}, ldap: { server: {} } },
  { version: 1, server: { url: "http://127.0.0.1:8080", signIn: {} } },
  { version: 1, server: { url: "HTTPS://[::1]:8443/chat" } },
  signIn({ email: "a@b", password: { env: "A_1" } }),
  signIn({ password: { file: "/run/secrets/x" } }),
  signIn({ password: "literal" }),
  { version: 1, ldap: { enabled: false } },
  admin({ ENABLE_SIGNUP: true, DEFAULT_USER_ROLE: "admin", WEBUI_URL: "" }),
  admin({ JWT_EXPIRES_IN: "-1" }),
  admin({ JWT_EXPIRES_IN: "1.5h" }),
  admin({ FOLDER_MAX_FILE_COUNT: 0 }),
  admin({ FOLDER_MAX_FILE_COUNT: "100" }),
  admin({ FOLDER_MAX_FILE_COUNT: "" }),
  admin({ FOLDER_MAX_FILE_COUNT: null }),
  admin({ SKILL_CONTENT_MAX_CHARS: null, SKILL_PREVIEW_MAX_CHARS: 1 }),
  admin({ ADMIN_EMAIL: null, RESPONSE_WATERMARK: "" }),
  admin({ DEFAULT_INTERFACE_SETTINGS: { a: [1, null, { b: true }] } }),
  admin({ I18N: { "de-DE": { "Hi {{name}}": "Hallo {{name}}", Bye: "" } } }),
  ldap({ host: "h", port: null, ciphers: null, app_dn_password: "" }),
  ldap({ port: 65535, app_dn_password: { env: "BIND" } }),
];

const bad: Json[] = [
  null,
  [],
  {},
  { version: 2 },
  { version: "1" },
  { version: 1, unknown: true },
  { version: 1, adminConfig: null },
  { version: 1, ldap: true },
  { version: 1, ldap: { enabled: "true" } },
  { version: 1, ldap: { host: "x" } },
  { version: 1, server: { url: "chat.example.com" } },
  { version: 1, server: { url: "ftp://chat.example.com" } },
  { version: 1, server: { url: "https://me:pw@chat.example.com" } },
  { version: 1, server: { url: "https://chat.example.com?x" } },
  signIn({ email: "admin" }),
  signIn({ password: "" }),
  signIn({ password: null }),
  signIn({ password: { env: "A B" } }),
  signIn({ password: { env: "A", file: "b" } }),
  signIn({ password: { file: "" } }),
  signIn({ password: {} }),
  admin({ ENABLE_SIGNUP: "yes" }),
  admin({ ENABLE_SIGNUP: null }),
  admin({ ENABLE_SIGNUP: { env: "X" } }),
  admin({ DEFAULT_USER_ROLE: "owner" }),
  admin({ JWT_EXPIRES_IN: "4 weeks" }),
  admin({ JWT_EXPIRES_IN: 0 }),
  admin({ FOLDER_MAX_FILE_COUNT: -1 }),
  admin({ FOLDER_MAX_FILE_COUNT: "abc" }),
  admin({ FOLDER_MAX_FILE_COUNT: 1.5 }),
  admin({ SKILL_CONTENT_MAX_CHARS: 0 }),
  admin({ DEFAULT_INTERFACE_SETTINGS: [] }),
  admin({ I18N: { de: "text" } }),
  admin({ I18N: { " ": {} } }),
  admin({ I18N: { de: { Hi: null } } }),
  ldap({ host: "" }),
  ldap({ port: 0 }),
  ldap({ port: 65536 }),
  ldap({ port: "636" }),
  ldap({ app_dn_password: 5 }),
  ldap({ app_dn_password: { env: 5 } }),
];

/** What JSON Schema cannot say. */
const onlyZod: [rule: string, spec: Json][] = [
  ["the placeholders of a text are those of its key", admin({ I18N: { de: { "Hi {{a}}": "Hallo {{b}}" } } })],
  ["a key that the server refuses is no text to replace", admin({ I18N: { constructor: {} } })],
  ["a directory's host has no port", ldap({ host: "ldaps://dc1:636" })],
  ["a port in the address is at most 65535", { version: 1, server: { url: "http://a:99999" } }],
];

describe("the JSON Schema", () => {
  it("is what schema.json holds", async () => {
    const committed = await readFile(new URL("../../schema.json", import.meta.url), "utf8");
    expect(committed, "run `npm run generate`").toBe(`${JSON.stringify(createJsonSchema(), null, 2)}\n`);
  });

  it.each(good)("and zod accept %j", (spec) => {
    expect([validate(spec), isTaken(spec)]).toEqual([true, true]);
  });

  it.each(bad)("and zod refuse %j", (spec) => {
    expect([validate(spec), isTaken(spec)]).toEqual([false, false]);
  });

  it.each(onlyZod)("leaves to zod: %s", (_, spec) => {
    expect([validate(spec), isTaken(spec)]).toEqual([true, false]);
  });

  it("describes every setting of every resource", () => {
    const nodes = listNamedNodes();
    expect(nodes.length).toBeGreaterThan(500);
    for (const { path, node } of nodes) {
      const part = path.reduce<Part | undefined>(enter, jsonSchema);
      expect(part?.description, path.join(".")).toMatch(/\S/);
      if (node.kind === "leaf" && node.secret) expect(part?.description).toContain("{ env: NAME }");
    }
  });

  it("allows no further keys, and requires only the version", () => {
    const sections = [
      jsonSchema,
      jsonSchema.properties?.server,
      jsonSchema.properties?.adminConfig,
      jsonSchema.properties?.ldap,
    ];
    expect(sections.map((one) => one?.additionalProperties)).toEqual([false, false, false, false]);
    expect(sections.map((one) => one?.required)).toEqual([["version"], undefined, undefined, undefined]);
  });
});

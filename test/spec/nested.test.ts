import { describe, expect, it } from "vitest";
import type { Json } from "../../src/model/json.ts";
import { parseSpec } from "../../src/spec/parse-spec.ts";
import { listSecretFiles, resolveSecrets } from "../../src/spec/secrets.ts";
import { outputOf, problemsOf } from "./problems-of.ts";

const canary = "Zx9canary7";
const connection = (...lines: string[]) =>
  `version: 1\nopenai:\n  connections:\n    https://a.example/v1:\n${lines.map((one) => `      ${one}\n`).join("")}`;
const shown = 'openai.connections["https://a.example/v1"]';

describe("settings that stand deeper", () => {
  it("are declared as the spec states them: entries by name, removals and references as they are", () => {
    const openai = {
      connections: {
        "https://a.example/v1": {
          key: { env: "KEY" },
          config: { enable: true, headers: { "X-A": { file: "a" }, "X-B": "absent" } },
        },
        "https://old.example": "absent",
      },
    };
    const banners = { old: "absent" };
    const audio = { tts: { VOICE: "alloy" } };
    const { declared } = parseSpec(JSON.stringify({ version: 1, openai, banners, audio }), "spec.yaml");
    const removed = JSON.parse(JSON.stringify({ openai, banners, audio }).replaceAll('"absent"', "null"));
    expect(declared).toEqual(removed);
  });

  it("may name a group or models instead of their ids", () => {
    const adminConfig = { DEFAULT_GROUP_ID: { group: "engineering" } };
    const modelDefaults = { DEFAULT_MODELS: { models: ["a", "b"] } };
    const { declared } = parseSpec(JSON.stringify({ version: 1, adminConfig, modelDefaults }), "spec.yaml");
    expect(declared).toEqual({ adminConfig, modelDefaults });
  });

  it("are left out when there are none, and an entry is one", () => {
    const empty = "version: 1\nopenai: { connections: {} }\nbanners: {}\naudio: { tts: {} }\n";
    expect(parseSpec(empty, "spec.yaml").declared).toEqual({});
    expect(parseSpec("version: 1\nbanners: { a: {} }\n", "spec.yaml").declared).toEqual({
      banners: { a: {} },
    });
  });

  /** A faulty spec, where the problem is, its message, and a part of its hint. */
  const table: [content: string, place: string, message: string, hint?: string][] = [
    [connection("config: { enable: 5 }"), "5:25", `${shown}.config.enable must be true or false, not 5`],
    [
      connection("key: 5"),
      "5:7",
      `${shown}.key must be { env: NAME } or { file: path }, or text in quotes, not a number`,
    ],
    [
      connection("config: { headers: { X-Key: 5 } }"),
      "5:28",
      `${shown}.config.headers.X-Key must be { env: NAME } or { file: path }, or text in quotes, not a number`,
    ],
    [
      connection("config: { prefix_idd: x }"),
      "5:17",
      `unknown key "prefix_idd" in ${shown}.config`,
      '"prefix_id"',
    ],
    [
      connection("config: { enabled: true }"),
      "5:17",
      `unknown key "enabled" in ${shown}.config`,
      '"enable"?',
    ],
    [
      connection("prefix_id: x"),
      "5:7",
      `unknown key "prefix_id" in ${shown}`,
      'move it to openai.connections["URL"].config',
    ],
    [connection("url: x"), "5:7", `unknown key "url" in ${shown}`, "the name of the entry is its url"],
    [
      "version: 1\nbanners:\n  - id: x\n",
      "3:5",
      "banners must be a map of entries, not a list",
      "remove the dashes: write each entry as `ID: { … }`",
    ],
    ["version: 1\nbanners:\n  a:\n", "3:3", "banners.a is empty", "write absent to remove the entry"],
    [
      "version: 1\nbanners:\n  a: remove\n",
      "3:6",
      "banners.a must be a map of settings, not text",
      "write absent",
    ],
    ["version: 1\naudio: { tts: { VOICE: 5 } }\n", "2:24", "audio.tts.VOICE must be text, not 5", '"5"'],
    [
      "version: 1\nsuggestions:\n  suggestions:\n    - { title: [a], content: b }\n    - { title: [a] }\n",
      "5:7",
      "suggestions.suggestions[1] lacks content",
    ],
    [
      "version: 1\nadminConfig: { DEFAULT_GROUP_ID: { grp: a } }\n",
      "2:16",
      "DEFAULT_GROUP_ID must be text or { group: NAME }, not a map",
    ],
  ];

  it.each(table)("are checked: %j: %s %s", (content, place, message, hint = "") => {
    const [problem, ...further] = problemsOf(content);
    expect(further.map((one) => one.message)).toEqual([]);
    expect(problem?.message).toBe(message);
    expect(`${problem?.line}:${problem?.column}`).toBe(place);
    expect(problem?.hint ?? "").toContain(hint);
  });

  it("are located, in entries and in lists", () => {
    const problem = { severity: "error", code: "a.b", message: "m" } as const;
    const spec = parseSpec(connection("config:", "  tags: [a, b]", "  enable: true"), "spec.yaml");
    const config = ["openai", "connections", "https://a.example/v1", "config"];
    expect(spec.locate([...config, "tags", "1"], problem)).toMatchObject({ line: 6, column: 19 });
    expect(spec.locate([...config, "enable"], problem)).toMatchObject({
      line: 7,
      column: 17,
      path: `${shown}.config.enable`,
    });
  });
});

describe("a label or a variable", () => {
  it.each([
    ["audio:\n  tts: { API Key: x }", 'did you mean "API_KEY", "OPENAI_API_KEY" or "MISTRAL_API_KEY"?'],
    ["adminConfig: { API Key: x }", "images, audio.tts"],
    ["adminConfig: { ENABLE_OPENAI_API: true }", "move it to openai.ENABLE_OPENAI_API"],
    ["adminConfig: { OPENAI_API_BASE_URLS: x }", "move it to openai.connections"],
    ["adminConfig: { AUDIO_TTS_VOICE: x }", "move it to audio.tts.VOICE"],
    ["adminConfig: { USER_PERMISSIONS_CHAT_DELETE: true }", "move it to permissions.chat.delete"],
    ["adminConfig: { WEBUI_BANNERS: [] }", "move it to banners"],
    ["tool_servers: {}", 'did you mean "toolServers"?'],
  ])("leads to the settings that it is one of: %s", (line, hint) => {
    expect(problemsOf(`version: 1\n${line}\n`)[0]?.hint).toContain(hint);
  });
});

describe("a secret that stands deeper", () => {
  it.each([
    ["an entry", connection(`key: ${canary}`, "config: { enable: 5 }")],
    ["the line of another problem", connection(`{ key: ${canary}, config: 5 }`)],
    ["a map of secrets", connection(`config: { headers: { X: ${canary} }, enable: 5 }`)],
    [
      "a map of secrets without a colon",
      connection(`config: { headers: { "Authorization Bearer ${canary}": 5 } }`),
    ],
    ["a misspelt key of an entry", connection(`kay: ${canary}`)],
    ["a key below an unknown one", connection(`auth: { ${canary}: x }`)],
    [
      "the name of an entry",
      `version: 1\nopenai: { connections: { "https://me:${canary}@x/v1": { key: 5 } } }\n`,
    ],
    ["a name without scheme", `version: 1\nopenai: { connections: { "me:${canary}@x": { kei: 5 } } }\n`],
    ["the query of a name", `version: 1\nopenai: { connections: { "https://x?k=${canary}": 5 } }\n`],
    [
      "the name of a duplicate",
      `version: 1\nbanners:\n  "http://a:${canary}@x": {}\n  "http://a:${canary}@x": {}\n`,
    ],
    ["a bare word among entries", `version: 1\nbanners: { ${canary} }\n`],
    ["a list of entries", `version: 1\ntoolServers: [{ key: ${canary}, url: 5 }]\n`],
    ["a secret that is an address", `version: 1\nwebhook: { url: "https://x/${canary}", urll: 1 }\n`],
    ["a value beside another", `version: 1\naudio: { tts: { VOICE: a API_KEY ${canary}, MODEL: 5 } }\n`],
  ])("stays unseen in %s", (_, content) => {
    const output = outputOf(content);
    expect(output).toContain("spec.yaml");
    expect(output).not.toContain(canary);
  });

  it("does not hide what is beside it", () => {
    const [, problem] = problemsOf(
      connection("config: { headers: { X-Old: absent, X-Key: a }, prefix_id: p, enable: 5 }"),
    );
    expect(problem?.frame?.split("\n")[0]).toBe(
      "      config: { headers: { X-Old: absent, X-Key: *** }, prefix_id: p, enable: 5 }",
    );
  });

  it("is warned about when it is written out", () => {
    const warnings = problemsOf(connection("key: a", "config: { headers: { X: b, Y: absent } }"));
    expect(warnings.map(({ code, path }) => `${code} ${path}`)).toEqual([
      `secret.literal ${shown}.key`,
      `secret.literal ${shown}.config.headers.X`,
    ]);
  });

  const env = { KEY: "k1", HEADER: "h1", LITERAL: "not asked" };
  const readFile = async () => new TextEncoder().encode("f1\n");
  const resolve = async (content: string, keepUnknown = false) =>
    (await resolveSecrets(parseSpec(content, "conf/spec.yaml", { keepUnknown }), { env, readFile })).desired;

  it("is put in the place of its reference, in entries and in maps", async () => {
    const content = connection("key: { env: KEY }", "config: { headers: { X: { file: ./x }, Y: absent } }");
    expect(await resolve(content)).toEqual({
      openai: {
        connections: { "https://a.example/v1": { key: "k1", config: { headers: { X: "f1", Y: null } } } },
      },
    });
    expect(listSecretFiles(parseSpec(content, "conf/spec.yaml"))).toEqual([
      {
        path: ["openai", "connections", "https://a.example/v1", "config", "headers", "X", "file"],
        file: "conf/./x",
      },
    ]);
  });

  it("is put below a key of an entry that owconf does not know, and nowhere else", async () => {
    const content = connection("auth: [{ token: { env: KEY } }]", "config: { tags: [{ env: LITERAL }] }");
    expect(await resolve(content, true)).toEqual({
      openai: {
        connections: {
          "https://a.example/v1": { auth: [{ token: "k1" }], config: { tags: [{ env: "LITERAL" }] } },
        },
      },
    });
  });

  it.each([
    ["https://a.example/v1", `${shown}.key`],
    [`https://me:${canary}@x`, "openai.connections.***"],
  ])("that is missing is told with its place: %s", async (name, place) => {
    const content = `version: 1\nopenai: { connections: { "${name}": { key: { env: NOWHERE } } } }\n`;
    const error = await resolve(content).catch((reason: unknown) => reason);
    expect(JSON.stringify(error)).toContain(JSON.stringify(place).slice(1, -1));
    expect(JSON.stringify(error)).not.toContain(canary);
  });
});

describe("a key that owconf does not know", () => {
  it("is kept in its place and told with its resource, at any depth", () => {
    const value: Json = { enabled: true, mode: 1, server: { host: "x", realm: 2 } };
    const content = JSON.stringify({ version: 1, ldap: value, banners: { a: { icon: { b: 1 } } } });
    const { declared, unknown } = parseSpec(content, "spec.yaml", { keepUnknown: true });
    expect(declared).toEqual({
      ldapConfig: { enabled: true, mode: 1 },
      ldapServer: { host: "x", realm: 2 },
      banners: { a: { icon: { b: 1 } } },
    });
    expect(unknown.map(({ resource, path, value: stated }) => [resource, path, stated])).toEqual([
      ["ldapServer", ["realm"], 2],
      ["ldapConfig", ["mode"], 1],
      ["banners", ["a", "icon"], { b: 1 }],
    ]);
    expect(unknown.map(({ problem }) => problem.path)).toEqual([
      "ldap.server.realm",
      "ldap.mode",
      "banners.a.icon",
    ]);
  });

  it.each(["version: 1\nunheard: {}\n", "version: 1\nserver: { unheard: 1 }\n"])(
    "is refused outside of a resource: %j",
    (content) => {
      expect(() => parseSpec(content, "spec.yaml", { keepUnknown: true })).toThrow(/1 problem/);
    },
  );
});

import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../src/model/json.ts";
import { isSameValue, listDeclared, listLive } from "../../src/model/settings.ts";
import { findResource } from "../../src/resources/index.ts";
import { type ExportInput, exportSpec } from "../../src/spec/export-spec.ts";
import { parseSpec } from "../../src/spec/parse-spec.ts";
import { resolveSecrets } from "../../src/spec/secrets.ts";

const canary = "Zx9canary7";
const server = { url: "http://chat.test", version: "0.12.4" };

const exportLive = (live: JsonObject, more: Partial<ExportInput> = {}) =>
  exportSpec({ server, email: undefined, live, all: false, ...more });

/** Settings as a server holds them, with secrets at every depth. */
const live: JsonObject = {
  openai: {
    ENABLE_OPENAI_API: true,
    connections: [
      {
        url: "https://a.example/v1",
        key: `${canary}1`,
        config: {
          enable: true,
          tags: [{ name: "t" }],
          headers: { "X-A": `${canary}2`, "x a": `${canary}3` },
        },
      },
      { url: "https://a.example/v1", key: `${canary}4`, config: { prefix_id: "p" } },
      { url: "https://b.example", key: "" },
    ],
  },
  toolServers: [
    {
      url: "https://t.example",
      path: "openapi.json",
      key: null,
      headers: null,
      config: { enable: true },
      info: { id: "10", name: "Ten", oauth_client_secret: `${canary}5` },
    },
    { url: "https://u.example", path: "", key: `${canary}6`, config: {}, info: { id: "9" } },
  ],
  banners: [{ id: "a b", type: "info", title: null, content: "Hi\n\n", dismissible: true, timestamp: 5 }],
  interfaceVisibility: { "model_editor.capabilities.vision": false },
  audio: { tts: { VOICE: "x", API_KEY: `${canary}7` }, stt: { OPENAI_API_KEY: "" } },
  webhook: { url: `${canary}8` },
};

/** Returns the values that the spec's variables must have, in the order of the spec. */
function setVariables(yaml: string, secrets: readonly string[]): Record<string, string> {
  const names = [...yaml.matchAll(/\{ env: (\w+) \}/g)].map(([, name = ""]) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toHaveLength(secrets.length);
  return Object.fromEntries(names.map((name, index) => [name, secrets[index] ?? ""]));
}

const readFile = () => Promise.reject(new Error("no file"));

describe("the export of nested settings", () => {
  it.each([true, false])("states what the server holds, with all: %s", async (all) => {
    const yaml = exportLive(live, { all });
    expect(yaml).not.toContain(canary);
    const env = setVariables(
      yaml,
      [1, 2, 3, 4, 5, 6, 7, 8].map((number) => `${canary}${number}`),
    );
    const { desired } = await resolveSecrets(parseSpec(yaml, "spec.yaml"), { env, readFile });
    expect(Object.keys(desired).sort()).toEqual(Object.keys(live).sort());
    for (const [name, declared] of Object.entries(desired)) {
      const { root } = findResource(name);
      const held = listLive(root, live[name] ?? null, declared);
      const stated = listDeclared(root, declared);
      expect(stated.size, name).toBeGreaterThan(0);
      for (const [path, { value, leaf }] of stated) {
        const there = held.get(path);
        expect(there !== undefined, path).toBe(value !== undefined);
        expect(isSameValue(leaf, there?.value ?? null, value ?? null), path).toBe(true);
      }
    }
  });

  it("states every entry, and in it all but empty secrets", () => {
    const { declared } = parseSpec(exportLive(live), "spec.yaml");
    expect(declared.openai).toMatchObject({
      connections: {
        "https://a.example/v1": {
          key: { env: "OPENAI_API_KEY" },
          config: { headers: { "X-A": { env: "OPENAI_HEADER_X_A" }, "x a": { env: "OPENAI_HEADER_X_A_2" } } },
        },
        "https://a.example/v1#p": { key: { env: "OPENAI_API_KEY_2" } },
        "https://b.example": {},
      },
    });
    expect(declared.toolServers).toMatchObject({ "9": { url: "https://u.example" }, "10": {} });
    expect(declared.banners).toEqual({
      "a b": { type: "info", title: null, content: "Hi\n\n", dismissible: true, timestamp: 5 },
    });
    expect(declared.audio).toMatchObject({ tts: { API_KEY: { env: "AUDIO_TTS_API_KEY" } } });
    expect(declared.audio).not.toHaveProperty("stt.OPENAI_API_KEY");
  });

  const read = (resources: JsonObject) => parseSpec(exportLive(resources), "spec.yaml").declared;

  it.each<[string, Json[]]>([
    [
      "of one name",
      [
        { id: "a", content: "x" },
        { id: "a", content: "y" },
      ],
    ],
    ["without a name", [{ content: "x" }, { id: "", content: "y" }]],
    ["whose name may hold a password", [{ id: `http://me:${canary}@x`, content: "x" }]],
    [
      "whose name no key can be",
      [
        { id: "__proto__", content: "x" },
        { id: "<<", content: "x" },
      ],
    ],
  ])("leaves entries to a comment %s", (_, items) => {
    const yaml = exportLive({ banners: [...items, { id: "0", content: "z" }] });
    expect(yaml.match(/^ {2}# (one more entry|\S+:)/gm)?.length).toBeGreaterThanOrEqual(items.length);
    expect(yaml).not.toContain(canary);
    expect(parseSpec(yaml, "spec.yaml").declared).toEqual({ banners: { "0": { content: "z" } } });
  });

  it("leaves a value to a comment that no spec can state", () => {
    const yaml = exportLive({ banners: [{ id: "a", type: 5, content: "x" }] });
    expect(yaml).toContain("    # type: 5\n");
    expect(parseSpec(yaml, "spec.yaml").declared).toEqual({ banners: { a: { content: "x" } } });
  });

  it("never shows a secret of another form", () => {
    const yaml = exportLive({ webhook: { url: [canary] }, audio: { tts: { API_KEY: { a: canary } } } });
    expect(yaml).not.toContain(canary);
    expect(parseSpec(yaml, "spec.yaml").declared).toEqual({});
  });

  it("names what it does not know, and how often, and not what it holds", () => {
    const yaml = exportLive({
      banners: [1, 2].map((number) => ({ id: `b${number}`, content: "", future: canary })),
      audio: { tts: { FUTURE: canary }, future: canary },
      openai: canary,
    });
    expect(yaml).toContain(
      "# Not known to this owconf, left alone: openai, audio.tts.FUTURE, future, banners.*.future (2 times)\n",
    );
    expect(yaml).not.toContain(canary);
  });

  it("comments a section out that has nothing to state, its heads included", () => {
    const yaml = exportLive({ banners: [], webhook: { url: "" }, audio: { tts: { API_KEY: "" } } });
    for (const line of ["# banners: {}", "# webhook:", '  # url: ""', "# audio:", "  # tts:"]) {
      expect(yaml.split("\n")).toContain(line);
    }
    expect(parseSpec(yaml, "spec.yaml").declared).toEqual({});
  });

  it("keeps a text with empty lines at its end apart from the next section", () => {
    const tts = { VOICE: "a\n\n\n" };
    expect(read({ audio: { tts }, interfaceVisibility: { x: true } }).audio).toEqual({ tts });
  });

  it("gives keys of a map back as they are", () => {
    const names = ["a: b", "# x", "", " ", "true", "1", "ä", "\u202Ex", "a\nb", "'", '"', "- x", "{", "?"];
    const interfaceVisibility = Object.fromEntries(names.map((name) => [name, false]));
    const { "": _empty, "a\nb": _lines, ...kept } = interfaceVisibility;
    expect(read({ interfaceVisibility }).interfaceVisibility).toMatchObject(kept);
  });

  it("removes an entry that every new server has and this one does not", () => {
    const openai = (urls: string[]) => ({
      openai: { connections: urls.map((url) => ({ url, key: "" })) },
    });
    const factory = "https://api.openai.com/v1";
    const removed = `    ${factory}: absent`;
    expect(exportLive(openai(["https://a.example"]))).toContain(removed);
    expect(exportLive(openai([]))).toContain(removed);
    expect(exportLive(openai([factory]))).not.toContain("absent");
    expect(exportLive(openai(["https://a.example", factory]))).not.toContain("absent");
    // One of them may be it.
    expect(exportLive(openai(["https://a.example", "https://a.example"]))).not.toContain("absent");
  });

  it("states whether people may sign up, which the first account changes", () => {
    for (const value of [true, false]) {
      expect(exportLive({ adminConfig: { ENABLE_SIGNUP: value } })).toContain(`  ENABLE_SIGNUP: ${value}`);
    }
  });

  it("leaves to a comment what the server would not store", () => {
    const embedding = {
      RAG_EMBEDDING_ENGINE: "ollama",
      openai_config: { url: "https://a.example", key: canary },
      ollama_config: { url: "https://b.example", key: "" },
    };
    const { declared } = parseSpec(exportLive({ embedding }), "spec.yaml");
    expect(declared.embedding).toEqual({
      RAG_EMBEDDING_ENGINE: "ollama",
      ollama_config: { url: "https://b.example" },
    });
  });

  it("names a group by its name, which is the same on another server, where one has it alone", () => {
    const groups = [
      { id: "1", name: "staff" },
      { id: "2", name: "twin" },
      { id: "3", name: "twin" },
    ];
    const state = (id: string) =>
      parseSpec(exportLive({ adminConfig: { DEFAULT_GROUP_ID: id } }, { groups }), "").declared.adminConfig;
    expect(state("1")).toEqual({ DEFAULT_GROUP_ID: { group: "staff" } });
    expect(state("2")).toEqual({ DEFAULT_GROUP_ID: "2" });
    expect(state("9")).toEqual({ DEFAULT_GROUP_ID: "9" });
  });
});

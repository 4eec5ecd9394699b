import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/model/json.ts";
import { listLive, mergeDeclared } from "../../src/model/settings.ts";
import { ollama } from "../../src/resources/ollama.ts";
import { openai } from "../../src/resources/openai.ts";

const [one, two] = ["https://one.example/v1", "https://two.example/v1"];

const answer = {
  ENABLE_OPENAI_API: true,
  OPENAI_API_BASE_URLS: [one, two, one],
  OPENAI_API_KEYS: ["k1", "k2", "k3"],
  OPENAI_API_CONFIGS: { "0": { prefix_id: "a", later: 1 }, "2": { prefix_id: "b" } },
} satisfies JsonObject;

describe("OpenAI connections", () => {
  it("are written as they were read", () => {
    expect(rewrite({})).toEqual(answer);
  });

  it("are removed with what stands beside them, and the others keep theirs", () => {
    expect(rewrite({ connections: { [two]: null } })).toEqual({
      ENABLE_OPENAI_API: true,
      OPENAI_API_BASE_URLS: [one, one],
      OPENAI_API_KEYS: ["k1", "k3"],
      OPENAI_API_CONFIGS: { "0": { prefix_id: "a", later: 1 }, "1": { prefix_id: "b" } },
    });
  });

  it("are told apart by prefix_id where a URL is there twice", () => {
    expect(listNames(openai.read.unwrap?.(answer))).toEqual([`${one}#a`, two, `${one}#b`]);
  });

  it.each([one, `${one}#eu`])("are found again when they were added as %s", (name) => {
    const merged = mergeDeclared(openai.root, { connections: [] }, { connections: { [name]: { key: "k" } } });
    expect(listNames(merged, { connections: { [name]: { key: "k" } } })).toEqual([name]);
    expect(openai.write.wrap?.(merged)).toMatchObject({
      OPENAI_API_BASE_URLS: [one],
      OPENAI_API_KEYS: ["k"],
    });
  });

  it("are not there in another answer", () => {
    expect(openai.read.unwrap?.({ detail: "no" })).toBeUndefined();
    expect(ollama.read.unwrap?.({ detail: "no" })).toBeUndefined();
  });

  function rewrite(declared: JsonObject): unknown {
    const live = openai.read.unwrap?.(answer) ?? null;
    return openai.write.wrap?.(mergeDeclared(openai.root, live, declared));
  }
});

it("Ollama connections are written as they were read, configs of old releases by index", () => {
  const live = ollama.read.unwrap?.({
    ENABLE_OLLAMA_API: false,
    OLLAMA_BASE_URLS: [one, two],
    OLLAMA_API_CONFIGS: { [one]: { key: "k" }, "1": { enable: false } },
  });
  expect(ollama.write.wrap?.(live ?? null)).toEqual({
    ENABLE_OLLAMA_API: false,
    OLLAMA_BASE_URLS: [one, two],
    OLLAMA_API_CONFIGS: { "0": { key: "k" }, "1": { enable: false } },
  });
});

function listNames(live: JsonObject[string] | undefined, declared?: JsonObject): string[] {
  const entries = [...listLive(openai.root, live ?? null, declared).values()].filter(
    ({ isEntry }) => isEntry,
  );
  return entries.map(({ path }) => path[1] ?? "");
}

import { describe, expect, it } from "vitest";
import { findNode } from "../../src/model/settings.ts";
import { embedding } from "../../src/resources/embedding.ts";

describe("embedding", () => {
  it("is read without the status, and is not there in the form of older releases", () => {
    const settings = { RAG_EMBEDDING_ENGINE: "openai", openai_config: { url: "u", key: "k" } };
    expect(embedding.read.unwrap?.({ status: true, ...settings })).toEqual(settings);
    expect(embedding.read.unwrap?.({ status: true, embedding_engine: "openai" })).toBeUndefined();
  });

  it.each(["", "ollama", "openai", "azure_openai"])("takes the engine %j", (engine) => {
    expect(embedding.findRefusals?.({ RAG_EMBEDDING_ENGINE: engine }, "0.12.4", [])).toEqual([]);
  });

  it("refuses another engine, which the server would answer with 500", () => {
    const [refusal] = embedding.findRefusals?.({ RAG_EMBEDDING_ENGINE: "azure" }, "0.12.4", []) ?? [];
    expect(refusal?.path).toEqual(["RAG_EMBEDDING_ENGINE"]);
  });

  it.each<[string, string, string, boolean]>([
    ["0.12.4", "openai", "openai_config.key", false],
    ["0.12.4", "ollama", "openai_config.key", true],
    ["0.12.4", "", "azure_openai_config.url", true],
    ["0.10.2", "ollama", "openai_config.key", false],
    ["0.10.2", "", "openai_config.key", true],
    ["0.12.4", "", "RAG_EMBEDDING_MODEL", false],
  ])("on %s with the engine %j, a change of %s is refused as it would be dropped: %s", (...row) => {
    const [version, engine, changed, isRefused] = row;
    const refusals = embedding.findRefusals?.({ RAG_EMBEDDING_ENGINE: engine }, version, [changed]) ?? [];
    expect(refusals.map(({ path }) => path.join("."))).toEqual(isRefused ? [changed] : []);
  });

  it("compares the model without the blanks that the server cuts", () => {
    const node = findNode(embedding.root, ["RAG_EMBEDDING_MODEL"]);
    expect(node?.kind === "leaf" && node.canonical?.(" m ")).toBe("m");
  });
});

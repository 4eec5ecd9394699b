import { describe, expect, it } from "vitest";
import type { Leaf } from "../../src/model/node.ts";
import { listLive } from "../../src/model/settings.ts";
import { catalogue } from "../../src/releases/catalogue.ts";
import { factorySettingsOf } from "../../src/releases/history.ts";
import { findResource, resources } from "../../src/resources/index.ts";
import { runOwconf } from "../commands/run-owconf.ts";

const validate = (spec: string) =>
  runOwconf(["validate"], { files: { "owconf.yaml": `version: 1\n${spec}\n` } });

describe("an engine that no release has", () => {
  it.each([
    ["retrieval: { web: { WEB_SEARCH_ENGINE: googel } }", "did you mean google_pse?"],
    ["retrieval: { web: { WEB_SEARCH_ENGINE: duckduckgoo } }", "did you mean duckduckgo?"],
    ["retrieval: { web: { WEB_LOADER_ENGINE: playwrigt } }", "did you mean playwright?"],
    ["retrieval: { CONTENT_EXTRACTION_ENGINE: doclng }", "did you mean docling?"],
    ["retrieval: { RAG_RERANKING_ENGINE: extern }", "did you mean external?"],
    ["embedding: { RAG_EMBEDDING_ENGINE: olama }", "did you mean ollama?"],
    ["audio: { tts: { ENGINE: elevenlab } }", "did you mean elevenlabs?"],
    ["audio: { stt: { ENGINE: whisper } }", "known ones: openai, deepgram, azure, mistral, web"],
    ["images: { IMAGE_GENERATION_ENGINE: comfy-ui }", "did you mean comfyui?"],
    ["images: { IMAGE_EDIT_ENGINE: opnai }", "did you mean openai?"],
    ["codeExecution: { CODE_EXECUTION_ENGINE: jupiter }", "did you mean jupyter?"],
    ["codeExecution: { CODE_INTERPRETER_ENGINE: pyodid }", "did you mean pyodide?"],
  ])("is warned about: %s", async (spec, hint) => {
    const { exitCode, stdout, stderr } = await validate(spec);
    expect(stderr).toContain("warning: not an engine that owconf knows");
    expect(stderr).toContain("[spec.unknown-engine]");
    expect(stderr).toContain(`hint: ${hint}`);
    // A newer server may have it.
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "Valid: owconf.yaml\n" });
  });

  it.each([
    "retrieval: { web: { WEB_SEARCH_ENGINE: staan, WEB_LOADER_ENGINE: '' } }",
    "retrieval: { web: { WEB_SEARCH_ENGINE: null } }",
    "audio: { stt: { ENGINE: web } }",
  ])("is none of these: %s", async (spec) => {
    expect(await validate(spec)).toMatchObject({ exitCode: 0, stderr: "" });
  });
});

it("doubts nothing that a new server of any release holds", () => {
  const held = catalogue.releases.flatMap((release) =>
    resources.flatMap(({ name }) => {
      const settings = factorySettingsOf(findResource(name), release);
      return settings === undefined ? [] : [...listLive(findResource(name).root, settings).values()];
    }),
  );
  const judged = held.flatMap(({ path, leaf, value = null }): [string, Leaf["findDoubt"], typeof value][] =>
    leaf?.findDoubt === undefined ? [] : [[path.join("."), leaf.findDoubt, value]],
  );
  expect(new Set(judged.map(([path]) => path)).size).toBeGreaterThan(9);
  expect(judged.filter(([, findDoubt, value]) => findDoubt?.(value) !== undefined)).toEqual([]);
});

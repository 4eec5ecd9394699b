import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../src/model/json.ts";
import { plain } from "../../src/render/paint.ts";
import { renderStep } from "../../src/render/report-text.ts";
import { type Handler, json } from "../api/tiny-server.ts";
import { applyTo, type OnWrite, type Write } from "./stand-in.ts";

const broken: Handler = json({ detail: "[ERROR: the model could not be loaded]" }, 500);
const storeAndFail: OnWrite = ({ store }) => {
  store();
  return broken;
};
const embedding = { status: true, RAG_EMBEDDING_ENGINE: "", RAG_EMBEDDING_MODEL: "old" };
const desired = { embedding: { RAG_EMBEDDING_MODEL: "new" } };
const applyEmbedding = (onWrite: OnWrite, more: { rollback?: boolean } = {}) =>
  applyTo({ embedding }, desired, { onWrite, ...more });

describe("a write that the server stores, and then says that it failed", () => {
  it("has failed, which is told, and is rolled back though that fails in the same way", async () => {
    const { report, before, after, writes } = await applyEmbedding(storeAndFail);
    expect(report).toMatchObject({
      status: "failed-unchanged",
      steps: [
        {
          status: "failed",
          settings: [{ path: "embedding.RAG_EMBEDDING_MODEL", outcome: "stored", live: "new" }],
          failure: {
            code: "apply.failed-but-stored",
            message: expect.stringMatching(/could not be loaded.*; the settings were stored all the same/),
          },
        },
      ],
      rollback: [{ status: "restored", remaining: [] }],
    });
    expect(writes).toEqual(["embedding", "embedding"]);
    expect(after).toEqual(before);
  });

  it("is left as it is with --no-rollback", async () => {
    const { report, after } = await applyEmbedding(storeAndFail, { rollback: false });
    expect(report.status).toBe("failed-changed");
    expect(after.embedding).toMatchObject({ RAG_EMBEDDING_MODEL: "new" });
  });

  it("says so to a person", async () => {
    const { report } = await applyEmbedding(storeAndFail);
    const [step] = report.steps;
    expect(step && renderStep(step, plain)).toMatch(
      /✗ embedding\.RAG_EMBEDDING_MODEL: stored, though .*failed\n.*\[apply\.failed-but-stored\]/,
    );
  });

  it("is not told so of a secret's value", async () => {
    const audio = { tts: { ENGINE: "openai", OPENAI_API_KEY: "old-canary" }, stt: { ENGINE: "openai" } };
    const { report } = await applyTo(
      { audio },
      { audio: { tts: { OPENAI_API_KEY: "new-canary" } } },
      { onWrite: storeAndFail },
    );
    expect(report.steps[0]?.settings).toEqual([
      { path: "audio.tts.OPENAI_API_KEY", sensitive: true, outcome: "stored" },
    ]);
    expect(JSON.stringify(report)).not.toContain("canary");
  });
});

describe("a write that fails otherwise is none of that", () => {
  it("when nothing was stored", async () => {
    const { report, writes } = await applyEmbedding(() => broken);
    expect(report).toMatchObject({
      status: "failed-unchanged",
      steps: [{ status: "failed", settings: [], failure: { code: "api.server-failed" } }],
      rollback: [],
    });
    expect(writes).toEqual(["embedding"]);
  });

  it.each<[string, Handler]>([
    ["a proxy answers", json({}, 502)],
    ["the connection breaks", (response) => response.socket?.destroy()],
  ])("when %s, and it was stored: then it is done", async (_name, answer) => {
    const { report } = await applyEmbedding(({ store }) => {
      store();
      return answer;
    });
    expect(report).toMatchObject({ status: "applied", steps: [{ settings: [{ outcome: "applied" }] }] });
  });

  it("when only a part was stored: what was not is told, and the part is put back", async () => {
    const storeHalf = ({ held, n, store }: Write) => {
      if (n > 1) store();
      else (held.embedding as JsonObject).RAG_EMBEDDING_MODEL = "new";
      return broken;
    };
    const { report, before, after } = await applyTo(
      { embedding: { ...embedding, RAG_EMBEDDING_BATCH_SIZE: 1 } },
      { embedding: { RAG_EMBEDDING_MODEL: "new", RAG_EMBEDDING_BATCH_SIZE: 2 } },
      { onWrite: storeHalf },
    );
    expect(report).toMatchObject({
      status: "failed-unchanged",
      steps: [{ settings: [{ outcome: "applied" }, { outcome: "ignored", live: 1 }] }],
      rollback: [{ status: "restored" }],
    });
    expect(after).toEqual(before);
  });
});

describe("releases that answer 500 to every write that they store", () => {
  const retrieval = { status: true, RAG_TEMPLATE: "", TOP_K: 3 };
  const apply = (version: string, onWrite: OnWrite, declared: Json = { TOP_K: 4 }) =>
    applyTo({ retrieval }, { retrieval: declared }, { version, onWrite });

  it.each(["0.8.11", "0.8.12"])("%s has done what it stored", async (version) => {
    const { report, after } = await apply(version, storeAndFail);
    expect(report).toMatchObject({
      status: "applied",
      steps: [{ status: "applied", settings: [{ outcome: "applied" }] }],
    });
    expect(report.steps[0]).not.toHaveProperty("failure");
    expect(after.retrieval).toMatchObject({ TOP_K: 4 });
  });

  it.each(["0.8.10", "0.9.6", "0.12.4"])("%s is none of them", async (version) => {
    const { report, before, after } = await apply(version, storeAndFail);
    expect(report).toMatchObject({ steps: [{ failure: { code: "apply.failed-but-stored" } }] });
    expect(after).toEqual(before);
  });

  it("have not done what they did not store", async () => {
    const { report } = await apply("0.8.12", () => broken);
    expect(report).toMatchObject({ status: "failed-unchanged", steps: [{ status: "failed" }] });
    expect(report.steps[0]?.failure?.message).not.toContain("answered success");
  });

  it("are not excused by a proxy", async () => {
    const { report } = await apply("0.8.12", () => json({ detail: "no" }, 502));
    expect(report.status).toBe("failed-unchanged");
  });
});

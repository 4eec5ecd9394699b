import { describe, expect, it } from "vitest";
import type { Json } from "../../src/model/json.ts";
import { findNode } from "../../src/model/settings.ts";
import { retrieval } from "../../src/resources/retrieval.ts";

const limits = {
  FILE_MAX_SIZE: null,
  FILE_MAX_COUNT: "12",
  FILE_IMAGE_COMPRESSION_WIDTH: "",
  FILE_IMAGE_COMPRESSION_HEIGHT: 640,
};
const recent = { WEB_FETCH_MAX_CONTENT_LENGTH: null };

describe("retrieval", () => {
  it("is read without the status, and is not there in the form of older releases", () => {
    expect(retrieval.read.unwrap?.({ status: true, RAG_TEMPLATE: "" })).toEqual({ RAG_TEMPLATE: "" });
    expect(retrieval.read.unwrap?.({ status: true, chunk: { chunk_size: 1 } })).toBeUndefined();
  });

  it("clears limits with an empty text since 0.8.11", () => {
    expect(retrieval.write.wrap?.({ ...limits, web: recent })).toEqual({
      FILE_MAX_SIZE: "",
      FILE_MAX_COUNT: 12,
      FILE_IMAGE_COMPRESSION_WIDTH: "",
      FILE_IMAGE_COMPRESSION_HEIGHT: 640,
      web: recent,
    });
  });

  it("clears limits with null on older releases, which refuse an empty text", () => {
    expect(retrieval.write.wrap?.({ ...limits, web: {} })).toEqual({
      FILE_MAX_SIZE: null,
      FILE_MAX_COUNT: 12,
      FILE_IMAGE_COMPRESSION_WIDTH: null,
      FILE_IMAGE_COMPRESSION_HEIGHT: 640,
      web: {},
    });
  });

  it("adds no limit that the server does not have", () => {
    expect(retrieval.write.wrap?.({ TOP_K: 3, web: recent })).toEqual({ TOP_K: 3, web: recent });
  });

  it("sends the time limit of MinerU as a text, which all releases take", () => {
    expect(retrieval.write.wrap?.({ MINERU_API_TIMEOUT: 300 })).toEqual({ MINERU_API_TIMEOUT: "300" });
  });

  it.each<[string, Json, Json]>([
    ["MINERU_API_TIMEOUT", "300", 300],
    ["FILE_MAX_SIZE", "", null],
    ["FILE_MAX_SIZE", "5", 5],
    ["RAG_TOKENIZER_MODEL", " m ", "m"],
  ])("compares %s %j as %j", (name, value, canonical) => {
    const node = findNode(retrieval.root, [name]);
    expect(node?.kind === "leaf" && node.canonical?.(value)).toBe(canonical);
  });

  it.each([
    ["0.8.12", 0],
    ["0.9.6", 2],
    ["0.10.2", 2],
    ["0.11.4", 0],
  ])("on %s has %i lists that must not be null", (release, count) => {
    const web = {
      WEB_SEARCH_DOMAIN_FILTER_LIST: null,
      YOUTUBE_LOADER_LANGUAGE: null,
      SEARXNG_LANGUAGE: null,
    };
    const paths = retrieval.findRefusals?.({ web }, release, []).map(({ path }) => path.join("."));
    expect(paths).toHaveLength(count);
    expect(paths).not.toContain("web.SEARXNG_LANGUAGE");
  });
});

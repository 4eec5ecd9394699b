import { describe, expect, it } from "vitest";
import type { Json } from "../../src/model/json.ts";
import { findNode } from "../../src/model/settings.ts";
import { images } from "../../src/resources/images.ts";

const held = { IMAGE_GENERATION_ENGINE: "openai", IMAGE_GENERATION_MODEL: "", IMAGE_SIZE: "512x512" };

describe("images", () => {
  it("are read since 0.6.35, and are not there in the form of older releases", () => {
    expect(images.read.unwrap?.(held)).toEqual(held);
    expect(images.read.unwrap?.({ enabled: false, engine: "openai", openai: {} })).toBeUndefined();
  });

  it.each<[string, Json, boolean]>([
    ["IMAGE_SIZE", "512x512", false],
    ["IMAGE_SIZE", "auto", false],
    ["IMAGE_SIZE", "", false],
    ["IMAGE_SIZE", "big", true],
    ["IMAGE_SIZE", null, true],
    ["IMAGE_STEPS", 0, false],
    ["IMAGE_STEPS", -1, true],
    ["IMAGE_STEPS", null, true],
  ])("with %s %j are refused: %s", (name, value, isRefused) => {
    const paths = images.findRefusals?.({ ...held, [name]: value }, "0.12.4", [name]).map(({ path }) => path);
    expect(paths).toEqual(isRefused ? [[name]] : []);
  });

  it.each<[string, string, number]>([
    ["auto", "gpt-image-1", 0],
    ["auto", "dall-e-3", 1],
    ["512x512", "dall-e-3", 0],
  ])("of size %s from %s have %i cautions", (size, model, count) => {
    const after = { images: { ...held, IMAGE_SIZE: size, IMAGE_GENERATION_MODEL: model } };
    expect(images.findCautions?.(after, "0.12.4", ["IMAGE_SIZE"])).toHaveLength(count);
  });

  it("compare ComfyUI's URL as the server keeps it", () => {
    const node = findNode(images.root, ["COMFYUI_BASE_URL"]);
    expect(node?.kind === "leaf" && node.canonical?.("/http://h:8188//")).toBe("http://h:8188");
  });
});

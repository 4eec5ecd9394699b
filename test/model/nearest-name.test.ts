import { describe, expect, it } from "vitest";
import { measureDistance, suggestName } from "../../src/model/nearest-name.ts";

describe("measureDistance", () => {
  it.each([
    ["", "", 0],
    ["", "abc", 3],
    ["abc", "abc", 0],
    ["abc", "acb", 1],
    ["abc", "abd", 1],
    ["abc", "ab", 1],
    ["kitten", "sitting", 3],
  ])("%j to %j is %i", (left, right, distance) => {
    expect(measureDistance(left, right)).toBe(distance);
    expect(measureDistance(right, left)).toBe(distance);
  });
});

describe("suggestName", () => {
  it.each([
    ["hsot", "host"],
    ["HOST", "host"],
    ["search-base", "search_base"],
    ["xyz", undefined],
    ["h", undefined],
  ])("takes %s for %s", (name, meant) => {
    expect(suggestName(name, ["host", "port", "search_base"])).toBe(meant);
  });
});

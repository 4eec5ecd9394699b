import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { type FieldFacts, mergeReleases, splitRelease } from "../../scripts/catalogue/merge.ts";
import { renderCatalogue } from "../../scripts/catalogue/render.ts";
import { catalogue } from "../../src/resources/catalogue.ts";

const none = { renames: {}, facts: {} };
const required = (factory: FieldFacts["factory"]): FieldFacts => ({
  type: "boolean",
  required: true,
  resetWhenOmitted: false,
  ...(factory === undefined ? {} : { factory }),
});
const optional: FieldFacts = {
  type: "string or null",
  required: false,
  resetWhenOmitted: true,
  factory: null,
};

const facts = new Map([
  ["0.10.2", { adminConfig: { KEYS: required(false), NOTE: optional } }],
  ["0.9.6", { adminConfig: { KEYS: required(true) } }],
  ["0.5.20", { adminConfig: { KEY: required(true), KEYS: required(true) } }],
]);

it("writes down the first and last release of each field, and changes only", () => {
  const { releases, resources } = mergeReleases(facts, {
    ...none,
    renames: { adminConfig: { KEY: "KEYS" } },
  });
  expect(releases).toEqual(["0.5.20", "0.9.6", "0.10.2"]);
  expect(Object.keys(resources.adminConfig)).toEqual(["KEYS", "NOTE", "KEY"]);
  expect(resources.adminConfig).toEqual({
    KEYS: {
      ...{ type: "boolean", first: "0.5.20", renamedFrom: "KEY" },
      factory: [
        ["0.5.20", true],
        ["0.10.2", false],
      ],
      required: [["0.5.20", true]],
      resetWhenOmitted: [["0.5.20", false]],
    },
    NOTE: {
      ...{ type: "string or null", first: "0.10.2", factory: [["0.10.2", null]] },
      ...{ required: [["0.10.2", false]], resetWhenOmitted: [["0.10.2", true]] },
    },
    KEY: {
      ...{ type: "boolean", first: "0.5.20", last: "0.5.20", factory: [["0.5.20", true]] },
      ...{ required: [["0.5.20", true]], resetWhenOmitted: [["0.5.20", false]], renamedTo: "KEYS" },
    },
  });
});

it("gives each release back as it came", () => {
  const merged = mergeReleases(facts, none);
  for (const [release, own] of facts) expect(splitRelease(merged, release)).toEqual(own);
});

it("lets what was measured win, and demands it where the source is silent", () => {
  const silent = new Map([["0.9.6", { adminConfig: { KEYS: required(undefined) } }]]);
  expect(() => mergeReleases(silent, none)).toThrow(/0\.9\.6 .*adminConfig\.KEYS/);
  const measured = { ...none, facts: { adminConfig: { KEYS: { factory: true } } } };
  expect(mergeReleases(silent, measured).resources.adminConfig.KEYS?.factory).toEqual([["0.9.6", true]]);
});

it("writes the committed file anew as it is", async () => {
  const path = new URL("../../src/resources/catalogue.ts", import.meta.url);
  expect(renderCatalogue(catalogue)).toBe(await readFile(path, "utf8"));
});

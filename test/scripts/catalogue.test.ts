import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { descriptors } from "../../scripts/catalogue/descriptors.ts";
import { type FormLeaf, listLeaves, listPaths, type OpenApi } from "../../scripts/catalogue/form.ts";
import {
  type FieldFacts,
  mergeReleases,
  type ReleaseFacts,
  splitRelease,
} from "../../scripts/catalogue/merge.ts";
import { renderCatalogue } from "../../scripts/catalogue/render.ts";
import { measureResets } from "../../scripts/catalogue/resets.ts";
import type { JsonObject } from "../../src/model/json.ts";
import type { Node } from "../../src/model/node.ts";
import { catalogue } from "../../src/releases/catalogue.ts";
import type { ResourceName } from "../../src/releases/catalogue-types.ts";
import { isPresent } from "../../src/releases/history.ts";

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
const ofItem: FieldFacts = { type: "string", required: true, resetWhenOmitted: false };
const at = (fields: Record<string, FieldFacts>): ReleaseFacts => ({ adminConfig: { fields } });

const facts = new Map([
  ["0.10.2", at({ KEYS: required(false), NOTE: optional, "LIST.*.url": ofItem })],
  ["0.9.6", { ...at({ KEYS: required(true) }), webhook: { fields: {} } }],
  ["0.5.20", at({ KEY: required(true), KEYS: required(true) })],
]);

it("writes down the first and last release of each field, and changes only", () => {
  const merged = mergeReleases(facts, { ...none, renames: { adminConfig: { KEY: "KEYS" } } });
  expect(merged.releases).toEqual(["0.5.20", "0.9.6", "0.10.2"]);
  expect(Object.keys(merged.resources.adminConfig)).toEqual(["KEYS", "NOTE", "LIST.*.url", "KEY"]);
  expect(merged.resources.adminConfig).toEqual({
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
    "LIST.*.url": {
      ...{ type: "string", first: "0.10.2" },
      ...{ required: [["0.10.2", true]], resetWhenOmitted: [["0.10.2", false]] },
    },
    KEY: {
      ...{ type: "boolean", first: "0.5.20", last: "0.5.20", factory: [["0.5.20", true]] },
      ...{ required: [["0.5.20", true]], resetWhenOmitted: [["0.5.20", false]], renamedTo: "KEYS" },
    },
  });
  expect(merged.endpoints).toEqual({
    adminConfig: { first: "0.5.20" },
    webhook: { first: "0.9.6", last: "0.9.6" },
  });
});

it("gives each release back as it came", () => {
  const merged = mergeReleases(facts, none);
  for (const [release, own] of facts) expect(splitRelease(merged, release)).toEqual(own);
});

it("lets what is kept by hand win, and demands it where a server does not tell", () => {
  const silent = new Map([["0.9.6", at({ KEYS: required(undefined) })]]);
  expect(() => mergeReleases(silent, none)).toThrow(/0\.9\.6 .*factory value of adminConfig\.KEYS/);
  const { resetWhenOmitted: _, ...untold } = optional;
  expect(() => mergeReleases(new Map([["0.9.6", at({ NOTE: untold })]]), none)).toThrow(/fate .*NOTE/);
  const measured = { ...none, facts: { adminConfig: { KEYS: { factory: true } } } };
  expect(mergeReleases(silent, measured).resources.adminConfig.KEYS?.factory).toEqual([["0.9.6", true]]);
});

const api: OpenApi = {
  paths: {},
  components: {
    schemas: {
      Form: {
        type: "object",
        required: ["OPEN", "voice", "SERVERS"],
        properties: {
          OPEN: { type: "boolean" },
          NOTE: { anyOf: [{ type: "string" }, { type: "null" }] },
          EXTRA: { type: "object", additionalProperties: true },
          NAMES: { type: "object", additionalProperties: { type: "array", items: { type: "string" } } },
          voice: { $ref: "#/components/schemas/Voice" },
          web: { anyOf: [{ $ref: "#/components/schemas/Voice" }, { type: "null" }] },
          SERVERS: { type: "array", items: { $ref: "#/components/schemas/Server" } },
        },
      },
      Voice: {
        type: "object",
        required: ["ENGINE"],
        properties: { ENGINE: { type: "string", enum: ["a", "b"] }, SPEED: { type: "integer" } },
      },
      Server: {
        type: "object",
        required: ["url"],
        properties: { url: { type: "string" }, config: { anyOf: [{ type: "object" }, { type: "null" }] } },
      },
    },
  },
};
const form = { $ref: "#/components/schemas/Form" };

describe("a form's settings", () => {
  it("are its leaves: groups are gone into, free maps are not, and lists have their items' beside", () => {
    const leaves = listLeaves(api, form);
    expect(leaves.map(({ path, type, required }) => [path, type, required])).toEqual([
      ["OPEN", "boolean", true],
      ["NOTE", "string or null", false],
      ["EXTRA", "object", false],
      ["NAMES", "object of lists of strings", false],
      ["voice.ENGINE", '"a" or "b"', true],
      ["voice.SPEED", "integer", false],
      ["web.ENGINE", '"a" or "b"', false],
      ["web.SPEED", "integer", false],
      ["SERVERS", "list of objects", true],
      ["SERVERS.*.url", "string", true],
      ["SERVERS.*.config", "object or null", false],
    ]);
    // Nothing that a group requires can be left out of it: the group is.
    expect(leaves.filter(({ path }) => path.startsWith("web.")).map(({ omission }) => omission)).toEqual([
      "web",
      "web.SPEED",
    ]);
  });

  it("are found in a body by the same paths", () => {
    const body = {
      voice: { ENGINE: "a" },
      web: { SPEED: 1 },
      EXTRA: { any: { thing: 1 } },
      SERVERS: [],
      new: 1,
    };
    expect(listPaths(body, listLeaves(api, form))).toEqual([
      "voice.ENGINE",
      "web.SPEED",
      "EXTRA",
      "SERVERS",
      "new",
    ]);
  });
});

describe("what a write without a setting does to it", () => {
  const text = { type: "string" };
  const leaf = (path: string, schema: FormLeaf["schema"], required = false): FormLeaf => ({
    ...{ path, type: "", required, omission: path },
    ...(schema ? { schema } : {}),
  });
  const measure = (stored: JsonObject, write: (body: JsonObject) => number, leaves: FormLeaf[]) =>
    measureResets({
      ...{ read: async () => structuredClone(stored), write: async (body) => write(body), leaves },
      ...{ fixed: { MODE: "safe" }, probes: {} },
    });

  it("is measured, also where a reset gives what was written", async () => {
    const stored: JsonObject = { MODE: "", KEPT: "a", CLEARED: "a", SWITCHED: false, IGNORED: "a" };
    const modes = new Set();
    const resets = await measure(
      stored,
      ({ MODE = "", KEPT = stored.KEPT, CLEARED = null, SWITCHED = true }) => {
        modes.add(MODE);
        Object.assign(stored, { MODE, KEPT, CLEARED, SWITCHED });
        return 200;
      },
      [
        ...[leaf("MODE", text, true), leaf("KEPT", text), leaf("CLEARED", text)],
        ...[leaf("SWITCHED", { type: "boolean" }), leaf("IGNORED", text), leaf("LIST.*.url", undefined)],
      ],
    );
    // A setting that no write changes is not told.
    expect([...resets]).toEqual([
      ["KEPT", false],
      ["CLEARED", true],
      ["SWITCHED", true],
    ]);
    expect([...modes]).toEqual(["safe"]);
  });

  it("is measured one by one when a value of one is refused", async () => {
    const stored: JsonObject = { STRICT: "on", KEPT: "a" };
    const resets = await measure(
      stored,
      ({ STRICT = "on", KEPT = stored.KEPT }) => {
        if (STRICT !== "on") return 400;
        Object.assign(stored, { STRICT, KEPT });
        return 200;
      },
      [leaf("STRICT", text), leaf("KEPT", text)],
    );
    expect([...resets]).toEqual([["KEPT", false]]);
  });

  it("is measured one by one when a body without all of them is refused", async () => {
    const stored: JsonObject = { TLS: false, FILE: "a", NOTE: "b" };
    const resets = await measure(
      stored,
      ({ TLS = true, FILE = null, NOTE = null }) => {
        if (TLS && FILE === null) return 400;
        Object.assign(stored, { TLS, FILE, NOTE });
        return 200;
      },
      [leaf("TLS", { type: "boolean" }), leaf("FILE", text), leaf("NOTE", text)],
    );
    expect([...resets]).toEqual([
      ["TLS", true],
      ["FILE", true],
      ["NOTE", true],
    ]);
  });
});

describe("the committed catalogue", () => {
  it("is written anew as it is", async () => {
    const path = new URL("../../src/releases/catalogue.ts", import.meta.url);
    expect(renderCatalogue(catalogue)).toBe(await readFile(path, "utf8"));
  });

  const names = Object.keys(descriptors) as ResourceName[];

  it.each(names)("has the settings of %s in each release that has it", (name) => {
    const endpoint = catalogue.endpoints[name];
    const present = catalogue.releases.filter((release) => isPresent(endpoint, release));
    expect(present.length).toBeGreaterThan(0);
    for (const release of present) {
      const fields = Object.values(catalogue.resources[name]).filter((field) => isPresent(field, release));
      expect(fields.length).toBeGreaterThan(0);
    }
    for (const [path, field] of Object.entries(catalogue.resources[name])) {
      expect(field.factory === undefined, path).toBe(path.includes("*"));
      expect(present).toContain(field.first);
    }
  });

  it.each(names.filter((name) => descriptors[name].root))(
    "has of %s what its descriptor has, and nothing else",
    (name) => {
      const { root } = descriptors[name];
      if (root === undefined) throw new Error(`${name} has no tree.`);
      const known = Object.keys(catalogue.resources[name]);
      expect(known.filter((pattern) => !listPatterns(root).includes(pattern))).toEqual([]);
      const unmeasured = listPatterns(root).filter((pattern) => !known.includes(pattern));
      expect(unmeasured.sort()).toEqual((unused[name] ?? []).toSorted());
    },
  );
});

/** Settings that no catalogued server has use for, and why the descriptor has them all the same. */
const unused: Partial<Record<ResourceName, readonly string[]>> = {};

/** Returns the patterns of all settings of a tree, and of the collections that are in no other. */
function listPatterns(root: Node): string[] {
  const found: string[] = [];
  walk(root, []);
  return found;

  function walk(node: Node, path: readonly string[]): void {
    if (node.kind === "leaf" || (node.kind === "collection" && !path.includes("*")))
      found.push(path.join("."));
    if (node.kind === "group")
      for (const [key, one] of Object.entries(node.settings)) walk(one, [...path, key]);
    if (node.kind === "collection") walk(node.item, [...path, "*"]);
  }
}

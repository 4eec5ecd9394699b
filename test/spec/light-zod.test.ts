import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../src/model/json.ts";
import { lightZod, takes } from "../../src/model/light-zod.ts";
import type { Leaf } from "../../src/model/node.ts";
import { z } from "../../src/model/whole-zod.ts";
import { listNamedNodes } from "../../src/spec/model.ts";
import { createLeafSchema, createSchemaFor } from "../../src/spec/schema.ts";
import { valuesOf } from "../fuzz/settings.ts";

const leaves = listNamedNodes().flatMap(({ path, node }) =>
  node.kind === "leaf" ? [{ path, leaf: node }] : [],
);
const runs = 100_000;

const odd: readonly Json[] = [
  ...[null, true, false, 0, -0, -1, 1, 1.5, 65_535, 65_536, 2 ** 53, 1e300],
  ...[
    "",
    " ",
    "0",
    "-1",
    "12h",
    "absent",
    "1.5",
    "null",
    "x".repeat(201),
    "__proto__",
    "a:1",
    "https://a.example",
  ],
  ...[
    [],
    [null],
    ["a"],
    [["a"]],
    [{}],
    {},
    { a: null },
    { a: "b" },
    { a: { b: "c" } },
    { env: "A" },
    { env: "1" },
  ],
  ...[
    { file: "a" },
    { file: "" },
    { env: "A", file: "a" },
    { group: "a" },
    { models: ["a"] },
    { models: "a" },
  ],
  ...[
    { "": { " ": "a" } },
    { de: { "Hi {{a}}": "Hallo {{b}}" } },
    { constructor: {} },
    [{ title: "a", content: "b" }],
  ],
];

/** A right value, one in its place, or a right one with something in it replaced. */
function valuesAround(leaf: Leaf): fc.Arbitrary<Json> {
  const right = valuesOf(leaf);
  const wrong = fc.oneof(fc.constantFrom(...odd), fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>);
  return fc.oneof(
    right,
    wrong,
    fc.tuple(right, wrong, fc.nat(4)).map(([value, other, at]) => replaceWithin(value, other, at)),
  );
}

function replaceWithin(value: Json, other: Json, at: number): Json {
  if (typeof value === "string") return value.slice(0, at) + JSON.stringify(other) + value.slice(at + 1);
  if (Array.isArray(value)) return value.toSpliced(at, 1, other);
  if (typeof value !== "object" || value === null) return other;
  const keys = Object.keys(value);
  const key = keys[at % (keys.length + 1)] ?? "new";
  return { ...value, [key]: replaceWithin(value[key] ?? null, other, at) };
}

const nest = (path: readonly string[], value: Json): Json =>
  path.reduceRight<Json>((below, key) => ({ [key === "*" ? "name" : key]: below }), value);

describe("the check without zod", () => {
  it("takes what zod takes, and refuses what zod refuses, of mutated specs", () => {
    expect(leaves.length).toBeGreaterThan(100);
    const each = Math.ceil(runs / leaves.length);
    const seen = { right: 0, wrong: 0 };
    for (const { path, leaf } of leaves) {
      for (const value of fc.sample(valuesAround(leaf), each)) {
        const spec = {
          ...(nest(path, value) as object),
          ...(path[0] === "version" ? {} : { version: 1 }),
        } as Json;
        const isRight = createSchemaFor(z, spec).safeParse(spec).success;
        expect(takes(createSchemaFor(lightZod, spec), spec), JSON.stringify(spec)).toBe(isRight);
        seen[isRight ? "right" : "wrong"] += 1;
      }
    }
    expect(seen.right).toBeGreaterThan(runs / 5);
    expect(seen.wrong).toBeGreaterThan(runs / 5);
  }, 300_000);

  it.each([
    ["no version", { adminConfig: {} }],
    ["another version", { version: 2 }],
    ["an unknown section", { version: 1, admin: {} }],
    ["an unknown key", { version: 1, adminConfig: { A: 1 } }],
    ["an unknown key of an entry", { version: 1, banners: { a: { A: 1 } } }],
    ["a list in the place of a section", { version: 1, adminConfig: [] }],
    ["nothing in the place of a section", { version: 1, adminConfig: null }],
    ["a text in the place of an entry", { version: 1, banners: { a: "gone" } }],
    ["no map at all", "version: 1"],
  ] as [string, Json][])("refuses %s", (_what, spec) => {
    expect(createSchemaFor(z, spec).safeParse(spec).success).toBe(false);
    expect(takes(createSchemaFor(lightZod, spec), spec)).toBe(false);
  });

  it("tells settings that take a list or a map as zod does, which decides about what is shown", () => {
    for (const { path, leaf } of leaves) {
      for (const value of [[], {}]) {
        const isTaken = createLeafSchema(z, leaf).safeParse(value).success;
        expect(takes(createLeafSchema(lightZod, leaf), value), path.join(".")).toBe(isTaken);
      }
    }
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isObject, type Json, type JsonObject } from "../../src/model/json.ts";
import { displayPath } from "../../src/model/path.ts";
import {
  findAmbiguous,
  isHidden,
  isSensitive,
  listDeclared,
  listLive,
  mergeDeclared,
  nameEntries,
  restoreSettings,
} from "../../src/model/settings.ts";
import { flag, group, listById, mapOf, secret, text } from "../../src/resources/nodes.ts";

const root = group("Everything that a tree can have.", {
  name: text("A text."),
  web: group("A group.", { on: flag("A flag."), key: secret("KEY", "A secret.") }),
  servers: listById(["info", "id"], "A list.", {
    url: text("A text."),
    info: group("A group.", { note: text("A text.") }),
    headers: mapOf("Secrets by name.", secret("HEADER", "A secret.")),
  }),
});

const live = {
  name: "a",
  web: { on: true, key: "k", later: 1 },
  servers: [
    { url: "one", info: { id: "1", note: "n" }, headers: { a: "x" }, extra: [1] },
    { url: "nameless", info: {} },
    { url: "two", info: { id: "b.c", note: "m" } },
  ],
} satisfies JsonObject;

describe("settings are listed one by one", () => {
  it("with their entries, and without what an entry is called", () => {
    const found = listLive(root, live);
    expect([...found.keys()]).toEqual([
      "name",
      "web.on",
      "web.key",
      "web.later",
      "servers.1",
      "servers.1.url",
      "servers.1.info.note",
      "servers.1.headers.a",
      "servers.1.extra",
      'servers["(unnamed) (1)\\u0000"]',
      'servers["(unnamed) (1)\\u0000"].url',
      'servers["b.c"]',
      'servers["b.c"].url',
      'servers["b.c"].info.note',
    ]);
  });

  it("and what may not be shown is known by its place", () => {
    const hidden = [...listLive(root, live).values()].filter(
      ({ path, isEntry }) => !isEntry && isSensitive(root, path),
    );
    expect(hidden.map(({ path }) => path.join(" "))).toEqual([
      "web key",
      "web later",
      "servers 1 headers a",
      "servers 1 extra",
    ]);
  });
});

describe("what a spec states is laid over what the server holds", () => {
  it("setting by setting, entries in place, new ones at the end", () => {
    const declared = {
      web: { on: false },
      servers: { "b.c": { url: "TWO" }, new: { url: "three" }, "1": { headers: { b: "y", a: null } } },
    };
    expect(mergeDeclared(root, live, declared)).toEqual({
      name: "a",
      web: { on: false, key: "k", later: 1 },
      servers: [
        { url: "one", info: { id: "1", note: "n" }, headers: { b: "y" }, extra: [1] },
        { url: "nameless", info: {} },
        { url: "TWO", info: { id: "b.c", note: "m" } },
        { url: "three", info: { id: "new" } },
      ],
    });
  });

  it("and an absent entry is taken out", () => {
    const merged = mergeDeclared(root, live, { servers: { "1": null, never: null } }) as typeof live;
    expect(merged.servers.map(({ url }) => url)).toEqual(["nameless", "two"]);
  });

  it("and can be put back, in place", () => {
    const declared = { name: "b", servers: { "1": null, new: { url: "three" } } };
    const changed = mergeDeclared(root, live, declared);
    const picked = new Set(listDeclared(root, declared).keys());
    expect(restoreSettings(root, changed, live, picked, declared)).toEqual(live);
  });
});

it.each([null, undefined])(
  "a group may be %s, and is so again when what was added to it is undone",
  (empty) => {
    const before = { name: "a", ...(empty === null ? { web: null } : {}) };
    const declared = { web: { on: true } };
    const merged = mergeDeclared(root, before, declared);
    expect([...listLive(root, before).keys()]).toEqual(["name"]);
    expect(merged).toEqual({ name: "a", web: { on: true } });
    expect(restoreSettings(root, merged, before, new Set(["web.on"]), declared)).toEqual(before);
  },
);

it("an entry that the server has twice cannot be meant", () => {
  const twice = { servers: [{ info: { id: "a" } }, { info: { id: "a" } }, { info: { id: "b" } }] };
  expect(findAmbiguous(root, twice, { servers: { a: { url: "x" }, b: { url: "y" } } })).toEqual([
    ["servers", "a"],
  ]);
  expect([...listLive(root, twice).keys()]).toContain('servers["a (2)\\u0000"]');
});

it.each([
  ["http://user:hunter2@one/v1", 'servers["http://***@one/v1"]'],
  ["http://user@one/v1", 'servers["http://***@one/v1"]'],
  ["http://one/v1?api_key=hunter2&x=1", 'servers["http://one/v1?api_key=***&x=1"]'],
  ["http://one/v1?x=1", 'servers["http://one/v1?x=1"]'],
])("the address %s is told without what lets somebody in", (name, shown) => {
  expect(displayPath(["servers", name])).toBe(shown);
  expect(isHidden(root, { path: ["name"], value: `see ${name}` })).toBe(shown.includes("***"));
});

const names = fc.constantFrom("a", "b", "c.d", "0", "7");
const header = fc.dictionary(names, fc.constantFrom("x", "y"));
const item = fc.record({ url: fc.string(), headers: header }, { requiredKeys: [] });
const lives = fc.record({
  name: fc.string(),
  web: fc.record({ on: fc.boolean(), key: fc.string(), other: fc.integer() }),
  servers: fc
    .uniqueArray(fc.tuple(names, item), { selector: ([name]) => name })
    .map((all) => all.map(([id, one]) => ({ ...one, info: { id, extra: 1 } }))),
});
const declareds = fc.record(
  {
    name: fc.string(),
    web: fc.record({ on: fc.boolean() }),
    servers: fc.dictionary(names, fc.oneof(fc.constant(null), item)),
  },
  { requiredKeys: [] },
);

describe("for any server and any spec", () => {
  it("a merge holds all that is declared, and nothing else is changed", () => {
    fc.assert(
      fc.property(lives, declareds, (live, declared) => {
        const merged = mergeDeclared(root, live as Json, declared as Json);
        const before = listLive(root, live as Json);
        const after = listLive(root, merged);
        const wanted = listDeclared(root, declared as Json);
        for (const [path, { value }] of wanted) expect(after.get(path)?.value).toEqual(value);
        for (const [path, { value }] of before) {
          const isDeclared = [...wanted.keys()].some(
            (one) => path === one || path.startsWith(`${one}.`) || path.startsWith(`${one}[`),
          );
          if (!isDeclared) expect(after.get(path)?.value).toEqual(value);
        }
        expect(mergeDeclared(root, merged, declared as Json)).toEqual(merged);
      }),
    );
  });

  it("a merge can be undone exactly", () => {
    fc.assert(
      fc.property(lives, declareds, (live, declared) => {
        const merged = mergeDeclared(root, live as Json, declared as Json);
        const all = new Set([
          ...listLive(root, live as Json).keys(),
          ...listDeclared(root, declared as Json).keys(),
        ]);
        const back = restoreSettings(root, merged, live as Json, all, declared as Json);
        expect(JSON.stringify(back)).toBe(JSON.stringify(live));
      }),
    );
  });

  it("what a server holds, in the form of a spec, merges to itself", () => {
    fc.assert(
      fc.property(lives, (live) => {
        const named = nameEntries(root, live as Json);
        expect(isObject(named)).toBe(true);
        expect(mergeDeclared(root, live as Json, named)).toEqual(live);
      }),
    );
  });
});

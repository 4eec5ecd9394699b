import { describe, expect, it } from "vitest";
import type { Items } from "../../src/model/items.ts";
import type { Json } from "../../src/model/json.ts";
import { listKinds, resolveNames } from "../../src/plan/resolve-names.ts";

const items: Items = {
  group: [
    { id: "g1", name: "Engineering" },
    { id: "g2", name: "Sales" },
  ],
  model: [
    { id: "gpt-4o", name: "GPT 4o" },
    { id: "llama3:8b", name: "Llama" },
  ],
};

const group = (value: Json) => ({ adminConfig: { DEFAULT_GROUP_ID: value, ENABLE_NOTES: true } });
const models = (value: Json) => ({ modelDefaults: { DEFAULT_MODELS: value } });

describe("listKinds", () => {
  it.each<[Record<string, Json>, string[]]>([
    [group("g1"), ["group"]],
    [group(""), []],
    [models(null), []],
    [{ ...models("a"), ...group({ group: "Sales" }) }, ["model", "group"]],
    [{ adminConfig: { ENABLE_NOTES: true } }, []],
  ])("%j names %j", (desired, kinds) => {
    expect(listKinds(desired)).toEqual(kinds);
  });
});

describe("resolveNames", () => {
  it("puts the id in place of a name", () => {
    const { desired, problems, notices } = resolveNames(group({ group: "Sales" }), items);
    expect(desired).toEqual(group("g2"));
    expect([problems, notices]).toEqual([[], []]);
  });

  it.each<[Json, Json]>([
    [{ models: ["Llama", "gpt-4o"] }, "llama3:8b,gpt-4o"],
    [{ model: "GPT 4o" }, "gpt-4o"],
    [{ models: [] }, ""],
    ["gpt-4o,llama3:8b", "gpt-4o,llama3:8b"],
    ["", ""],
    [null, null],
  ])("makes of the models %j %j", (stated, ids) => {
    const { desired, problems, notices } = resolveNames(models(stated), items);
    expect(desired).toEqual(models(ids));
    expect([problems, notices]).toEqual([[], []]);
  });

  it("leaves what was given as it is", () => {
    const stated = group({ group: "Sales" });
    resolveNames(stated, items);
    expect(stated).toEqual(group({ group: "Sales" }));
  });

  it.each<Json>([{ group: "engineering" }, "engineering", { group: "Engineering " }])(
    "knows which group %j means",
    (stated) => {
      const { problems } = resolveNames(group(stated), items);
      expect(problems.map(({ hint }) => hint)).toEqual(["write { group: Engineering }, or its id: g1"]);
    },
  );

  it("lists what the server has where there is no such group", () => {
    const { problems, notices } = resolveNames(group({ group: "Staff" }), items);
    expect(notices).toEqual([]);
    expect(problems).toEqual([
      {
        path: ["adminConfig", "DEFAULT_GROUP_ID"],
        code: "plan.no-such-group",
        message: 'the server has no group "Staff"; it has "Engineering" (g1), "Sales" (g2)',
        hint: 'write the id of a group, or "" for none',
      },
    ]);
  });

  it("tells of each of several models, an unknown id only as a notice", () => {
    const byName = resolveNames(models({ models: ["Llama", "new", "newer"] }), items);
    expect(byName.problems.map(({ code }) => code)).toEqual(["plan.no-such-model", "plan.no-such-model"]);
    // What is wrong is not written: it is the caller who stops.
    const byId = resolveNames(models("gpt-4o,new"), items);
    expect(byId.problems).toEqual([]);
    expect(byId.notices).toMatchObject([
      { code: "plan.no-such-model", message: expect.stringContaining('"new"') },
    ]);
    expect(byId.desired).toEqual(models("gpt-4o,new"));
  });

  it("takes blanks for a part of an id, as the server does, and knows what was meant", () => {
    expect(resolveNames(models("gpt-4o, llama3:8b"), items).notices).toMatchObject([
      { code: "plan.no-such-model", hint: "write { models: [Llama] }, or its id: llama3:8b" },
    ]);
    expect(resolveNames(group(" g1"), items).problems).toMatchObject([
      { code: "plan.no-such-group", hint: "write { group: Engineering }, or its id: g1" },
    ]);
  });

  it("cannot do without the list, and takes an id all the same", () => {
    const byName = resolveNames(group({ group: "Sales" }), {});
    expect(byName.problems).toMatchObject([
      { code: "plan.not-looked-up", hint: "if API keys are restricted, allow /api/v1/groups/, too" },
    ]);
    const byId = resolveNames(group("g9"), {});
    expect(byId.problems).toEqual([]);
    expect(byId.notices.map(({ code }) => code)).toEqual(["plan.not-looked-up"]);
    expect(byId.desired).toEqual(group("g9"));
  });

  it("takes a name that several things have for none of them", () => {
    const twice = { group: [...(items.group ?? []), { id: "g3", name: "Sales" }] };
    const { problems } = resolveNames(group({ group: "Sales" }), twice);
    expect(problems).toMatchObject([
      {
        code: "plan.ambiguous-group",
        message: 'the server has several groups named "Sales": g2, g3',
      },
    ]);
    expect(resolveNames(group({ group: "g3" }), twice)).toMatchObject({ problems: [], desired: group("g3") });
  });
});

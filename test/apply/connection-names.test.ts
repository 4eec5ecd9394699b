import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../src/model/json.ts";
import { findObstacles } from "../../src/plan/find-obstacles.ts";
import { planChanges } from "../../src/plan/plan-changes.ts";
import { openai } from "../../src/resources/openai.ts";
import { json } from "../api/tiny-server.ts";
import { applyTo, type OnWrite } from "./stand-in.ts";

const x = "https://x.test/v1";

/** Returns what a server answers that has connections of one URL with these prefixes. */
function hold(...prefixes: (string | undefined)[]): JsonObject {
  const configs = prefixes.map((prefix, index): [string, Json] => [
    String(index),
    { later: index, ...(prefix === undefined ? {} : { prefix_id: prefix }) },
  ]);
  return {
    ENABLE_OPENAI_API: true,
    OPENAI_API_BASE_URLS: prefixes.map(() => x),
    OPENAI_API_KEYS: prefixes.map((_, index) => `key-${index}`),
    OPENAI_API_CONFIGS: Object.fromEntries(configs),
  };
}

const refuseSecond: OnWrite = ({ name }) =>
  name === "adminConfig" ? json({ detail: "no" }, 400) : undefined;

describe("of several connections of one URL", () => {
  /** The prefixes that the server has, what the spec calls one, and which is meant. */
  const table: [prefixes: (string | undefined)[], name: string, meant: number][] = [
    [["q", "p"], `${x}#p`, 1],
    [["q", undefined], x, 1],
    [[undefined, "q"], `${x}#q`, 1],
    [["q", "", "p"], x, 1],
    [["q"], x, 0],
    [["q"], `${x}#q`, 0],
    [[undefined], x, 0],
  ];

  it.each(table)("with the prefixes %j, %s is number %i", async (prefixes, name, meant) => {
    const before = hold(...prefixes);
    const { report, after } = await applyTo(
      { openai: before },
      { openai: { connections: { [name]: { key: "new" } } } },
    );
    expect(report).toMatchObject({ status: "applied", steps: [{ sideEffects: [] }] });
    const keys = prefixes.map((_, index) => (index === meant ? "new" : `key-${index}`));
    expect(after.openai).toEqual({ ...before, OPENAI_API_KEYS: keys });
  });

  it.each([
    ["key", { key: "new" }],
    ["removal", null],
  ])("each can be meant beside another: its %s", async (_, stated) => {
    const declared = { [`${x}#q`]: { key: "key-0" }, [x]: stated };
    const { report, after } = await applyTo(
      { openai: hold("q", undefined) },
      { openai: { connections: declared } },
    );
    expect(report).toMatchObject({ status: "applied", steps: [{ sideEffects: [] }] });
    expect(after.openai).toMatchObject({ OPENAI_API_KEYS: stated === null ? ["key-0"] : ["key-0", "new"] });
  });

  it("one with the prefix of none is a new one", async () => {
    const { report, after } = await applyTo(
      { openai: hold("q") },
      { openai: { connections: { [`${x}#p`]: { key: "k" } } } },
    );
    expect(report).toMatchObject({ status: "applied", steps: [{ sideEffects: [] }] });
    expect(after.openai).toEqual({
      ...hold("q", undefined),
      OPENAI_API_KEYS: ["key-0", "k"],
      OPENAI_API_CONFIGS: { "0": { later: 0, prefix_id: "q" }, "1": { prefix_id: "p" } },
    });
  });

  it.each<[string, (string | undefined)[], Json]>([
    ["though nothing else changes", ["q", "r"], { key: "key-0" }],
    ["to be changed", ["q", "r"], { key: "new" }],
    ["without a prefix", [undefined, undefined, "q"], { key: "new" }],
    ["to be removed", [undefined, undefined, "q"], null],
  ])("the URL alone is ambiguous: %s", (_name, prefixes, stated) => {
    const live = { openai: openai.read.unwrap?.(hold(...prefixes)) ?? null };
    const desired = { openai: { connections: { [x]: stated } } };
    const plan = planChanges(
      desired,
      live,
      { url: "u", version: "0.12.4" },
      { credential: "token", hasOAuth: false },
    );
    expect(findObstacles(plan, desired, live).map(({ code, path }) => [code, ...path])).toEqual([
      ["plan.ambiguous-key", "openai", "connections", x],
    ]);
  });

  it.each([[["q"]], [["q", "r"]]])(
    "none is removed by its URL that has a prefix: once the one without is gone, it would be the next: %j",
    async (prefixes) => {
      const desired = { openai: { connections: { [x]: null } } };
      const { report, after } = await applyTo({ openai: hold(undefined, ...prefixes) }, desired);
      expect(report).toMatchObject({ status: "applied", steps: [{ sideEffects: [] }] });
      expect(after.openai).toMatchObject({ OPENAI_API_KEYS: prefixes.map((_, index) => `key-${index + 1}`) });
      const again = await applyTo(after, desired);
      expect(again.report.status).toBe("in-sync");
      expect(again.writes).toEqual([]);
    },
  );

  it.each<[string, (string | undefined)[], JsonObject]>([
    ["removed", ["q", "p"], { [`${x}#p`]: null }],
    ["removed in front", ["p", "q"], { [`${x}#p`]: null }],
    ["removed by its URL", ["p", undefined, "q"], { [x]: null }],
    ["added", ["q"], { [`${x}#p`]: { key: "k" } }],
    ["added without a prefix", ["q"], { [`${x}#q`]: {}, [x]: { key: "k" } }],
  ])(
    "one that was %s is put back, with the keys, configs and order of all",
    async (_name, prefixes, connections) => {
      const held = { openai: hold(...prefixes), adminConfig: { ENABLE_NOTES: true } };
      const desired = { openai: { connections }, adminConfig: { ENABLE_NOTES: false } };
      const { report, before, after, writes } = await applyTo(held, desired, { onWrite: refuseSecond });
      expect(writes).toEqual(["openai", "adminConfig", "openai"]);
      expect(report).toMatchObject({
        status: "failed-unchanged",
        steps: [{ resource: "openai", sideEffects: [] }, { resource: "adminConfig" }],
        rollback: [{ resource: "openai", status: "restored", remaining: [] }],
      });
      expect(JSON.stringify(after)).toBe(JSON.stringify(before));
    },
  );
});

import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/model/json.ts";
import { json } from "../api/tiny-server.ts";
import { applyTo, type OnWrite } from "./stand-in.ts";

const [a, b, c, d] = ["https://a.test/v1", "https://b.test/v1", "https://c.test/v1", "https://d.test/v1"];
const openai = {
  ENABLE_OPENAI_API: true,
  OPENAI_API_BASE_URLS: [a, b, c],
  OPENAI_API_KEYS: ["key-a", "key-b", "key-c"],
  OPENAI_API_CONFIGS: { "0": { enable: true, later: [1] }, "2": { enable: false, prefix_id: "c" } },
} satisfies JsonObject;

const apply = (connections: JsonObject, onWrite?: OnWrite) =>
  applyTo({ openai }, { openai: { connections } }, onWrite ? { onWrite } : {});
const at = (url: string, below = "") => `openai.connections["${url}"]${below}`;

describe("among entries that nobody declared", () => {
  it("one is updated, and the others keep their place, their keys and what owconf does not know", async () => {
    const { report, after } = await apply({ [b]: { key: "new", config: { enable: false } } });
    expect(report).toMatchObject({
      status: "applied",
      steps: [
        {
          resource: "openai",
          status: "applied",
          settings: [
            { path: at(b, ".key"), sensitive: true, outcome: "applied" },
            { path: at(b, ".config.enable"), sensitive: false, outcome: "applied", live: false },
          ],
          sideEffects: [],
        },
      ],
    });
    expect(after.openai).toEqual({
      ...openai,
      OPENAI_API_KEYS: ["key-a", "new", "key-c"],
      OPENAI_API_CONFIGS: { ...openai.OPENAI_API_CONFIGS, "1": { enable: false } },
    });
  });

  it("one is added behind them, and so none of them has another index", async () => {
    const { report, after } = await apply({ [d]: { key: "key-d", config: { enable: true } } });
    expect(report.steps[0]).toMatchObject({
      status: "applied",
      settings: [
        { path: at(d), outcome: "applied" },
        { path: at(d, ".key"), outcome: "applied" },
        { path: at(d, ".config.enable"), outcome: "applied", live: true },
      ],
      sideEffects: [],
    });
    expect(after.openai).toEqual({
      ...openai,
      OPENAI_API_BASE_URLS: [a, b, c, d],
      OPENAI_API_KEYS: ["key-a", "key-b", "key-c", "key-d"],
      OPENAI_API_CONFIGS: { ...openai.OPENAI_API_CONFIGS, "3": { enable: true } },
    });
  });

  it("one is removed with all that stands beside it", async () => {
    const { plan, report, after } = await apply({ [b]: null });
    expect(plan.summary.change).toBe(1);
    expect(report.steps[0]).toMatchObject({
      status: "applied",
      settings: [{ path: at(b), outcome: "applied" }],
      sideEffects: [],
    });
    expect(after.openai).toEqual({
      ENABLE_OPENAI_API: true,
      OPENAI_API_BASE_URLS: [a, c],
      OPENAI_API_KEYS: ["key-a", "key-c"],
      OPENAI_API_CONFIGS: { "0": { enable: true, later: [1] }, "1": { enable: false, prefix_id: "c" } },
    });
  });

  it("one that is removed and another that is added are two changes, and what comes with it is no side effect", async () => {
    const weather = { url: "http://w.test", info: { id: "weather" }, config: { later: 1 } };
    const { plan, report, after, writes } = await applyTo(
      { toolServers: { TOOL_SERVER_CONNECTIONS: [weather, { url: "http://x.test", info: { id: "x" } }] } },
      { toolServers: { x: null, y: { url: "http://y.test" } } },
    );
    expect(plan.summary.change).toBe(2);
    expect(report).toMatchObject({ status: "applied", steps: [{ sideEffects: [] }] });
    expect(writes).toEqual(["toolServers"]);
    expect(after.toolServers).toMatchObject({
      TOOL_SERVER_CONNECTIONS: [weather, { url: "http://y.test", path: "openapi.json", info: { id: "y" } }],
    });
  });

  it("nothing is written where all is as declared", async () => {
    const { report, writes } = await apply({ [b]: { key: "key-b" }, [d]: null });
    expect(report.status).toBe("in-sync");
    expect(writes).toEqual([]);
  });
});

describe("an entry that did not become what was declared", () => {
  it("is told as ignored, and it was none of the settings beside it", async () => {
    const { report, before, after } = await apply({ [d]: { key: "key-d" } }, () => json({}));
    expect(report).toMatchObject({
      status: "failed-unchanged",
      steps: [
        {
          status: "failed",
          settings: [
            { path: at(d), outcome: "ignored" },
            { path: at(d, ".key"), outcome: "ignored" },
          ],
          sideEffects: [],
        },
      ],
    });
    expect(after).toEqual(before);
  });

  it("is told of beside what the server did to the others, without values", async () => {
    const { report } = await apply({ [b]: { key: "new" } }, ({ store, held }) => {
      store();
      const stored = held.openai as JsonObject;
      stored.OPENAI_API_KEYS = ["key-a", "new", "canary"];
      stored.OPENAI_API_CONFIGS = { "0": { enable: true, later: ["canary"] } };
      return json(stored);
    });
    expect(report).toMatchObject({ status: "applied", steps: [{ settings: [{ outcome: "applied" }] }] });
    expect(report.steps[0]?.sideEffects.toSorted()).toEqual([
      `connections["${a}"].config.later`,
      // Without its prefix it is another one.
      `connections["${c}"]`,
      `connections["${c}"].key`,
      ...["", ".config.enable", ".config.prefix_id", ".key"].map((below) => `connections["${c}#c"]${below}`),
    ]);
    expect(JSON.stringify(report)).not.toMatch(/canary|key-/);
  });

  it("is told of beside entries that came or went of themselves", async () => {
    const { report } = await apply({ [b]: { key: "new" } }, ({ store, held }) => {
      store();
      Object.assign(held.openai as JsonObject, {
        OPENAI_API_BASE_URLS: [a, b, d],
        OPENAI_API_CONFIGS: { "0": { enable: true, later: [1] } },
      });
      return json(held.openai);
    });
    expect(report.steps[0]?.sideEffects).toEqual(
      expect.arrayContaining([`connections["${c}#c"]`, `connections["${d}"]`]),
    );
  });
});

describe("what was done to entries is undone in place", () => {
  /** Lets the first resource be written, and refuses the second. */
  const refuseSecond: OnWrite = ({ name }) =>
    name === "adminConfig" ? json({ detail: "no" }, 400) : undefined;
  const held = { openai, adminConfig: { ENABLE_NOTES: true } };
  const undo = (connections: JsonObject, onWrite: OnWrite = refuseSecond) =>
    applyTo(held, { openai: { connections }, adminConfig: { ENABLE_NOTES: false } }, { onWrite });

  it.each<[string, JsonObject]>([
    ["an update", { [b]: { key: "new", config: { enable: false } } }],
    ["a new one", { [d]: { key: "key-d", config: { prefix_id: "d" } } }],
    ["a removed one", { [b]: null }],
    ["a removed first one", { [a]: null }],
    ["a removed last one", { [`${c}#c`]: null }],
    ["all of them at once", { [a]: null, [b]: { key: "new" }, [`${c}#c`]: null, [d]: {} }],
  ])("%s", async (_name, connections) => {
    const { report, before, after, writes } = await undo(connections);
    expect(writes).toEqual(["openai", "adminConfig", "openai"]);
    expect(report).toMatchObject({
      status: "failed-unchanged",
      rollback: [{ resource: "openai", status: "restored", remaining: [] }],
    });
    expect(JSON.stringify(after)).toBe(JSON.stringify(before));
  });

  it("and what somebody else added meanwhile stays", async () => {
    const { report, before, after } = await undo({ [d]: { key: "key-d" } }, (write) => {
      if (write.name !== "adminConfig") return undefined;
      const stored = write.held.openai as typeof openai;
      stored.OPENAI_API_BASE_URLS.push("https://theirs.test");
      stored.OPENAI_API_KEYS.push("theirs");
      return refuseSecond(write);
    });
    expect(after.openai).toEqual({
      ...(before.openai as JsonObject),
      OPENAI_API_BASE_URLS: [a, b, c, "https://theirs.test"],
      OPENAI_API_KEYS: ["key-a", "key-b", "key-c", "theirs"],
    });
    // It is no longer as before, and that it was somebody else is not known.
    expect(report).toMatchObject({
      status: "failed-changed",
      rollback: [
        {
          status: "incomplete",
          remaining: [
            { path: at("https://theirs.test"), before: false, live: true },
            { path: at("https://theirs.test", ".key"), sensitive: true },
          ],
        },
      ],
    });
  });

  it("and a new one that somebody else changed meanwhile is not what owconf made", async () => {
    const { after } = await undo({ [d]: { key: "key-d" }, [b]: { key: "new" } }, (write) => {
      if (write.name !== "adminConfig") return undefined;
      (write.held.openai as typeof openai).OPENAI_API_KEYS[1] = "theirs";
      return refuseSecond(write);
    });
    expect(after.openai).toMatchObject({
      OPENAI_API_BASE_URLS: [a, b, c],
      OPENAI_API_KEYS: ["key-a", "theirs", "key-c"],
    });
  });

  it("unless the rollback fails, and then it is told what is left", async () => {
    const { report } = await undo({ [d]: { key: "canary" }, [b]: null }, (write) =>
      write.name === "openai" && write.n > 1 ? json({ detail: "no" }, 400) : refuseSecond(write),
    );
    expect(report).toMatchObject({ status: "failed-changed", rollback: [{ status: "incomplete" }] });
    expect(report.rollback[0]?.remaining).toEqual([
      { path: at(b), sensitive: false, before: true, live: false },
      { path: at(b, ".key"), sensitive: true },
      { path: at(d), sensitive: false, before: false, live: true },
      { path: at(d, ".key"), sensitive: true },
    ]);
    expect(JSON.stringify(report)).not.toMatch(/canary|key-/);
  });
});

describe("two entries that are shown alike, as their names differ in a password", () => {
  const [one, two] = ["https://a:one@h/v1", "https://a:two@h/v1"];
  const twins = {
    ...openai,
    OPENAI_API_BASE_URLS: [one, two],
    OPENAI_API_KEYS: ["key-1", "key-2"],
    OPENAI_API_CONFIGS: { "0": { enable: false }, "1": { enable: true } },
  } satisfies JsonObject;
  const shown = at("https://***@h/v1", ".config.enable");
  const swapped = { [one]: { config: { enable: true } }, [two]: { config: { enable: false } } };

  it("are judged each on its own", async () => {
    const { report } = await applyTo(
      { openai: twins },
      { openai: { connections: swapped } },
      {
        rollback: false,
        onWrite: ({ held }) => {
          Object.assign(held.openai as JsonObject, {
            OPENAI_API_CONFIGS: { "0": { enable: true }, "1": { enable: true } },
          });
          return json(held.openai);
        },
      },
    );
    expect(report.steps[0]?.settings).toEqual([
      { path: shown, sensitive: false, outcome: "applied", live: true },
      { path: shown, sensitive: false, outcome: "ignored", live: true },
    ]);
    expect(JSON.stringify(report)).not.toMatch(/:one|:two/);
  });

  it("are counted each on its own", async () => {
    const { plan } = await applyTo(
      { openai: twins },
      { openai: { connections: { ...swapped, [two]: { config: { enable: true } } } } },
    );
    expect(plan.summary).toMatchObject({ change: 1, inSync: 1 });
    expect(JSON.stringify(plan)).not.toMatch(/:one|:two/);
  });

  it("are told each with what it held, when nobody knows what is left of them", async () => {
    let isClosed = false;
    const { report } = await applyTo(
      { openai: twins },
      { openai: { connections: swapped } },
      {
        onWrite: () => {
          isClosed = true;
          return json({ detail: "no" }, 400);
        },
        onRead: () => (isClosed ? json({ detail: "no" }, 403) : undefined),
      },
    );
    expect(report.rollback[0]?.remaining).toEqual([
      { path: shown, sensitive: false, before: false },
      { path: shown, sensitive: false, before: true },
    ]);
  });
});

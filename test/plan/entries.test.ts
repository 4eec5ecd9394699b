import { describe, expect, it } from "vitest";
import type { Json } from "../../src/model/json.ts";
import { mergeDeclared } from "../../src/model/settings.ts";
import { findObstacles } from "../../src/plan/find-obstacles.ts";
import { planChanges } from "../../src/plan/plan-changes.ts";
import type { Actor } from "../../src/resources/dangers.ts";
import { findResource } from "../../src/resources/index.ts";

const actor: Actor = { credential: "password", hasOAuth: false };
const server = { url: "http://chat.test", version: "0.12.4" };

const [a, b, c] = ["https://a.test/v1", "https://b.test/v1", "https://c.test/v1"];
const connection = (url: string, key = "live-canary", config = {}) => ({ url, key, config });
const openai = {
  ENABLE_OPENAI_API: true,
  connections: [
    connection(a),
    connection(b, "live-canary", { enable: true, later: 1, headers: { "X-One": "live-canary" } }),
    connection(c),
  ],
};

function planOpenai(connections: Json, live: Json = openai) {
  return planChanges({ openai: { connections } }, { openai: live }, server, actor);
}

const at = (url: string, below = "") => `openai.connections["${url}"]${below}`;

describe("entries that a spec names are planned one by one", () => {
  it("those that differ by the settings that differ", () => {
    const plan = planOpenai({ [b]: { key: "desired-canary", config: { enable: false, prefix_id: "b" } } });
    expect(plan.resources[0]?.changes).toEqual([
      { path: at(b, ".key"), action: "update", sensitive: true, secretChange: "changed" },
      { path: at(b, ".config.enable"), action: "update", sensitive: false, live: true, desired: false },
      { path: at(b, ".config.prefix_id"), action: "update", sensitive: false, desired: "b" },
    ]);
    expect(plan.summary).toMatchObject({ change: 3, resources: 1, inSync: 0 });
    expect(JSON.stringify(plan)).not.toContain("canary");
  });

  it("new ones with all that is below them, as one change", () => {
    const url = "https://new.test/v1";
    const plan = planOpenai({ [url]: { key: "desired-canary", config: { enable: true } } });
    const within = at(url);
    expect(plan.resources[0]?.changes).toEqual([
      { path: within, action: "create", sensitive: false },
      { path: at(url, ".key"), action: "create", within, sensitive: true, secretChange: "set" },
      { path: at(url, ".config.enable"), action: "create", within, sensitive: false, desired: true },
    ]);
    expect(plan.summary.change).toBe(1);
    expect(JSON.stringify(plan)).not.toContain("canary");
  });

  it("absent ones as one deletion, whatever they hold", () => {
    const plan = planOpenai({ [b]: null });
    expect(plan.resources[0]?.changes).toEqual([{ path: at(b), action: "delete", sensitive: false }]);
    // What it holds is not left alone: ENABLE_OPENAI_API and two keys are.
    expect(plan.summary).toMatchObject({ change: 1, unmanaged: 3 });
  });

  it("and one that is to be absent and is so already is no change", () => {
    expect(planOpenai({ "https://never.test": null }).summary).toMatchObject({ change: 0, resources: 0 });
  });

  it("secrets by name among them: set, changed, cleared and taken away", () => {
    const headers = { "X-One": null, "X-Two": "desired-canary" };
    const plan = planOpenai({ [b]: { key: "", config: { headers } } });
    const header = (name: string) => at(b, `.config.headers.${name}`);
    expect(plan.resources[0]?.changes).toEqual([
      { path: at(b, ".key"), action: "update", sensitive: true, secretChange: "cleared" },
      { path: header("X-One"), action: "delete", sensitive: true, secretChange: "cleared" },
      { path: header("X-Two"), action: "update", sensitive: true, secretChange: "set" },
    ]);
  });

  it("and those that it does not name are counted, setting by setting", () => {
    const { summary } = planOpenai({ [a]: { key: "live-canary" } });
    // ENABLE_OPENAI_API; the key of b, its three settings and its header are four; the key of c.
    expect(summary).toEqual({ change: 0, dangerous: 0, resources: 0, inSync: 1, unmanaged: 6 });
  });

  it("also where nobody ever made a list of them", () => {
    expect(planChanges({ banners: { a: { type: "info" } } }, { banners: null }, server, actor)).toMatchObject(
      { resources: [{ changes: [{ path: "banners.a", action: "create" }, { within: "banners.a" }] }] },
    );
  });
});

describe("entries that cannot be planned", () => {
  const find = (desired: Json, live: Json, resource = "openai") => {
    const [wanted, held] = [{ [resource]: desired }, { [resource]: live }];
    const plan = planChanges(wanted, held, server, actor);
    return findObstacles(plan, wanted, held).map(({ code, path }) => [code, path.join(" ")]);
  };
  const twice = { connections: [connection(a), connection(b), connection(a)] };

  it("are those that the server has several of", () => {
    expect(find({ connections: { [a]: { key: "x" } } }, twice)).toEqual([
      ["plan.ambiguous-key", `openai connections ${a}`],
    ]);
    expect(find({ connections: { [a]: null, [b]: null } }, twice)).toEqual([
      ["plan.ambiguous-key", `openai connections ${a}`],
    ]);
  });

  it("and not those beside them, or told apart by their prefix", () => {
    expect(find({ connections: { [b]: { key: "x" } } }, twice)).toEqual([]);
    const apart = { connections: [connection(a, "", { prefix_id: "p" }), connection(a)] };
    expect(find({ connections: { [`${a}#p`]: { key: "x" } } }, apart)).toEqual([]);
  });

  it("are new ones without what the server wants of each", () => {
    expect(find({ weather: { key: "k" } }, [], "toolServers")).toEqual([
      ["plan.refused-by-server", "toolServers weather"],
    ]);
    expect(find({ weather: { url: "http://w.test" } }, [], "toolServers")).toEqual([]);
    const held = [{ url: "http://w.test", info: { id: "weather" } }];
    expect(find({ weather: { key: "k" } }, held, "toolServers")).toEqual([]);
  });

  it("are not those that get what the server wants from their name", () => {
    for (const name of ["toolServers", "terminalServers"]) {
      expect(find({ "http://w.test": {} }, [], name)).toEqual([]);
    }
    expect(find({ a: { url: "http://w.test" } }, [], "terminalServers")).toEqual([]);
  });

  const item = { url: "http://w.test", info: { id: "w" } };
  const banner = { type: "info", content: "c", dismissible: true, timestamp: 1 };

  it.each<[string, string, Json, Json, string]>([
    [
      "a new one of another prefix",
      "openai",
      { connections: { [`${a}#p`]: { config: { prefix_id: "q" } } } },
      { connections: [] },
      `connections ${a}#p`,
    ],
    [
      "one that gets another prefix",
      "openai",
      { connections: { [`${a}#p`]: { config: { prefix_id: "q" } } } },
      { connections: [connection(a, "k", { prefix_id: "p" })] },
      `connections ${a}#p`,
    ],
    [
      "one that gets the prefix of another",
      "openai",
      { connections: { [a]: { config: { prefix_id: "p" } }, [`${a}#p`]: {} } },
      { connections: [connection(a), connection(a, "k", { prefix_id: "p" })] },
      `connections ${a}#p`,
    ],
    [
      "a server by its URL that gets another",
      "toolServers",
      { "http://w.test": { url: "http://x.test" } },
      [{ url: "http://w.test" }],
      "http://w.test",
    ],
    [
      "a new server by another URL",
      "terminalServers",
      { "http://w.test": { url: "http://x.test" } },
      [],
      "http://w.test",
    ],
    ["one without a name", "banners", { "": banner }, [], ""],
  ])("are those that would no longer be called so: %s", (_name, resource, desired, live, path) => {
    const found = find(desired, live, resource);
    expect(found).toContainEqual(["plan.renamed-entry", `${resource} ${path}`]);
    expect(found.filter(([code]) => code !== "plan.renamed-entry")).toEqual([]);
  });

  it.each<[string, string, Json, Json, string]>([
    [
      "headers as a text",
      "toolServers",
      { w: { headers: { X: "1" } } },
      [{ ...item, headers: '{"X-Old":"1"}' }],
      "w headers",
    ],
    [
      "a map in the place of a list",
      "evaluations",
      { EVALUATION_ARENA_MODELS: { n: { name: "N" } } },
      { EVALUATION_ARENA_MODELS: { a: 1 } },
      "EVALUATION_ARENA_MODELS",
    ],
    [
      "all of them as a map",
      "toolServers",
      { n: { url: "http://n.test" } },
      { "0": { url: "http://kept.test" } },
      "",
    ],
  ])("are those of which the server has another form: %s", (_name, resource, desired, live, path) => {
    expect(find(desired, live, resource)).toEqual([["plan.other-form", `${resource} ${path}`.trim()]]);
  });

  it("and an empty collection may be null, or missing", () => {
    for (const headers of [null, {}])
      expect(find({ w: { headers: { X: "1" } } }, [{ ...item, headers }], "toolServers")).toEqual([]);
    expect(find({ w: { headers: { X: "1" } } }, [item], "toolServers")).toEqual([]);
  });

  it("are those with what their release lacks", () => {
    const held = [{ id: "t", url: "http://t.test" }];
    const desired = { t: { policy: { image: "x" } }, n: { url: "http://n.test", policy: { image: "x" } } };
    expect(find(desired, held, "terminalServers")).toEqual([
      ["plan.unknown-to-server", "terminalServers t policy image"],
      ["plan.unknown-to-server", "terminalServers n policy image"],
    ]);
  });

  it("and not those with settings that the server does not show yet", () => {
    expect(
      find({ connections: { [a]: { config: { prefix_id: "p" } } } }, { connections: [connection(a)] }),
    ).toEqual([]);
  });
});

describe("items that no name tells apart", () => {
  const merge = (desired: Json, live: Json[]) => mergeDeclared(findResource("banners").root, live, desired);
  const one = (id: string, content: string) => ({
    id,
    type: "info",
    title: "",
    content,
    dismissible: true,
    timestamp: 1,
  });
  const doubled = [one("a", "1"), one("a", "2"), one("", "3")];

  it.each(["a (1)", "a (2)", "(unnamed) (1)"])("are never meant, though a message calls one %s", (name) => {
    expect(merge({ [name]: null }, doubled)).toEqual(doubled);
    expect(merge({ [name]: { content: "new" } }, doubled)).toEqual([
      ...doubled,
      { id: name, content: "new" },
    ]);
    const plan = planChanges(
      { banners: { [name]: { content: "new" } } },
      { banners: doubled },
      server,
      actor,
    );
    expect(plan.resources[0]?.changes[0]).toMatchObject({ action: "create" });
  });

  it("and one that is really called so is", () => {
    const live = [...doubled, one("a (1)", "4")];
    expect(merge({ "a (1)": null }, live)).toEqual(doubled);
  });
});

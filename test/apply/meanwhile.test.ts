import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../src/model/json.ts";
import { json } from "../api/tiny-server.ts";
import { applyTo, type OnWrite } from "./stand-in.ts";

type Banner = JsonObject & { id: string; content: string };
const banner = (id: string, content = id): Banner => ({
  ...{ id, type: "info", title: "", content, dismissible: true, timestamp: 1 },
});
const listContents = (held: Json | undefined) => (held as Banner[]).map(({ content }) => content);
const refuse = json({ detail: "no" }, 400);

describe("a write that got lost is made anew from the newest reading", () => {
  const lose: OnWrite = ({ n, held }) => {
    if (n > 1) return undefined;
    (held.banners as Json[]).push(banner("theirs"));
    return (response) => response.socket?.destroy();
  };

  it.each<[string, JsonObject, string[]]>([
    ["an update", { a: { content: "new" } }, ["new", "theirs"]],
    ["a new one", { n: banner("n", "new") }, ["a", "theirs", "new"]],
    ["a removal", { a: null }, ["theirs"]],
  ])("and what somebody else added stays: %s", async (_, { ...stated }, contents) => {
    for (const one of Object.values(stated)) if (one !== null) delete (one as JsonObject).id;
    const { report, writes, after } = await applyTo(
      { banners: [banner("a")] },
      { banners: stated },
      { onWrite: lose },
    );
    expect(writes).toEqual(["banners", "banners"]);
    expect(listContents(after.banners)).toEqual(contents);
    expect(report).toMatchObject({ status: "applied", steps: [{ status: "applied", sideEffects: [] }] });
  });

  it("which is what is put back, should a later part fail", async () => {
    const held = { banners: [banner("a")], adminConfig: { ENABLE_NOTES: true } };
    const desired = { banners: { a: { content: "new" } }, adminConfig: { ENABLE_NOTES: false } };
    const { report, after } = await applyTo(held, desired, {
      onWrite: (write) => (write.name === "adminConfig" ? refuse : lose(write)),
    });
    expect(listContents(after.banners)).toEqual(["a", "theirs"]);
    expect(report).toMatchObject({ status: "failed-unchanged", rollback: [{ status: "restored" }] });
  });
});

describe("a new entry is taken out again", () => {
  const held = { banners: [banner("a")], adminConfig: { ENABLE_NOTES: true } };
  const { id: _, ...stated } = banner("n", "new");
  const desired = { banners: { n: stated }, adminConfig: { ENABLE_NOTES: false } };
  const undo = (change: (own: Banner) => void) =>
    applyTo(held, desired, {
      onWrite: ({ name, held }) => {
        if (name !== "adminConfig") return undefined;
        change((held.banners as Banner[])[1] ?? banner("none"));
        return refuse;
      },
    });

  it("while it is what was made", async () => {
    const { report, before, after } = await undo(() => {});
    expect(after).toEqual(before);
    expect(report.status).toBe("failed-unchanged");
  });

  it.each<[string, (own: Banner) => void]>([
    ["a declared setting", (own) => Object.assign(own, { content: "theirs" })],
    ["one that nobody declared", (own) => Object.assign(own, { title: "theirs" })],
    ["one that owconf does not know", (own) => Object.assign(own, { later: "theirs" })],
  ])("and not once somebody changed %s, which is told", async (_name, change) => {
    const { report, writes, after } = await undo(change);
    expect(after.banners).toHaveLength(2);
    expect(JSON.stringify(after.banners)).toContain("theirs");
    expect(writes).toEqual(["banners", "adminConfig"]);
    expect(report).toMatchObject({ status: "failed-changed", rollback: [{ status: "incomplete" }] });
    expect(report.rollback[0]?.remaining[0]).toEqual({
      path: "banners.n",
      sensitive: false,
      before: false,
      live: true,
    });
  });
});

describe("an entry that is to be removed and that somebody changed after the plan was made", () => {
  it.each<[string, (own: Banner) => void, string]>([
    [
      "by a declared kind of setting is not removed",
      (own) => Object.assign(own, { content: "theirs" }),
      "banners.a.content",
    ],
    [
      "by a setting that owconf does not know is not removed",
      (own) => Object.assign(own, { later: 1 }),
      "banners.a.later",
    ],
  ])("%s", async (_name, change, path) => {
    const openai = {
      ENABLE_OPENAI_API: true,
      OPENAI_API_BASE_URLS: [],
      OPENAI_API_KEYS: [],
      OPENAI_API_CONFIGS: {},
    };
    const { report, after, writes } = await applyTo(
      { openai, banners: [banner("a", "as planned"), banner("z")] },
      { openai: { ENABLE_OPENAI_API: false }, banners: { a: null } },
      {
        onWrite: ({ name, n, held }) => {
          if (name === "openai" && n === 1) change((held.banners as Banner[])[0] ?? banner("none"));
          return undefined;
        },
      },
    );
    expect(writes).not.toContain("banners");
    expect(after.banners).toHaveLength(2);
    expect(report.steps.find(({ resource }) => resource === "banners")).toMatchObject({
      status: "refused",
      failure: { code: "apply.stale-plan", message: expect.stringContaining(path) },
    });
  });
});

it("items that no name tells apart are told of as they are numbered", async () => {
  const { report } = await applyTo(
    { banners: [banner("a"), banner("b"), banner("b", "c")] },
    { banners: { a: { content: "new" } } },
    {
      onWrite: ({ store, held }) => {
        store();
        Object.assign((held.banners as Banner[])[2] ?? {}, { content: "other" });
        return json(held.banners ?? null);
      },
    },
  );
  expect(report.steps[0]?.sideEffects).toEqual(['["b (2)"].content']);
});

import { describe, expect, it } from "vitest";
import type { Json } from "../../src/model/json.ts";
import { json } from "../api/tiny-server.ts";
import { applyTo, type OnWrite } from "./stand-in.ts";

const banner = (id: string) => ({
  id,
  type: "info",
  title: "",
  content: id,
  dismissible: true,
  timestamp: 1,
});
const held = { banners: ["a", "b", "c"].map(banner), adminConfig: { ENABLE_NOTES: true } };

/** Stores every write of banners, the last one first. */
const reorder: OnWrite = ({ name, held, store }) => {
  if (name !== "banners") return undefined;
  store();
  (held.banners as Json[]).reverse();
  return json(held.banners);
};

describe("a server that puts a list in another order as it is written", () => {
  it("is told of as a side effect", async () => {
    const { report } = await applyTo(held, { banners: { a: { content: "new" } } }, { onWrite: reorder });
    expect(report).toMatchObject({
      status: "applied",
      steps: [{ settings: [{ path: "banners.a.content", outcome: "applied" }], sideEffects: ["(order)"] }],
    });
  });

  it("is left changed where only the order cannot be put back", async () => {
    let reordered = false;
    const { report, after } = await applyTo(
      held,
      { banners: { a: { content: "new" } }, adminConfig: { ENABLE_NOTES: false } },
      {
        onWrite: (write) => {
          if (write.name === "adminConfig") return json({ detail: "no" }, 400);
          if (reordered) return undefined;
          reordered = true;
          return reorder(write);
        },
      },
    );
    expect(
      (after.banners as { id: string; content: string }[]).map(({ id, content }) => [id, content]),
    ).toEqual([
      ["c", "c"],
      ["b", "b"],
      ["a", "a"],
    ]);
    expect(report).toMatchObject({
      status: "failed-changed",
      rollback: [{ status: "incomplete", remaining: [{ path: "banners (order)", sensitive: true }] }],
    });
  });

  it("is told of, though it only reorders", async () => {
    const { report } = await applyTo(
      held,
      { banners: { a: { content: "new" } }, adminConfig: { ENABLE_NOTES: false } },
      {
        onWrite: ({ name, held }) => {
          if (name === "adminConfig") return undefined;
          (held.banners as Json[]).reverse();
          return json({ detail: "no" }, 400);
        },
      },
    );
    expect(report.status).toBe("failed-changed");
  });
});

it.each([
  ["a new one", { d: { type: "info", content: "d", dismissible: true, timestamp: 1 } }],
  ["a removed one", { b: null }],
])("%s does not put the others in another order", async (_, banners) => {
  const { report } = await applyTo(held, { banners });
  expect(report).toMatchObject({ status: "applied", steps: [{ sideEffects: [] }] });
});

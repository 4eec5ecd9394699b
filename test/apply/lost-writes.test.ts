import { describe, expect, it } from "vitest";
import type { Intercepted } from "../server/index.ts";
import { applyAll } from "./stage.ts";

const resources = ["adminConfig", "ldapServer", "ldapConfig"] as const;
const lost: [name: string, answer: () => Intercepted][] = [
  ["a broken connection", () => "reset"],
  ["a 502 of a proxy", () => new Response("Bad Gateway", { status: 502 })],
];

describe.each(lost)("a write of which only %s came back", (_name, answer) => {
  it.each(resources)("is sent again when a reading shows that it did not happen: %s", async (name) => {
    const { exitCode, writes, report } = await applyAll(({ resource, n }) =>
      resource === name && n === 1 ? answer() : undefined,
    );
    expect(exitCode).toBe(0);
    expect(report.status).toBe("applied");
    expect(writes).toEqual(resources.flatMap((one) => (one === name ? [one, one] : [one])));
  });

  it.each(resources)("is not sent again when a reading shows that it happened: %s", async (name) => {
    const { exitCode, writes } = await applyAll(async ({ resource, act }) => {
      if (resource !== name) return undefined;
      await act();
      return answer();
    });
    expect(exitCode).toBe(0);
    expect(writes).toEqual(resources);
  });

  it("is given up after the second time", async () => {
    const { exitCode, writes, before, after } = await applyAll(({ resource }) =>
      resource === "ldapServer" ? answer() : undefined,
    );
    expect(exitCode).toBe(6);
    expect(writes).toEqual(["adminConfig", "ldapServer", "ldapServer", "adminConfig"]);
    expect(after).toEqual(before);
  });
});

it("a write that the server refused is not sent again", async () => {
  const { exitCode, writes } = await applyAll(() => Response.json({ detail: "no" }, { status: 400 }));
  expect(exitCode).toBe(6);
  expect(writes).toEqual(["adminConfig"]);
});

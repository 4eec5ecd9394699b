import { describe, expect, it } from "vitest";
import { applyAll } from "./stage.ts";

/** Fails the switch, so that the two resources before it are rolled back, and the first `fails` writes of that. */
const rollBackUnder = (fails: number) =>
  applyAll(({ resource, n }) =>
    resource === "ldapConfig" || (resource === "adminConfig" && n > 1 && n <= 1 + fails)
      ? Response.json({ detail: "no" }, { status: 500 })
      : undefined,
  );

describe("a rollback that fails", () => {
  it.each([1, 2])("is tried again: %i times", async (fails) => {
    const { exitCode, report, writes, before, after } = await rollBackUnder(fails);
    expect(writes.filter((one) => one === "adminConfig")).toHaveLength(2 + fails);
    expect(report.rollback.map(({ status }) => status)).toEqual(["restored", "restored"]);
    expect(after).toEqual(before);
    expect(exitCode).toBe(6);
  });

  it("is given up after the third time, and the report says what is left", async () => {
    const { exitCode, report, writes, text, before, after } = await rollBackUnder(9);
    expect(writes.filter((one) => one === "adminConfig")).toHaveLength(1 + 3);
    expect(report.rollback).toMatchObject([
      { resource: "ldapServer", status: "restored", remaining: [] },
      {
        resource: "adminConfig",
        status: "incomplete",
        remaining: [
          { path: "adminConfig.ENABLE_SIGNUP", before: false, live: true },
          { path: "adminConfig.JWT_EXPIRES_IN", before: "4w", live: "12h" },
        ],
        failure: { code: expect.stringMatching(/^api\./) },
      },
    ]);
    expect(text).toContain("is left changed");
    expect(after).toEqual({ ...before, adminConfig: after.adminConfig });
    expect(exitCode).toBe(7);
  });
});

import { describe, expect, it } from "vitest";
import { applyAll } from "./stage.ts";

describe("a setting that nobody declared and that changes with a write", () => {
  const change = async () =>
    applyAll(async ({ resource, server, act }) => {
      if (resource !== "adminConfig") return undefined;
      const answer = await act();
      server.state.adminConfig.RESPONSE_WATERMARK = "value-canary";
      server.state.adminConfig.NEW_SETTING = "value-canary";
      return answer;
    });

  it("is named, without its value", async () => {
    const { exitCode, report, text } = await change();
    expect(report.steps.map(({ resource, sideEffects }) => [resource, [...sideEffects].sort()])).toEqual([
      ["adminConfig", ["NEW_SETTING", "RESPONSE_WATERMARK"]],
      ["ldapServer", []],
      ["ldapConfig", []],
    ]);
    expect(text).toMatch(/also changed, though not declared: .*RESPONSE_WATERMARK/);
    expect(JSON.stringify(report) + text).not.toContain("canary");
    expect(exitCode).toBe(0);
  });

  it("alone makes a failed apply no unchanged one", async () => {
    const { exitCode, before, after } = await applyAll(({ resource, server }) => {
      if (resource !== "adminConfig") return undefined;
      server.state.adminConfig.RESPONSE_WATERMARK = "meddled";
      return Response.json({ detail: "no" }, { status: 400 });
    });
    expect(after).not.toEqual(before);
    expect(exitCode).toBe(7);
  });
});

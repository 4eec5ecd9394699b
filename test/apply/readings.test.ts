import { describe, expect, it } from "vitest";
import type { ApplyReport } from "../../src/plan/report.ts";
import { readSettings, runApply, startFaultyServer } from "../faults/stage.ts";
import type { EmulatedServer, Intercepted } from "../server/index.ts";

const path = "/admin/config";

/**
 * Applies; `onReading` is asked for each reading of the admin config, with the writes of it before that one.
 * The first write of it gets `firstWrite` for an answer.
 */
async function applyUnder(
  onReading: (n: number, writes: number, server: EmulatedServer) => Intercepted,
  firstWrite?: Intercepted,
) {
  let readings = 0;
  let writes = 0;
  let server: EmulatedServer | undefined;
  server = await startFaultyServer((request) => {
    if (!server || !request.url.endsWith(path)) return undefined;
    if (request.method === "GET") return onReading(++readings, writes, server);
    return ++writes === 1 ? firstWrite : undefined;
  });
  try {
    const before = readSettings(server.state);
    const { exitCode, stdout, stderr } = await runApply(server.url);
    const report = JSON.parse(stdout) as ApplyReport;
    return { exitCode, report, text: stderr, writes, before, after: readSettings(server.state) };
  } finally {
    await server.close();
  }
}

const fail = (status: number) => Response.json({ detail: "no" }, { status });

describe("a reading that fails", () => {
  it("before the write leaves all as it is", async () => {
    const { exitCode, report, writes, before, after } = await applyUnder((n) =>
      n === 2 ? fail(500) : undefined,
    );
    expect(report.steps.map(({ status }) => status)).toEqual(["failed", "not-run", "not-run"]);
    expect(writes).toBe(0);
    expect(after).toEqual(before);
    expect(exitCode).toBe(6);
  });

  it("ever after the write leaves it open what the server holds", async () => {
    const { exitCode, report, text } = await applyUnder((_n, writes) => (writes > 0 ? fail(500) : undefined));
    expect(report.steps[0]?.failure?.message).toContain("could not be read back");
    expect(report.rollback).toMatchObject([{ resource: "adminConfig", status: "incomplete" }]);
    expect(report.rollback[0]?.remaining.map((one) => [one.path, one.live])).toEqual([
      ["adminConfig.ENABLE_SIGNUP", undefined],
      ["adminConfig.JWT_EXPIRES_IN", undefined],
    ]);
    expect(text).toContain("may be left changed");
    expect(exitCode).toBe(7);
  });

  it("at the very end has all put back", async () => {
    let last = 0;
    const { exitCode, report, before, after } = await applyUnder((_n, writes, { state }) =>
      // Signing in was tried before it: the switch is on.
      writes === 1 && state.ldapEnabled && last++ === 0 ? fail(500) : undefined,
    );
    expect(last).toBeGreaterThan(0);
    expect(report.failure).toBeDefined();
    expect(report.steps.map(({ status }) => status)).toEqual(["applied", "applied", "applied"]);
    expect(after).toEqual(before);
    expect(exitCode).toBe(6);
  });

  it.each([502, 503, 504])("with %i, while the server restarts in a write, is waited out", async (status) => {
    let away = 0;
    const { exitCode, writes } = await applyUnder(
      (_n, written) => (written === 1 && ++away <= 6 ? fail(status) : undefined),
      "reset",
    );
    expect(away).toBeGreaterThan(6);
    expect(writes).toBe(2);
    expect(exitCode).toBe(0);
  });
});

it("a value that the server turned into another one is told as such, with what it holds", async () => {
  const { exitCode, report } = await applyUnder((_n, writes, { state }) => {
    if (writes === 1) state.adminConfig.JWT_EXPIRES_IN = "720m";
    return undefined;
  });
  expect(report.steps[0]?.settings).toMatchObject([
    { path: "adminConfig.ENABLE_SIGNUP", outcome: "applied", live: true },
    { path: "adminConfig.JWT_EXPIRES_IN", outcome: "changed-meanwhile", live: "720m" },
  ]);
  expect(exitCode).toBe(7);
});

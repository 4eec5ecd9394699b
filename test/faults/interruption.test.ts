import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { judgeConvergence, judgeRun } from "./cell.ts";
import { type Child, type ChildRun, startChild } from "./child.ts";
import { inParallel } from "./in-parallel.ts";
import { listRequests } from "./run-cell.ts";
import {
  environmentFor,
  judgeStanding,
  overlay,
  readSettings,
  type Settings,
  spec,
  startFaultyServer,
} from "./stage.ts";

let folder = "";
let requests: string[] = [];
const lines: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "owconf-"));
  await writeFile(join(folder, "owconf.yaml"), spec);
  requests = await listRequests("applied");
});

afterAll(async () => {
  await rm(folder, { recursive: true });
  console.log(["Exit code and state of the server where a signal comes in:", ...lines.sort()].join("\n"));
});

/** Sends a signal to an apply while its n-th request is under way. Returns the problems. */
async function interrupt(signal: NodeJS.Signals, n: number, acted: boolean): Promise<string[]> {
  let child: Child | undefined;
  const server = await startFaultyServer(async (_request, number, act) => {
    if (number !== n || !child) return undefined;
    const answer = acted ? await act() : undefined;
    const { process } = child;
    child = undefined;
    process.kill(signal);
    if (signal === "SIGKILL") return "hang";
    // Time enough for the signal to come in before the answer does.
    await sleep(50);
    return answer;
  });
  try {
    const before = readSettings(server.state);
    const env = environmentFor(server.url);
    const args = ["--auto-approve", "--json", "--skip-ldap-check"];
    child = startChild(["apply", join(folder, "owconf.yaml"), ...args], env);
    const run = await child.ended;
    const now = readSettings(server.state);
    const when = `${String(n).padStart(2)} ${requests[n - 1]}, ${acted ? "after" : "before"} the server acted`;
    lines.push(`${signal.padEnd(8)} ${when}: ${run.exitCode ?? "killed"} ${judgeStanding(before, now)}`);
    const problems = isEnded(run)
      ? judgeRun(run, before, server).problems
      : judgeKilled(signal, before, now, run);
    problems.push(...(await judgeConvergence(server, before)));
    return problems.map((one) => `${signal} at ${when}: ${one}`);
  } finally {
    await server.close();
  }
}

function isEnded(run: ChildRun): run is ChildRun & { exitCode: number } {
  return run.exitCode !== null;
}

function judgeKilled(signal: NodeJS.Signals, before: Settings, now: Settings, run: ChildRun): string[] {
  const problems: string[] = [];
  const kept = JSON.stringify(overlay(now)) === JSON.stringify(overlay(before));
  if (!kept) problems.push("something undeclared changed");
  // Before the first step a signal ends owconf at once.
  if (signal !== "SIGKILL" && judgeStanding(before, now) !== "before")
    problems.push("ended without a report");
  if (signal !== "SIGKILL" && run.stdout !== "") problems.push("half a report");
  return problems;
}

async function interruptAll(
  signal: NodeJS.Signals,
  places: [n: number, acted: boolean][],
): Promise<string[]> {
  const problems: string[] = [];
  await inParallel(3, places, async (place) => {
    problems.push(...(await interrupt(signal, ...place)));
  });
  return problems;
}

const writes = () => requests.flatMap((one, index) => (one.startsWith("POST admin/") ? [index + 1] : []));

describe("an apply in a process of its own", () => {
  it("leaves nothing undeclared changed when it is killed at a write, and the next one converges", async () => {
    const places = writes().flatMap((n): [number, boolean][] => [
      [n, false],
      [n, true],
    ]);
    expect(places.length).toBe(6);
    expect(await interruptAll("SIGKILL", places)).toEqual([]);
  });

  it("ends truthfully when Ctrl-C comes during any of its requests", async () => {
    const places = requests.map((_one, index): [number, boolean] => [index + 1, false]);
    expect(places.length).toBeGreaterThan(15);
    expect(await interruptAll("SIGINT", places)).toEqual([]);
    // Most of these applies are rolled back, with pauses between the readings.
  }, 180_000);

  it("ends truthfully when SIGTERM comes after the server acted", async () => {
    const places = writes().flatMap((n): [number, boolean][] => [
      [n, true],
      [n + 1, true],
    ]);
    expect(places.length).toBe(6);
    expect(await interruptAll("SIGTERM", places)).toEqual([]);
  });
});

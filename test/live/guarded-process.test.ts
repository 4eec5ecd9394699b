import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";
import { startGuarded } from "./guarded-process.ts";

const folder = mkdtempSync(join(tmpdir(), "guarded-"));
afterAll(() => rmSync(folder, { recursive: true }));

const options = (name: string) => ({
  ...{ cwd: folder, logFile: join(folder, name) },
  env: { PATH: process.env.PATH ?? "" },
});
const isGroupAlive = (pid: number): boolean => {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
};

it("ends the program and its children on stop, also those that ignore a polite signal", async () => {
  const program = "trap '' TERM; sleep 300 & sleep 300; sleep 300";
  const guarded = startGuarded("/bin/sh", ["-c", program], options("stubborn"));
  guarded.assertRunning();
  await guarded.stop();
  expect(isGroupAlive(guarded.pid)).toBe(false);
});

it("ends the program when the process that started it is killed", async () => {
  const module = JSON.stringify(new URL("./guarded-process.ts", import.meta.url).href);
  const script = `import(${module}).then(({ startGuarded }) => {
    const guarded = startGuarded("sleep", ["300"], ${JSON.stringify(options("orphan"))});
    console.log(guarded.pid);
  })`;
  const starter = spawn(process.execPath, ["--import", "tsx", "-e", script], {
    stdio: ["ignore", "pipe", 2],
  });
  const pid = Number(await new Promise((resolve) => starter.stdout?.once("data", resolve)));
  expect(isGroupAlive(pid)).toBe(true);
  starter.kill("SIGKILL");
  for (let n = 0; n < 100 && isGroupAlive(pid); n += 1) await sleep(100);
  expect(isGroupAlive(pid)).toBe(false);
});

it("tells that a program ended too early, with the end of its log", async () => {
  const guarded = startGuarded("/bin/sh", ["-c", "echo no such luck; exit 3"], options("early"));
  let error: unknown;
  for (let n = 0; n < 100 && error === undefined; n += 1) {
    await sleep(50);
    try {
      guarded.assertRunning();
    } catch (thrown) {
      error = thrown;
    }
  }
  expect(String(error)).toContain("no such luck");
  await guarded.stop();
  expect(isGroupAlive(guarded.pid)).toBe(false);
});

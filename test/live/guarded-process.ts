import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export interface GuardedProcess {
  /** Of the guard, which leads the process group. */
  pid: number;
  logFile: string;
  /** Throws, with the end of the log, when the program has ended. */
  assertRunning(): void;
  /** Ends the program and everything that it started. */
  stop(): Promise<void>;
}

// Waits on a pipe that the test process holds open. However that ends, also by SIGKILL, the pipe
// closes, and the whole process group is ended.
const guard = `
exec 3<&0
"$@" 3<&- </dev/null &
program=$!
trap : TERM
(
  trap '' TERM
  cat <&3 >/dev/null
  kill -TERM 0
  for n in $(seq 50); do kill -0 $program 2>/dev/null || exit 0; sleep 0.2; done
  kill -KILL 0
) &
while kill -0 $program 2>/dev/null; do wait $program; done
`;

/** Starts a program that does not outlive this process. */
export function startGuarded(
  program: string,
  args: readonly string[],
  options: { cwd: string; env: Record<string, string>; logFile: string },
): GuardedProcess {
  const log = openSync(options.logFile, "a");
  const child = spawn("/bin/sh", ["-c", guard, "guard", program, ...args], {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ["pipe", log, log],
  });
  closeSync(log);
  child.stdin?.on("error", () => {});
  const { pid } = child;
  if (pid === undefined) throw new Error(`Cannot start ${program}.`);
  return {
    pid,
    logFile: options.logFile,
    assertRunning: () => {
      if (child.exitCode === null && child.signalCode === null) return;
      throw new Error(`${program} ended too early.\n${readTail(options.logFile)}`);
    },
    stop: () => endGroup(child, pid),
  };
}

async function endGroup(child: ChildProcess, pid: number): Promise<void> {
  child.stdin?.end();
  for (let n = 0; n < 150; n += 1) {
    if (!isGroupAlive(pid)) return;
    await sleep(100);
  }
  process.kill(-pid, "SIGKILL");
}

function isGroupAlive(pid: number): boolean {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Returns the last lines of a log. */
export function readTail(logFile: string): string {
  return readFileSync(logFile, "utf8").split("\n").slice(-30).join("\n");
}

/**
 * Returns a loopback port that nothing listens on. It is not one of those that the system gives to
 * whoever asks for any: a program that takes a minute to start would find it taken by then.
 */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

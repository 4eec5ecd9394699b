import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePort, startGuarded } from "./guarded-process.ts";
import { waitForPort } from "./slapd.ts";

/** A real forward proxy. */
export interface TinyProxy {
  url: string;
  /** Returns the requests that it was asked for since the last time, as "CONNECT host:port" or "GET /path". */
  readRequests(): Promise<string[]>;
  stop(): Promise<void>;
}

/** Starts tinyproxy on a free loopback port. */
export async function startTinyProxy(): Promise<TinyProxy> {
  const program = "/usr/bin/tinyproxy";
  if (!existsSync(program)) throw new Error("There is no tinyproxy: apt-get install tinyproxy-bin");
  const folder = await mkdtemp(join(tmpdir(), "tinyproxy-"));
  const port = await findFreePort();
  const log = join(folder, "requests");
  const lines = [
    "Listen 127.0.0.1",
    `Port ${port}`,
    "Allow 127.0.0.1",
    "Timeout 60",
    `LogFile "${log}"`,
    "LogLevel Connect",
  ];
  await writeFile(join(folder, "tinyproxy.conf"), `${lines.join("\n")}\n`);
  const server = startGuarded(program, ["-d", "-c", join(folder, "tinyproxy.conf")], {
    cwd: folder,
    logFile: join(folder, "log"),
    env: { PATH: process.env.PATH ?? "" },
  });
  const stop = async (): Promise<void> => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  await waitForPort(port, server).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  let read = 0;
  return {
    url: `http://127.0.0.1:${port}`,
    stop,
    readRequests: async () => {
      const all = await readFile(log, "utf8");
      const found = [...all.slice(read).matchAll(/Request \(file descriptor \d+\): (\S+ \S+)/g)];
      read = all.length;
      return found.map(([, request = ""]) => request);
    },
  };
}

import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findFreePort, type GuardedProcess, readTail, startGuarded } from "./guarded-process.ts";
import { locateOpenWebUI } from "./install.ts";

export interface OpenWebUI {
  url: string;
  release: string;
  pid: number;
  logFile: string;
  /** Ends the server; the data folder goes too, unless it was given. */
  stop(): Promise<void>;
}

export interface OpenWebUIOptions {
  release: string;
  /** Default: a new one. Given, it outlives the server, so that a later one finds its data. */
  dataFolder?: string;
  /** Default: a free one. */
  port?: number;
  /** Beside and over the defaults. */
  env?: Record<string, string>;
}

const patienceMilliseconds = 240_000;

/** Starts a real Open WebUI on a free loopback port and waits until it answers. */
export async function startOpenWebUI(options: OpenWebUIOptions): Promise<OpenWebUI> {
  const { release } = options;
  const folder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), `open-webui-${release}-`)));
  await Promise.all(["data", "static"].map((name) => mkdir(join(folder, name), { recursive: true })));
  const port = options.port ?? (await findFreePort());
  const server = startGuarded(
    locateOpenWebUI(release),
    ["serve", "--host", "127.0.0.1", "--port", String(port)],
    { cwd: folder, logFile: join(folder, "log"), env: { ...describeEnvironment(folder), ...options.env } },
  );
  const stop = async (): Promise<void> => {
    await server.stop();
    if (options.dataFolder === undefined) await rm(folder, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await waitForHealth(url, server);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, release, pid: server.pid, logFile: server.logFile, stop };
}

// Nothing of the caller's environment but what a program needs to run: Open WebUI reads settings from it.
function describeEnvironment(folder: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? "",
    HOME: folder,
    LANG: "C.UTF-8",
    WEBUI_SECRET_KEY: "only-for-tests",
    DATA_DIR: join(folder, "data"),
    STATIC_DIR: join(folder, "static"),
    OFFLINE_MODE: "true",
    HF_HUB_OFFLINE: "1",
    RAG_EMBEDDING_ENGINE: "openai",
    ENABLE_OLLAMA_API: "false",
    ENABLE_OPENAI_API: "false",
    DO_NOT_TRACK: "true",
    ANONYMIZED_TELEMETRY: "false",
  };
}

async function waitForHealth(url: string, server: GuardedProcess): Promise<void> {
  const end = Date.now() + patienceMilliseconds;
  while (Date.now() < end) {
    server.assertRunning();
    try {
      const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(5000) });
      await answer.arrayBuffer();
      if (answer.ok) return;
    } catch {}
    await sleep(250);
  }
  const seconds = patienceMilliseconds / 1000;
  throw new Error(`Open WebUI did not answer within ${seconds} s.\n${readTail(server.logFile)}`);
}

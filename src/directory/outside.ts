import type { Socket } from "node:net";

/** All that a check touches beside the directory itself. */
export interface Outside {
  /** Returns a connected socket; fails as `node:net` does, and with ETIMEDOUT. */
  openSocket: (host: string, port: number, timeoutMs: number) => Promise<Socket>;
  /** Returns a file's content; fails as `node:fs/promises` does. */
  readFile: (path: string) => Promise<Uint8Array>;
  env: Readonly<Record<string, string | undefined>>;
  /** The time limit of each step, in milliseconds. */
  timeoutMs: number;
}

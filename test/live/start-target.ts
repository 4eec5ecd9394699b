import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StartedTarget } from "../contract/target.ts";
import { createFirstAdmin } from "./first-admin.ts";
import { findFreePort } from "./guarded-process.ts";
import { type OpenWebUI, startOpenWebUI } from "./open-webui.ts";
import { type Slapd, startSlapd } from "./slapd.ts";

export interface LiveTarget extends StartedTarget {
  /** As restart, with another release on the same data: an upgrade. */
  upgrade(release: string): Promise<void>;
}

/** Starts a real server with a real directory; the first admin has signed up. */
export async function startLiveTarget(release: string): Promise<LiveTarget> {
  const dataFolder = await mkdtemp(join(tmpdir(), `open-webui-${release}-`));
  const port = await findFreePort();
  let server: OpenWebUI | undefined;
  let directory: Slapd | undefined;
  const stop = async () => {
    await Promise.all([server?.stop(), directory?.stop()]);
    await rm(dataFolder, { recursive: true, force: true });
  };
  const upgrade = async (next: string): Promise<void> => {
    await server?.stop();
    server = await startOpenWebUI({ release: next, dataFolder, port });
    target.release = next;
  };
  const target: LiveTarget = {
    url: `http://127.0.0.1:${port}`,
    ...{ release, admin: { email: "", password: "" }, token: "" },
    directory: await startSlapd().then((started) => {
      directory = started;
      return started;
    }),
    stop,
    upgrade,
    restart: () => upgrade(target.release),
  };
  try {
    await upgrade(release);
    const { token, ...admin } = await createFirstAdmin(target.url);
    return Object.assign(target, { token, admin });
  } catch (error) {
    await stop();
    throw error;
  }
}

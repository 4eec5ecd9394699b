import type { StartedTarget } from "../contract/target.ts";
import { createFirstAdmin } from "./first-admin.ts";
import { startOpenWebUI } from "./open-webui.ts";
import { startSlapd } from "./slapd.ts";

/** Starts a real server with a real directory; the first admin has signed up. */
export async function startLiveTarget(release: string): Promise<StartedTarget> {
  const running: { stop(): Promise<void> }[] = [];
  const stop = async () => {
    await Promise.all(running.map((one) => one.stop()));
  };
  try {
    const directory = await startSlapd();
    running.push(directory);
    const server = await startOpenWebUI({ release });
    running.push(server);
    const { token, ...admin } = await createFirstAdmin(server.url);
    return { url: server.url, release, admin, token, directory, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

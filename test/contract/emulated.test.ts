import { describeDirectory } from "../server/directory.ts";
import { startEmulatedServer } from "../server/index.ts";
import { type ReleaseName, releaseNames } from "../server/releases.ts";
import { describeContract } from "./index.ts";
import type { StartedTarget } from "./target.ts";

for (const release of releaseNames) {
  describeContract(`emulated ${release}`, () => startEmulatedTarget(release));
}

async function startEmulatedTarget(release: ReleaseName): Promise<StartedTarget> {
  const admin = { name: "Admin", email: "admin@example.com", password: "admin-pass-1" };
  const directory = describeDirectory();
  const server = await startEmulatedServer({ release, admin, directory });
  const { url } = server;
  return {
    ...{ url, release, admin, directory, token: server.issueToken() },
    restart: async () => server.restart(),
    stop: () => server.close(),
  };
}

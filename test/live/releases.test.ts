import { describeContract } from "../contract/index.ts";
import { listLiveReleases, listUpgradePaths } from "./releases.ts";
import { startLiveTarget } from "./start-target.ts";
import { describeUpgrade } from "./upgrade.ts";

for (const release of listLiveReleases()) {
  describeContract(`Open WebUI ${release}`, () => startLiveTarget(release));
}
for (const path of listUpgradePaths()) describeUpgrade(path);

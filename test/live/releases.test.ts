import { describeContract, describeOn } from "../contract/index.ts";
import { describeJourney } from "../contract/journey.ts";
import { listLiveReleases, listOtherReleases, listUpgradePaths } from "./releases.ts";
import { startLiveTarget } from "./start-target.ts";
import { describeUpgrade } from "./upgrade.ts";

for (const release of listLiveReleases()) {
  describeContract(`Open WebUI ${release}`, () => startLiveTarget(release));
}
for (const release of listOtherReleases()) {
  describeOn(`Open WebUI ${release}`, () => startLiveTarget(release), describeJourney);
}
for (const path of listUpgradePaths()) describeUpgrade(path);

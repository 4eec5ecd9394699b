import { describeContract } from "../contract/index.ts";
import { listLiveReleases } from "./releases.ts";
import { startLiveTarget } from "./start-target.ts";

for (const release of listLiveReleases()) {
  describeContract(`Open WebUI ${release}`, () => startLiveTarget(release));
}

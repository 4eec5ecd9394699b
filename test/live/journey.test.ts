import { describeJourney } from "../contract/journey.ts";
import { listLiveReleases } from "./releases.ts";
import { startLiveTarget } from "./start-target.ts";

for (const release of listLiveReleases()) {
  describeJourney(`Open WebUI ${release}`, () => startLiveTarget(release));
}

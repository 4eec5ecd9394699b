import { afterAll, beforeAll, describe } from "vitest";
import { writeSamples } from "../contract/settings-by-hand.ts";
import { describeEntries } from "./entries.ts";
import { describeLoading } from "./loading.ts";
import { describeOutputs } from "./outputs.ts";
import { listLiveReleases, listRoundTrips } from "./releases.ts";
import { describeRoundTrip } from "./round-trip.ts";
import { describeSections } from "./sections.ts";
import { type LiveTarget, startLiveTarget } from "./start-target.ts";

const newest = "0.12.4";
/** The newest, and one that stores all settings as one. */
const withEntries: readonly string[] = ["0.6.43", newest];

describe.each(listLiveReleases())("Open WebUI %s", (release) => {
  const isCopied = listRoundTrips().includes(release);
  let target: LiveTarget;
  let copy: LiveTarget | undefined;

  beforeAll(async () => {
    [target, copy] = await Promise.all([
      startLiveTarget(release),
      isCopied ? startLiveTarget(release) : undefined,
    ]);
    await writeSamples(target);
  });
  afterAll(() => Promise.all([target?.stop(), copy?.stop()]));

  if (isCopied) {
    describe("a copy", () =>
      describeRoundTrip(release, () => ({ source: target, copy: copy as LiveTarget })));
  }
  describe("one setting", () => describeSections(release, () => target));
  if (withEntries.includes(release)) describe("entries", () => describeEntries(() => target));
  if (release === newest) describe("outputs", () => describeOutputs(() => target));
  describe("models to load", () => describeLoading(release, () => target));
});

import { expect, it } from "vitest";
import { corrections } from "../../scripts/catalogue/corrections.ts";
import { measureRelease } from "../../scripts/catalogue/measure.ts";
import { mergeReleases, splitRelease } from "../../scripts/catalogue/merge.ts";
import { catalogue } from "../../src/releases/catalogue.ts";
import { listLiveReleases } from "./releases.ts";

// The catalogue is committed: this is how CI notices that it is not what the servers make of it. Measuring fails
// where a read and a write do not have the same settings; corrections.ts holds the few values that differ.
it.each(listLiveReleases())(
  "the committed catalogue is what a new server of %s makes of it",
  async (release) => {
    const facts = new Map(catalogue.releases.map((one) => [one, splitRelease(catalogue, one)]));
    facts.set(release, await measureRelease(release));
    expect(mergeReleases(facts, corrections)).toEqual(catalogue);
  },
  600_000,
);

import { type ReleaseName, releaseNames } from "../server/releases.ts";

/** Returns the releases to test on: OWCONF_LIVE_RELEASES ("0.6.43,0.12.4"), or all that are emulated. */
export function listLiveReleases(): ReleaseName[] {
  const stated = (process.env.OWCONF_LIVE_RELEASES ?? "").split(/[\s,]+/).filter((one) => one !== "");
  const unknown = stated.filter((one) => !releaseNames.some((known) => known === one));
  if (unknown.length > 0) {
    throw new Error(
      `OWCONF_LIVE_RELEASES names ${unknown.join(", ")}; known releases are ${releaseNames.join(", ")}.`,
    );
  }
  return stated.length > 0 ? (stated as ReleaseName[]) : ["0.6.43", "0.12.4"];
}

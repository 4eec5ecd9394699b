import { type ReleaseName, releaseNames } from "../server/releases.ts";

/** The oldest, the newest, and two between them. */
const usual: readonly ReleaseName[] = ["0.5.20", "0.6.43", "0.8.12", "0.12.4"];

const stated = (process.env.OWCONF_LIVE_RELEASES ?? "").split(/[\s,]+/).filter((one) => one !== "");

/** Returns the releases to test on: OWCONF_LIVE_RELEASES ("0.6.43,0.12.4", or "all"), or the usual ones. */
export function listLiveReleases(): readonly ReleaseName[] {
  if (stated.includes("all")) return releaseNames;
  const unknown = stated.filter((one) => !releaseNames.some((known) => known === one));
  if (unknown.length > 0) {
    throw new Error(
      `OWCONF_LIVE_RELEASES names ${unknown.join(", ")}; known releases are ${releaseNames.join(", ")}.`,
    );
  }
  return stated.length > 0 ? (stated as ReleaseName[]) : usual;
}

/** Returns the upgrades to test, each on one data folder; none unless all releases are tested. */
export function listUpgradePaths(): readonly (readonly ReleaseName[])[] {
  return stated.includes("all") ? [["0.6.43", "0.8.12", "0.12.4"]] : [];
}

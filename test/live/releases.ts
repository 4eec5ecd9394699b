import { type ReleaseName, releaseNames } from "../server/releases.ts";

/** The oldest, the newest, and two between them. */
const usual: readonly ReleaseName[] = ["0.5.20", "0.6.43", "0.8.12", "0.12.4"];

/** Patches that behave otherwise than the last one of their minor release. */
const between = ["0.6.0", "0.6.14", "0.6.36", "0.8.0"];

const stated = (process.env.OWCONF_LIVE_RELEASES ?? "").split(/[\s,]+/).filter((one) => one !== "");
const isCatalogued = (release: string): release is ReleaseName =>
  releaseNames.some((known) => known === release);

/** Returns the catalogued releases to test on: of OWCONF_LIVE_RELEASES ("0.6.43,0.12.4", or "all"), or the usual ones. */
export function listLiveReleases(): readonly ReleaseName[] {
  if (stated.includes("all")) return releaseNames;
  return stated.length > 0 ? stated.filter(isCatalogued) : usual;
}

/** Returns the releases that the catalogue has no facts of and only the journey runs on. */
export function listOtherReleases(): readonly string[] {
  return stated.includes("all") ? between : stated.filter((one) => !isCatalogued(one));
}

/** Returns the upgrades to test, each on one data folder; none unless all releases are tested. */
export function listUpgradePaths(): readonly (readonly ReleaseName[])[] {
  return stated.includes("all") ? [["0.6.43", "0.8.12", "0.12.4"]] : [];
}

/** Returns the releases to copy a whole server on, which takes two servers: those of a new form of settings. */
export function listRoundTrips(): readonly ReleaseName[] {
  const chosen: readonly ReleaseName[] = ["0.6.43", "0.8.12", "0.10.2", "0.12.4"];
  return chosen.filter((release) => listLiveReleases().includes(release));
}

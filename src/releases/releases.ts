import { catalogue } from "./catalogue.ts";

/** Orders releases as numbers: negative when `a` is older than `b`. */
export function compareReleases(a: string, b: string): number {
  const [left, right] = [a, b].map((release) =>
    release.split(".").map((part) => Number.parseInt(part, 10) || 0),
  );
  for (let index = 0; index < 3; index++) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Returns the catalogued release of the same minor, or the nearest older one; the oldest for what is older still. */
export function findCatalogued(version: string): string {
  const minor = toMinor(version);
  const upTo = catalogue.releases.filter((release) => compareReleases(toMinor(release), minor) <= 0);
  return upTo.at(-1) ?? catalogue.releases[0] ?? version;
}

/**
 * Returns the catalogued releases that tell what `version` has: itself, or for a patch that is not
 * catalogued the releases before and after it.
 */
export function findNeighbours(version: string): string[] {
  const after = findCatalogued(version);
  if (!/^\d+\.\d+\.\d+/.test(version) || compareReleases(version, after) >= 0) return [after];
  const before = catalogue.releases.filter((release) => compareReleases(release, version) < 0).at(-1);
  return before === undefined ? [after] : [before, after];
}

/** True for a server that is newer than all that the catalogue knows. */
export function isNewerThanKnown(version: string): boolean {
  return compareReleases(toMinor(version), toMinor(catalogue.releases.at(-1) ?? version)) > 0;
}

/** Returns "0.12" for "0.12.4". */
export function toMinor(release: string): string {
  return release.split(".").slice(0, 2).join(".");
}

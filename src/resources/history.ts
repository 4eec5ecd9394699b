import { catalogue } from "./catalogue.ts";
import type { CatalogueField, History } from "./catalogue-types.ts";
import type { Json, JsonObject, Resource } from "./resource.ts";

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

/** True when the catalogued release that stands for `version` has the field. */
export function isInRelease(resource: Resource, field: string, version: string): boolean {
  const known = findField(resource, field);
  return known !== undefined && isPresent(known, findCatalogued(version));
}

/** Returns what a new server of that release holds; undefined when it lacks the field. */
export function factoryValueOf(resource: Resource, field: string, version: string): Json | undefined {
  const known = findField(resource, field);
  const release = findCatalogued(version);
  return known && isPresent(known, release) ? valueAt(known.factory, release) : undefined;
}

/** Returns the whole object that a new server of that release holds. */
export function factoryObjectOf(resource: Resource, version: string): JsonObject {
  const fields = Object.keys(resource.fields).flatMap((name): [string, Json][] => {
    const value = factoryValueOf(resource, name, version);
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(fields);
}

/**
 * Returns what becomes of a value that a server of that release stores: up to 0.9, null is the factory
 * value again after the server's next start. Later ones keep it.
 */
export function settleValue(resource: Resource, field: string, value: Json, version: string): Json {
  if (value !== null || compareReleases(version, "0.10") >= 0) return value;
  return factoryValueOf(resource, field, version) ?? null;
}

/** Returns when a field came, went or was renamed, as a sentence; "" when every catalogued release has it. */
export function describeHistory(resource: Resource, field: string): string {
  const known = findField(resource, field);
  if (!known) return "";
  const { first, last, renamedTo } = known;
  if (renamedTo !== undefined) {
    const since = findField(resource, renamedTo)?.first;
    return `Called ${renamedTo} since Open WebUI ${since === undefined ? "" : toMinor(since)}.`;
  }
  if (last !== undefined) return `Up to Open WebUI ${toMinor(last)}.`;
  return first === catalogue.releases[0] ? "" : `Since Open WebUI ${toMinor(first)}.`;
}

/** Returns why a server of that release lacks the field, and what to do: `[reason, hint]`. */
export function explainAbsence(resource: Resource, field: string, version: string): [string, string] {
  const known = findField(resource, field);
  const unknown = `${field} is not known to this server (${version})`;
  if (!known) return [unknown, "take it out of the spec"];
  const { first, last, renamedTo, renamedFrom } = known;
  if (compareReleases(first, version) > 0) {
    const hint = renamedFrom
      ? `it is called ${renamedFrom} there`
      : "take it out of the spec, or upgrade the server";
    const isSameMinor = toMinor(first) === toMinor(version);
    const since = isSameMinor
      ? `later releases of ${toMinor(first)} have it`
      : `it came with ${toMinor(first)}`;
    return [`${unknown}; ${since}`, hint];
  }
  if (renamedTo) return [`${field} is called ${renamedTo} on this server (${version})`, `write ${renamedTo}`];
  if (last !== undefined)
    return [`${unknown}; ${toMinor(last)} was the last to have it`, "take it out of the spec"];
  return [unknown, "take it out of the spec, or upgrade the server"];
}

/** Returns "0.12" for "0.12.4". */
export function toMinor(release: string): string {
  return release.split(".").slice(0, 2).join(".");
}

function findField(resource: Resource, field: string): CatalogueField | undefined {
  return Object.entries(catalogue.resources).find(([name]) => name === resource.name)?.[1][field];
}

/** True when a catalogued release has the field. */
export function isPresent({ first, last }: CatalogueField, release: string): boolean {
  return compareReleases(first, release) <= 0 && (last === undefined || compareReleases(release, last) <= 0);
}

/** Returns what held in a catalogued release; throws when the history begins later. */
export function valueAt<T>(history: History<T>, release: string): T {
  const found = history.findLast(([since]) => compareReleases(since, release) <= 0);
  if (found === undefined) throw new Error(`The catalogue tells nothing of ${release}.`);
  return found[1];
}

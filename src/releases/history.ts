import { type Json, type JsonObject, setPath } from "../model/json.ts";
import { type Path, showPath } from "../model/path.ts";
import type { Resource } from "../model/resource.ts";
import { toPattern } from "../model/settings.ts";
import { catalogue } from "./catalogue.ts";
import type {
  CatalogueEndpoint,
  CatalogueField,
  CatalogueFields,
  History,
  Presence,
} from "./catalogue-types.ts";
import { compareReleases, findCatalogued, findNeighbours, toMinor } from "./releases.ts";

/** True when the catalogued release that stands for `version` has the setting. */
export function isInRelease(resource: Resource, path: Path, version: string): boolean {
  const known = findField(resource, path);
  return known !== undefined && isPresent(known, findCatalogued(version));
}

/** True when the catalogue knows a setting, and no catalogued release that tells what `version` has has it. */
export function lacksSetting(resource: Resource, path: Path, version: string): boolean {
  const known = findField(resource, path);
  return known !== undefined && !findNeighbours(version).some((release) => isPresent(known, release));
}

/** Returns what a new server of that release holds; undefined when it lacks the setting, or when it is part of an entry. */
export function factoryValueOf(resource: Resource, path: Path, version: string): Json | undefined {
  return factoryValueIn(findField(resource, path), findCatalogued(version));
}

function factoryValueIn(known: CatalogueField | undefined, release: string): Json | undefined {
  return known?.factory && isPresent(known, release) ? valueAt(known.factory, release) : undefined;
}

/** Returns what new servers hold, by release, changes only; nothing for a setting that is part of an entry. */
export function listFactoryValues(resource: Resource, path: Path): History<Json> {
  return findField(resource, path)?.factory ?? [];
}

/** Returns all that a new server of that release holds; undefined when it lacks the whole resource. */
export function factorySettingsOf(resource: Resource, version: string): Json | undefined {
  const release = findCatalogued(version);
  const endpoint = findEndpoint(resource);
  if (endpoint !== undefined && !isPresent(endpoint, release)) return undefined;
  const settings: JsonObject = {};
  for (const [pattern, field] of Object.entries(fieldsOf(resource))) {
    const value = factoryValueIn(field, release);
    if (value === undefined) continue;
    if (pattern === "") return value;
    setPath(settings, pattern.split("."), value);
  }
  return settings;
}

/**
 * Returns what becomes of a value that a server of that release stores: up to 0.9, null is the factory
 * value again after the server's next start. Later ones keep it.
 */
export function settleValue(resource: Resource, path: Path, value: Json, version: string): Json {
  if (value !== null || compareReleases(version, "0.10") >= 0) return value;
  return factoryValueOf(resource, path, version) ?? null;
}

/** Returns when a setting came, went or was renamed, as a sentence; "" when every catalogued release has it. */
export function describeHistory(resource: Resource, path: Path): string {
  const known = findField(resource, path);
  if (!known) return "";
  const { renamedTo } = known;
  if (renamedTo !== undefined) {
    const since = fieldsOf(resource)[renamedTo]?.first;
    return `Called ${renamedTo} since Open WebUI ${since === undefined ? "" : toMinor(since)}.`;
  }
  return describePresence(known);
}

/** Returns since when servers have a whole resource, as a sentence; "" when every catalogued release has it. */
export function describeResourceHistory(resource: Resource): string {
  const endpoint = findEndpoint(resource);
  return endpoint === undefined ? "" : describePresence(endpoint);
}

function describePresence({ first, last }: Presence): string {
  const since = first === catalogue.releases[0] ? undefined : toMinor(first);
  if (last !== undefined) {
    return since === undefined
      ? `Up to Open WebUI ${toMinor(last)}.`
      : `Open WebUI ${since} to ${toMinor(last)}.`;
  }
  return since === undefined ? "" : `Since Open WebUI ${since}.`;
}

/** Returns why a server of that release lacks the setting, and what to do: `[reason, hint]`. */
export function explainAbsence(resource: Resource, path: Path, version: string): [string, string] {
  const known = findField(resource, path);
  const name = path.at(-1) ?? showPath(resource.specPath);
  const { renamedTo, renamedFrom, first = version } = known ?? {};
  if (renamedTo !== undefined && compareReleases(first, version) <= 0) {
    return [`${name} is called ${renamedTo} on this server (${version})`, `write ${renamedTo}`];
  }
  const [message, hint] = describeAbsence(name, known, version);
  return [
    message,
    renamedFrom !== undefined && compareReleases(first, version) > 0
      ? `it is called ${renamedFrom} there`
      : hint,
  ];
}

/** Returns why a server of that release lacks a whole resource, and what to do: `[reason, hint]`. */
export function explainMissingResource(resource: Resource, version: string): [string, string] {
  return describeAbsence(showPath(resource.specPath), findEndpoint(resource), version);
}

function describeAbsence(name: string, known: Presence | undefined, version: string): [string, string] {
  const unknown = `${name} is not known to this server (${version})`;
  if (known === undefined) return [unknown, "take it out of the spec"];
  const { first, last } = known;
  if (compareReleases(first, version) > 0) {
    const since =
      toMinor(first) === toMinor(version)
        ? `later releases of ${toMinor(first)} have it`
        : `it came with ${toMinor(first)}`;
    return [`${unknown}; ${since}`, "take it out of the spec, or upgrade the server"];
  }
  if (last !== undefined && compareReleases(version, last) > 0) {
    return [`${unknown}; ${toMinor(last)} was the last to have it`, "take it out of the spec"];
  }
  return [unknown, "take it out of the spec, or upgrade the server"];
}

function findField(resource: Resource, path: Path): CatalogueField | undefined {
  return fieldsOf(resource)[toPattern(resource.root, path)];
}

function fieldsOf({ name }: Resource): CatalogueFields {
  return Object.entries(catalogue.resources).find(([one]) => one === name)?.[1] ?? {};
}

/**
 * Returns whether servers of that release have a resource: "perhaps" for a patch between two catalogued releases
 * of which only one has it.
 */
export function hasResource(resource: Resource, version: string): boolean | "perhaps" {
  const endpoint = findEndpoint(resource);
  const having = findNeighbours(version).map(
    (release) => endpoint === undefined || isPresent(endpoint, release),
  );
  return having.every(Boolean) || (having.some(Boolean) && "perhaps");
}

function findEndpoint({ name }: Resource): CatalogueEndpoint | undefined {
  return Object.entries(catalogue.endpoints).find(([one]) => one === name)?.[1];
}

/** True when a catalogued release has it. */
export function isPresent({ first, last }: Presence, release: string): boolean {
  return compareReleases(first, release) <= 0 && (last === undefined || compareReleases(release, last) <= 0);
}

/** Returns what held in a catalogued release; throws when the history begins later. */
export function valueAt<T>(history: History<T>, release: string): T {
  const found = history.findLast(([since]) => compareReleases(since, release) <= 0);
  if (found === undefined) throw new Error(`The catalogue tells nothing of ${release}.`);
  return found[1];
}

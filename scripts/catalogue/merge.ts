import type { Json } from "../../src/model/json.ts";
import type {
  Catalogue,
  CatalogueEndpoint,
  CatalogueField,
  History,
  Presence,
  ResourceName,
} from "../../src/releases/catalogue-types.ts";
import { isPresent, valueAt } from "../../src/releases/history.ts";
import { compareReleases } from "../../src/releases/releases.ts";
import { descriptors } from "./descriptors.ts";

/** What one release says of one field. */
export interface FieldFacts {
  type: string;
  required: boolean;
  /** Left out where it could not be told. */
  resetWhenOmitted?: boolean;
  factory?: Json;
}
export interface ResourceFacts {
  fields: Record<string, FieldFacts>;
}
export type ReleaseFacts = Partial<Record<ResourceName, ResourceFacts>>;

/** What no server says, kept by hand; each with its reason. */
export interface Corrections {
  /** Resource → field → the field that took its place. */
  renames: Partial<Record<ResourceName, Record<string, string>>>;
  /** Resource → field → what holds in its place. */
  facts: Partial<Record<ResourceName, Record<string, Partial<FieldFacts>>>>;
}

const resourceNames = Object.keys(descriptors) as ResourceName[];

/** Returns the catalogue of these releases; throws when one does not tell all of a setting. */
export function mergeReleases(facts: ReadonlyMap<string, ReleaseFacts>, corrections: Corrections): Catalogue {
  const releases = [...facts.keys()].sort(compareReleases);
  const inRelease = <T>(pick: (facts: ReleaseFacts) => T | undefined): [string, T][] =>
    releases.flatMap((release): [string, T][] => {
      const found = pick(facts.get(release) ?? {});
      return found === undefined ? [] : [[release, found]];
    });
  const mergeFields = (resource: ResourceName): Record<string, CatalogueField> => {
    // In the order of the newest form; what is gone comes last.
    const names = new Set(
      releases.toReversed().flatMap((release) => Object.keys(facts.get(release)?.[resource]?.fields ?? {})),
    );
    const { [resource]: corrected = {} } = corrections.facts;
    const { [resource]: renames = {} } = corrections.renames;
    const fields = [...names].map((name): [string, CatalogueField] => {
      const own = inRelease((one) => {
        const found = one[resource]?.fields[name];
        return found && { ...found, ...corrected[name] };
      });
      return [name, { ...mergeField(`${resource}.${name}`, own, releases), ...findRenames(name, renames) }];
    });
    return Object.fromEntries(fields);
  };
  const mergeEndpoint = (resource: ResourceName): CatalogueEndpoint =>
    findPresence(
      inRelease((one) => one[resource]),
      releases,
    );
  const forEach = <T>(merge: (resource: ResourceName) => T) =>
    Object.fromEntries(
      resourceNames
        .filter((name) => inRelease((one) => one[name]).length > 0)
        .map((name) => [name, merge(name)]),
    ) as Record<ResourceName, T>;
  return { releases, endpoints: forEach(mergeEndpoint), resources: forEach(mergeFields) };
}

function mergeField(
  path: string,
  own: readonly [string, FieldFacts][],
  releases: readonly string[],
): CatalogueField {
  const demand = <T>(what: string, pick: (facts: FieldFacts) => T | undefined) =>
    toHistory(own, (facts, release) => {
      const value = pick(facts);
      if (value === undefined) {
        throw new Error(`${release} does not tell ${what} of ${path}: see corrections.ts.`);
      }
      return value;
    });
  const isOfItem = path.includes("*");
  return {
    type: own.at(-1)?.[1].type ?? "",
    ...findPresence(own, releases),
    ...(isOfItem ? {} : { factory: demand("the factory value", ({ factory }) => factory) }),
    required: toHistory(own, ({ required }) => required),
    resetWhenOmitted: demand("the fate when left out", ({ resetWhenOmitted }) => resetWhenOmitted),
  };
}

function findPresence(own: readonly [string, unknown][], releases: readonly string[]): Presence {
  const [first = ""] = own[0] ?? [];
  const [last = ""] = own.at(-1) ?? [];
  return { first, ...(last === releases.at(-1) ? {} : { last }) };
}

function findRenames(name: string, renames: Record<string, string>) {
  const renamedFrom = Object.keys(renames).find((key) => renames[key] === name);
  const renamedTo = renames[name];
  return {
    ...(renamedFrom === undefined ? {} : { renamedFrom }),
    ...(renamedTo === undefined ? {} : { renamedTo }),
  };
}

function toHistory<Facts, T>(
  own: readonly [string, Facts][],
  pick: (facts: Facts, release: string) => T,
): History<T> {
  const changes: [string, T][] = [];
  for (const [release, facts] of own) {
    const value = pick(facts, release);
    const previous = changes.at(-1);
    if (previous === undefined || JSON.stringify(previous[1]) !== JSON.stringify(value)) {
      changes.push([release, value]);
    }
  }
  return changes;
}

/** Returns what a catalogue says of one of its releases: the reverse of mergeReleases. */
export function splitRelease(catalogue: Catalogue, release: string): ReleaseFacts {
  const facts: ReleaseFacts = {};
  for (const [resource, endpoint] of Object.entries(catalogue.endpoints) as [
    ResourceName,
    CatalogueEndpoint,
  ][]) {
    if (!isPresent(endpoint, release)) continue;
    const present = Object.entries(catalogue.resources[resource]).filter(([, field]) =>
      isPresent(field, release),
    );
    const fields = present.map(([name, field]): [string, FieldFacts] => [
      name,
      {
        type: field.type,
        required: valueAt(field.required, release),
        resetWhenOmitted: valueAt(field.resetWhenOmitted, release),
        ...(field.factory ? { factory: valueAt(field.factory, release) } : {}),
      },
    ]);
    facts[resource] = { fields: Object.fromEntries(fields) };
  }
  return facts;
}

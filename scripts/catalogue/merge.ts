import type {
  Catalogue,
  CatalogueField,
  History,
  ResourceName,
} from "../../src/resources/catalogue-types.ts";
import { compareReleases, isPresent, valueAt } from "../../src/resources/history.ts";
import type { Json } from "../../src/resources/resource.ts";

/** What one release's source says of one field. */
export interface FieldFacts {
  type: string;
  required: boolean;
  resetWhenOmitted: boolean;
  factory?: Json;
}
export type ReleaseFacts = Partial<Record<ResourceName, Record<string, FieldFacts>>>;

/** What no source says, kept by hand; each with its reason. */
export interface Corrections {
  /** Resource → field → the field that took its place. */
  renames: Partial<Record<ResourceName, Record<string, string>>>;
  /** Resource → field → what holds in its place. */
  facts: Partial<Record<ResourceName, Record<string, Partial<FieldFacts>>>>;
}

const resourceNames: readonly ResourceName[] = ["adminConfig", "ldapServer", "ldapConfig", "oauthConfig"];

/** Returns the catalogue of these releases; throws when a factory value is missing. */
export function mergeReleases(facts: ReadonlyMap<string, ReleaseFacts>, corrections: Corrections): Catalogue {
  const releases = [...facts.keys()].sort(compareReleases);
  const mergeResource = (resource: ResourceName): [ResourceName, Record<string, CatalogueField>] => {
    const factsIn = (release: string) => facts.get(release)?.[resource] ?? {};
    // In the order of the newest form; what is gone comes last.
    const names = new Set(releases.toReversed().flatMap((release) => Object.keys(factsIn(release))));
    const fields = [...names].map((name): [string, CatalogueField] => {
      const own = releases.flatMap((release): [string, FieldFacts][] => {
        const found = factsIn(release)[name];
        return found === undefined ? [] : [[release, { ...found, ...corrections.facts[resource]?.[name] }]];
      });
      return [name, mergeField(`${resource}.${name}`, own, releases, corrections.renames[resource] ?? {})];
    });
    return [resource, Object.fromEntries(fields)];
  };
  return {
    releases,
    resources: Object.fromEntries(resourceNames.map(mergeResource)) as Catalogue["resources"],
  };
}

function mergeField(
  path: string,
  own: readonly [string, FieldFacts][],
  releases: readonly string[],
  renames: Record<string, string>,
): CatalogueField {
  const name = path.split(".")[1] ?? "";
  const first = own[0]?.[0] ?? "";
  const [last, newest] = own.at(-1) ?? ["", undefined];
  const renamedFrom = Object.keys(renames).find((key) => renames[key] === name);
  const renamedTo = renames[name];
  const history = <T>(pick: (facts: FieldFacts, release: string) => T): History<T> => {
    const changes: [string, T][] = [];
    for (const [release, facts] of own) {
      const value = pick(facts, release);
      const previous = changes.at(-1);
      if (previous === undefined || JSON.stringify(previous[1]) !== JSON.stringify(value)) {
        changes.push([release, value]);
      }
    }
    return changes;
  };
  return {
    type: newest?.type ?? "",
    first,
    ...(last === releases.at(-1) ? {} : { last }),
    factory: history((facts, release) => {
      if (facts.factory === undefined) {
        throw new Error(
          `The source of ${release} does not tell the factory value of ${path}: see corrections.ts.`,
        );
      }
      return facts.factory;
    }),
    required: history((facts) => facts.required),
    resetWhenOmitted: history((facts) => facts.resetWhenOmitted),
    ...(renamedFrom === undefined ? {} : { renamedFrom }),
    ...(renamedTo === undefined ? {} : { renamedTo }),
  };
}

/** Returns what a catalogue says of one of its releases: the reverse of mergeReleases. */
export function splitRelease(catalogue: Catalogue, release: string): ReleaseFacts {
  const facts: ReleaseFacts = {};
  for (const resource of resourceNames) {
    const present = Object.entries(catalogue.resources[resource]).filter(([, field]) =>
      isPresent(field, release),
    );
    if (present.length === 0) continue;
    facts[resource] = Object.fromEntries(
      present.map(([name, field]) => [
        name,
        {
          type: field.type,
          required: valueAt(field.required, release),
          resetWhenOmitted: valueAt(field.resetWhenOmitted, release),
          factory: valueAt(field.factory, release),
        },
      ]),
    );
  }
  return facts;
}

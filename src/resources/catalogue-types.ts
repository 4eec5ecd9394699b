import type { Json } from "./resource.ts";

/** A value by release: each entry holds the first catalogued release with it; changes only. */
export type History<T> = readonly (readonly [release: string, value: T])[];

/** One field's history, by release. */
export interface CatalogueField {
  /** For people, as the newest release that has the field takes it: "string or null". */
  type: string;
  /** The oldest catalogued release that has it. */
  first: string;
  /** The newest catalogued release that has it; left out while the newest catalogued release has it. */
  last?: string;
  /** What a new server holds. */
  factory: History<Json>;
  /** A write without it is refused. */
  required: History<boolean>;
  /** A write without it changes it. */
  resetWhenOmitted: History<boolean>;
  renamedFrom?: string;
  renamedTo?: string;
}

export type ResourceName = "adminConfig" | "ldapServer" | "ldapConfig" | "oauthConfig";

export interface Catalogue {
  /** The last patch of each minor release, oldest first. */
  releases: readonly string[];
  resources: Readonly<Record<ResourceName, Readonly<Record<string, CatalogueField>>>>;
}

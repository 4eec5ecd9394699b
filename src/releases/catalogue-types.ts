import type { Json } from "../model/json.ts";

/** A value by release: each entry holds the first catalogued release with it; changes only. */
export type History<T> = readonly (readonly [release: string, value: T])[];

/** The catalogued releases that have something. */
export interface Presence {
  /** The oldest catalogued release that has it. */
  first: string;
  /** The newest catalogued release that has it; left out while the newest catalogued release has it. */
  last?: string;
}

/** One setting's history, by release. */
export interface CatalogueField extends Presence {
  /** For people, as the newest release that has the field takes it: "string or null". */
  type: string;
  /** What a new server holds; left out for a setting of an entry. */
  factory?: History<Json>;
  /** A write without it is refused; for a setting of an entry: one without it. */
  required: History<boolean>;
  /** A write without it changes it. */
  resetWhenOmitted: History<boolean>;
  renamedFrom?: string;
  renamedTo?: string;
}

/** The releases whose server has the settings of a resource. */
export type CatalogueEndpoint = Presence;

export type ResourceName =
  | "adminConfig"
  | "ldapServer"
  | "ldapConfig"
  | "oauth"
  | "connections"
  | "openai"
  | "ollama"
  | "toolServers"
  | "terminalServers"
  | "codeExecution"
  | "modelDefaults"
  | "subagents"
  | "banners"
  | "permissions"
  | "audio"
  | "images"
  | "retrieval"
  | "embedding"
  | "tasks"
  | "evaluations"
  | "chats"
  | "suggestions"
  | "interfaceVisibility"
  | "webhook";

/**
 * A resource's settings by pattern, as toPattern gives them: keys joined by ".", "*" for the name of an entry
 * ("ENABLE_SIGNUP", "workspace.models", "connections.*.key"). A collection that is in no other has a path of its
 * own beside those of its entries. "" is the whole of a resource that is a collection.
 */
export type CatalogueFields = Readonly<Record<string, CatalogueField>>;

export interface Catalogue {
  /** The last patch of each minor release, oldest first. */
  releases: readonly string[];
  endpoints: Readonly<Record<ResourceName, CatalogueEndpoint>>;
  resources: Readonly<Record<ResourceName, CatalogueFields>>;
}

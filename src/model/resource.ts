import type { Json } from "./json.ts";
import type { Node } from "./node.ts";
import type { Path } from "./path.ts";

/** One settings object of the server: where it is read and written, where the spec states it, how it behaves. */
export interface Resource {
  name: string;
  /** For people: "LDAP server". */
  title: string;
  /** What the section is for, in editors. */
  description: string;
  /** Where in the spec its settings are. */
  specPath: Path;
  /** Where the admin panel of the newest catalogued release has it. */
  panel: string;
  read: {
    /** Below the server's base URL; GET. */
    path: string;
    /** Returns the path on a server of that release, where not all have the same. */
    pathFor?: (serverVersion: string) => string;
    /** Returns the settings in an answer, undefined when it has none. Default: the answer, if it is an object. */
    unwrap?: (answer: Json) => Json | undefined;
  };
  write: {
    /** Below the server's base URL; POST. */
    path: string;
    /** Returns the body that states these settings. Default: the settings. */
    wrap?: (settings: Json) => Json;
    /** Returns the settings in the answer to a write, undefined when it has none. Default: as for a reading. */
    unwrap?: (answer: Json) => Json | undefined;
    /** True for releases that answer 500 to every write, though they store it. */
    failsAfterStoring?: (serverVersion: string) => boolean;
    /** How long a write may take, in milliseconds, where it loads or downloads something. */
    timeoutMs?: number;
  };
  root: Node;
  /** Other resources that decide about its cautions. */
  needs?: readonly string[];
  /**
   * What the server would refuse of all the settings, as they would be written; `changed` has the paths that the
   * write changes, below the resource.
   */
  findRefusals?: (merged: Json, serverVersion: string, changed: readonly string[]) => Refusal[];
  /** What to know of a change to this resource, though nothing forbids it; `after` has all that was read, by name. */
  findCautions?: (
    after: Readonly<Record<string, Json>>,
    serverVersion: string,
    changed: readonly string[],
  ) => Caution[];
  /** When a write of these changed paths has its turn; "usual" when left out. */
  choosePhase?: (changed: ReadonlyMap<string, Json | undefined>) => WritePhase;
  /** True when the answer to a write says that it ended every session, so that nothing can be read back. */
  endsSessions?: (answer: Json) => boolean;
}

/** In this order; in one phase, writes go in the order of the registry. */
export const writePhases = ["early", "usual", "dangerous", "last"] as const;
export type WritePhase = (typeof writePhases)[number];

/** A reason why the server would refuse a write. */
export interface Refusal {
  /** Of the setting at fault, below the resource. */
  path: Path;
  message: string;
  hint: string;
}

/** Something to know before a write that the server takes. */
export interface Caution extends Refusal {
  /** As `plan.finding`. */
  code: string;
}

/**
 * What a server answers that lacks a resource: that it has no such endpoint, a web page, or settings in the form
 * of a release that owconf does not manage them on.
 */
export type Absence = "no-endpoint" | "page" | "other-form";

/** What the server holds: resource name → its settings as it answered them. What was not read is missing. */
export type Live = Readonly<Record<string, Json>>;

/** What the server shall hold: resource name → settings in the form of the spec, secrets in clear. Never printed. */
export type Desired = Readonly<Record<string, Json>>;

/** Returns where a server of that release reads a resource, below its base URL. */
export function readPathOf({ read }: Resource, serverVersion: string): string {
  return read.pathFor?.(serverVersion) ?? read.path;
}

import type { z } from "zod";
import type { Json, JsonObject } from "./json.ts";
import type { Zod } from "./zod.ts";

/**
 * What the settings of a resource look like: a tree of groups and keyed collections whose leaves are compared
 * and shown one by one. Everything that is particular about a setting is a property of its node.
 */
export type Node = Leaf | Group | Collection;

interface Documented {
  /** For people, in editors and messages. */
  description: string;
  /** Its words in the server's admin panel. */
  label?: string;
  /** Other names under which people look for it. */
  aliases?: readonly string[];
}

/** Why a value may not be what was meant. */
export interface Doubt {
  /** As `spec.finding`. */
  code: string;
  message: string;
  hint: string;
}

/** A setting with a value of its own, compared as a whole. */
export interface Leaf<Schema extends z.ZodType = z.ZodType> extends Documented {
  kind: "leaf";
  /** Returns the value as the spec may state it. Made when it is first needed: most specs use few settings. */
  schema: (z: Zod) => Schema;
  /** The value is a secret: given by reference, compared, never shown. `export` refers to the variable `env`. */
  secret?: { env: string };
  /** A change can keep people from signing in, so signing in is tried afterwards. */
  affectsSignIn?: true;
  /** The server takes a change from a person's session only, and from no API key. */
  needsPerson?: true;
  /** Left out of a write unless the plan changes it, because its mere presence has effects. */
  sendOnlyWhenChanged?: true;
  /** Setting up a new server changes it, so that `export` cannot leave it to the factory value. */
  changesAtSetUp?: true;
  /** The form in which two values of this setting compare equal: what the server turns one into. */
  canonical?: (value: Json) => Json;
  /** The value is the id of such a thing, or with "models" several ids, separated by commas. */
  refersTo?: "group" | "model" | "models";
  /** What is doubtful about a value that the server takes all the same; it is warned about. */
  findDoubt?: (value: Json) => Doubt | undefined;
}

/** Settings with names of their own, some of which may be groups again. */
export interface Group extends Documented {
  kind: "group";
  settings: Readonly<Record<string, Node>>;
}

/**
 * Entries told apart by a natural key. The spec states them as a map; those that it does not name are left
 * alone, and one whose value is the word `absent` is removed.
 */
export interface Collection extends Documented {
  kind: "collection";
  /** How the server holds them: as a list of objects, or as an object by key. */
  wire: "list" | "map";
  item: Group | Leaf;
  /** Of a list: where an item has its key. The spec states it as the entry's name only. */
  identity?: readonly string[];
  /**
   * Of a list, where the identity alone does not tell all items apart: returns each item's name, undefined for
   * one without; `declared` has the names that the spec uses for what shall be there.
   */
  nameItems?: (items: readonly Json[], declared: readonly string[]) => (string | undefined)[];
  /** The names are http or https addresses. */
  isByUrl?: true;
  /** Returns a new item, which the declared settings are laid over. Default: one with its identity only. */
  create?: (name: string) => JsonObject;
  /** Settings that a new entry must declare, or the server refuses the write. */
  required?: readonly string[];
}

/** The word in a spec for an entry that is to be removed; once the spec is read, null stands for it. */
export const absent = "absent";

import type { Json } from "./resource.ts";

/** A kind of thing that the server keeps many of, each with an id, and that settings name by it. */
export interface Collection {
  /** What one of them is called, for people. */
  title: string;
  /** Where all of them are listed (GET), below the server's base URL. */
  endpoint: string;
}

/** One of a collection. */
export interface Item {
  id: string;
  name: string;
}

/** The groups that accounts belong to. */
export const groups: Collection = { title: "group", endpoint: "/api/v1/groups/" };

/** What the server has: a collection's endpoint → its items. One that may not be read is absent. */
export type Items = Readonly<Record<string, readonly Item[]>>;

/** What a spec states, or shall hold: resource name → field → value. */
export type Values = Readonly<Record<string, Readonly<Record<string, Json>>>>;

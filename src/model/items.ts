/** A kind of thing that settings name by id. */
export type Kind = "group" | "model";

/** Where all of a kind are listed, below the server's base URL. */
export const listPaths: Readonly<Record<Kind, string>> = { group: "/api/v1/groups/", model: "/api/models" };

/** One of them. */
export interface Item {
  id: string;
  name: string;
}

/** What the server has of each kind; one that may not be read is missing. */
export type Items = Partial<Record<Kind, readonly Item[]>>;

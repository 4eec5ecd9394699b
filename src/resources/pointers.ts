import type { Collection, Values } from "./collections.ts";
import { resources } from "./index.ts";
import { specPathOf } from "./resource.ts";

/** A setting that names something else on the server by its id. */
export interface Pointer {
  /** Where in the spec, as ["adminConfig", "DEFAULT_GROUP_ID"]. */
  path: string[];
  collection: Collection;
  id: string;
}

/** Returns each declared setting that names something else; an empty one names nothing. */
export function listPointers(desired: Values): Pointer[] {
  return resources.flatMap((resource) =>
    Object.entries(desired[resource.name] ?? {}).flatMap(([name, id]): Pointer[] => {
      const collection = resource.fields[name]?.pointsTo;
      if (collection === undefined || typeof id !== "string" || id === "") return [];
      return [{ path: specPathOf(resource, name), collection, id }];
    }),
  );
}

import type * as zod from "zod";

/**
 * The part of zod that settings are written in. Descriptors are given it and never import zod: most runs need no
 * zod at all, as `lightZod` says whether a value is right. Zod itself explains what is wrong.
 */
export type Zod = Pick<
  typeof zod,
  | "array"
  | "boolean"
  | "enum"
  | "int"
  | "json"
  | "literal"
  | "looseObject"
  | "null"
  | "number"
  | "record"
  | "strictObject"
  | "string"
  | "union"
>;

/** Returns a function that makes its result once for zod, and once for what stands in for it. */
export function oncePerZod<Made>(make: (z: Zod) => Made): (z: Zod) => Made {
  const made = new Map<Zod, Made>();
  return (z) => {
    const before = made.get(z);
    if (before !== undefined) return before;
    const fresh = make(z);
    made.set(z, fresh);
    return fresh;
  };
}

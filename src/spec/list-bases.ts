import { getOwn } from "../model/json.ts";
import type { Path } from "../model/path.ts";
import type { Tree } from "./tree.ts";

/** A file that a spec extends, as it names it. */
export interface Base {
  file: string;
  /** Where it is named: ["extends"], or ["extends", "0"] in a list. */
  path: Path;
}

/** Returns the files that a spec extends, in its order; none when `extends` is left out or malformed. */
export function listBases({ value }: Tree): Base[] {
  const stated = getOwn(value, "extends");
  const files = Array.isArray(stated) ? stated : [stated];
  const bases = files.flatMap((file, index): Base[] => {
    const path = Array.isArray(stated) ? ["extends", String(index)] : ["extends"];
    return typeof file === "string" && file !== "" ? [{ file, path }] : [];
  });
  return bases.length === files.length ? bases : [];
}

import { listBases } from "./list-bases.ts";
import type { SpecReading } from "./parse.ts";
import type { FileSources } from "./types.ts";

/** Returns a spec merged with all files that it extends. Throws SpecError with what is wrong with them. */
export async function readBases(reading: SpecReading, sources: FileSources): Promise<SpecReading> {
  if (listBases(reading.tree).length === 0) return reading;
  const { extendSpec } = await import("./extend-spec.ts");
  return extendSpec(reading, sources);
}

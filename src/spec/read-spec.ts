import { findIssues } from "./find-issues.ts";
import { judgeSpec, type ParseOptions, readSpecText } from "./parse.ts";
import { readBases } from "./read-bases.ts";
import type { FileSources, Spec } from "./types.ts";

/**
 * Returns the spec in a file, merged with all files that it extends. Secrets stay references. Throws
 * SpecError as `parseSpec` does, and what `sources.readFile` throws for the file itself.
 */
export async function readSpec(
  file: string,
  sources: FileSources,
  options: ParseOptions = {},
): Promise<Spec> {
  const reading = await readBases(readSpecText(await sources.readFile(file), file), sources);
  return judgeSpec(reading, reading.hasIssues ? findIssues(reading.tree) : [], options);
}

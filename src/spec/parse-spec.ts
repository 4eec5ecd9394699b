import { findIssues } from "./find-issues.ts";
import { judgeSpec, type ParseOptions, readSpecText } from "./parse.ts";
import type { Spec } from "./types.ts";

/**
 * Returns the spec that stands in a file's content; `file` is its name for messages. Reads nothing
 * else: secrets stay references. Throws SpecError with all problems, warnings among them, in the
 * order of the file.
 */
export function parseSpec(content: Uint8Array | string, file: string, options: ParseOptions = {}): Spec {
  const reading = readSpecText(content, file);
  return judgeSpec(reading, reading.hasIssues ? findIssues(reading.tree) : [], options);
}

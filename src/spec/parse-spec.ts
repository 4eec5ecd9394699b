import type { Problem } from "./diagnostics.ts";
import { findIssues } from "./find-issues.ts";
import { listBases } from "./list-bases.ts";
import { judgeSpec, type ParseOptions, readSpecText } from "./parse.ts";
import { createProblem, findPlace, type Tree } from "./tree.ts";
import type { Spec } from "./types.ts";

/**
 * Returns the spec that stands in a file's content; `file` is its name for messages. Reads nothing
 * else: secrets stay references, and a spec that extends others is refused (`readSpec` reads them).
 * Throws SpecError with all problems, warnings among them, in the order of the file.
 */
export function parseSpec(content: Uint8Array | string, file: string, options: ParseOptions = {}): Spec {
  const reading = readSpecText(content, file);
  const issues = reading.hasIssues ? findIssues(reading.tree) : [];
  return judgeSpec(reading, [...refuseBases(reading.tree), ...issues], options);
}

function refuseBases(tree: Tree): Problem[] {
  if (listBases(tree).length === 0) return [];
  const message = "the spec extends other files, and parseSpec reads none";
  const words = { code: "spec.extends", message, hint: "use readSpec, which reads them" };
  return [createProblem(findPlace(tree, ["extends"]), words, "key")];
}

import { type Diagnostic, SpecError } from "../../src/errors.ts";
import { formatDiagnostic } from "../../src/spec/diagnostics.ts";
import { parseSpec } from "../../src/spec/parse-spec.ts";

/** Returns the diagnostics of a content, the warnings of a valid one included. */
export function problemsOf(content: Uint8Array | string): readonly Diagnostic[] {
  try {
    return parseSpec(content, "spec.yaml").warnings;
  } catch (error) {
    if (error instanceof SpecError) return error.diagnostics;
    throw error;
  }
}

/** Returns all that a person gets to see about a content. */
export function outputOf(content: Uint8Array | string): string {
  const problems = problemsOf(content);
  return `${problems.map(formatDiagnostic).join("\n")}\n${JSON.stringify(problems)}`;
}

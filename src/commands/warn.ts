import type { Diagnostic } from "../errors.ts";
import { renderDiagnostics } from "../render/error-text.ts";
import type { Context } from "./context.ts";

/** Shows diagnostics on stderr, and keeps them for JSON. The one way to warn. */
export function warn({ stderr, warnings }: Context, diagnostics: readonly Diagnostic[]): void {
  stderr.write(renderDiagnostics(diagnostics, stderr.paint));
  warnings.push(...diagnostics);
}

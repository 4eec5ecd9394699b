import type { Diagnostic } from "../errors.ts";
import { renderDiagnostics } from "../render/error-text.ts";
import type { Context } from "./context.ts";

/** Shows diagnostics on stderr. */
export function warn({ stderr }: Context, diagnostics: readonly Diagnostic[]): void {
  stderr.write(renderDiagnostics(diagnostics, stderr.paint));
}

import type { Diagnostic, OwconfError } from "../errors.ts";
import { SpecError } from "../errors.ts";
import { escapeInvisible } from "../invisible.ts";
import { formatDiagnostic } from "../spec/diagnostics.ts";
import type { Paint } from "./paint.ts";

/** Returns an error for a person: what happened, its code, and what to do next. */
export function renderError(error: OwconfError, paint: Paint): string {
  const head = `${paint("red", "error:")} ${escapeInvisible(error.message)} [${error.code}]\n`;
  const hint = error.hint === undefined ? "" : `${paint("cyan", "hint:")} ${escapeInvisible(error.hint)}\n`;
  const problems = error instanceof SpecError ? renderDiagnostics(error.diagnostics, paint) : "";
  // Only a bug has them.
  const frames = "frames" in error ? `${error.frames}\n` : "";
  return problems + head + hint + frames;
}

/** Returns problems of the spec, each with its place and source line. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], paint: Paint): string {
  return diagnostics.map((one) => `${paintLevel(formatDiagnostic(one), one, paint)}\n\n`).join("");
}

function paintLevel(text: string, { severity }: Diagnostic, paint: Paint): string {
  return text.replace(
    ` ${severity}: `,
    ` ${paint(severity === "error" ? "red" : "yellow", `${severity}:`)} `,
  );
}

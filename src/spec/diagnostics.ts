import type { Diagnostic } from "../errors.ts";
import { positionAt, type Source } from "./source.ts";
import { escapeText } from "./text.ts";

/** A problem at a range of the source. Its texts hold no secret. */
export interface Finding {
  severity: "error" | "warning";
  code: string;
  message: string;
  hint?: string | undefined;
  /** Offsets in the source. */
  start: number;
  end: number;
  /** The place in the spec, fit to be shown. */
  path?: string | undefined;
}

/** Returns the source line and a caret line for a range, secrets masked; or nothing. */
export type Framer = (start: number, end: number) => string | undefined;

const most = 50;

/** Returns a diagnostic as plain text: place and message, the source line with a caret, the hint. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, severity, message, code, frame, hint } = diagnostic;
  const lines = [`${escapeText(file)}:${line}:${column}: ${severity}: ${message} [${code}]`];
  if (frame !== undefined) {
    const number = String(line);
    const [code = "", caret = ""] = frame.split("\n");
    lines.push(`  ${number} | ${code}`.trimEnd(), `  ${" ".repeat(number.length)} | ${caret}`.trimEnd());
  }
  if (hint !== undefined) lines.push(`  hint: ${hint}`);
  return lines.join("\n");
}

/** Returns the diagnostics of findings in the order of the file; of very many only the first, errors before warnings. */
export function createDiagnostics(findings: readonly Finding[], source: Source, frame: Framer): Diagnostic[] {
  const inOrder = dropTwins(findings).toSorted((a, b) => a.start - b.start);
  const errorsFirst = inOrder.toSorted((a, b) => rank(a) - rank(b));
  const kept = new Set(errorsFirst.slice(0, most));
  const diagnostics = inOrder
    .filter((one) => kept.has(one))
    .map((one) => createDiagnostic(one, source, frame));
  const next = errorsFirst[most];
  if (next !== undefined) {
    diagnostics.push({
      severity: next.severity,
      code: "spec.more",
      message: `… and ${inOrder.length - most} more`,
      file: source.file,
      ...positionAt(source, next.start),
    });
  }
  return diagnostics;
}

/** Returns the diagnostic of one finding. */
export function createDiagnostic(finding: Finding, source: Source, frame: Framer): Diagnostic {
  const { severity, code, message, hint, path, start, end } = finding;
  const framed = frame(start, end);
  return {
    severity,
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    file: source.file,
    ...positionAt(source, start),
    ...(path === undefined || path === "" ? {} : { path }),
    ...(framed === undefined ? {} : { frame: framed }),
  };
}

// Two rules may say the same about one value.
function dropTwins(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((one) => [`${one.start} ${one.message}`, one])).values()];
}

function rank(finding: Finding): number {
  return finding.severity === "error" ? 0 : 1;
}

import type { Diagnostic } from "../errors.ts";
import { escapeInvisible } from "../invisible.ts";
import type { Path } from "../model/path.ts";
import { positionAt, type Range } from "./source.ts";

/** What a problem says, without its place. Holds no secret. */
export interface ProblemText {
  code: string;
  message: string;
  hint?: string | undefined;
}

/** A problem at a range of a source. */
export interface Problem extends ProblemText, Range {
  severity: "error" | "warning";
  /** The place in the spec, fit to be shown. */
  path?: string | undefined;
  /** Of a key that owconf does not know, its path. */
  unknownKey?: Path;
}

/** Returns the source line and a caret line for a range, secrets masked; or nothing. */
export type FrameRenderer = (range: Range) => string | undefined;

const maxDiagnostics = 50;

/** Returns a diagnostic as plain text: place and message, the source line with a caret, the hint. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, severity, message, code, frame, hint } = diagnostic;
  const lines = [`${escapeInvisible(file)}:${line}:${column}: ${severity}: ${message} [${code}]`];
  if (frame !== undefined) {
    const number = String(line);
    const [code = "", caret = ""] = frame.split("\n");
    lines.push(`  ${number} | ${code}`.trimEnd(), `  ${" ".repeat(number.length)} | ${caret}`.trimEnd());
  }
  if (hint !== undefined) lines.push(`  hint: ${hint}`);
  return lines.join("\n");
}

/** Returns the diagnostics of problems in the order of the file; of very many only the first, errors before warnings. */
export function createDiagnostics(problems: readonly Problem[], frame: FrameRenderer): Diagnostic[] {
  const inOrder = sortByPlace(dropTwins(problems).map((one) => ({ ...one, ...locate(one) })));
  const errorsFirst = inOrder.toSorted((a, b) => rank(a) - rank(b));
  const kept = new Set(errorsFirst.slice(0, maxDiagnostics));
  const diagnostics = inOrder.filter((one) => kept.has(one)).map((one) => createDiagnostic(one, frame));
  const next = errorsFirst[maxDiagnostics];
  if (next !== undefined) {
    diagnostics.push({
      severity: next.severity,
      code: "spec.more",
      message: `… and ${inOrder.length - maxDiagnostics} more`,
      ...locate(next),
    });
  }
  return diagnostics;
}

/** Returns problems file by file, in the order of each. */
export function sortByPlace<Located extends Pick<Diagnostic, "file" | "line" | "column">>(
  problems: readonly Located[],
): Located[] {
  const byFile = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return problems.toSorted((a, b) => byFile(a.file, b.file) || a.line - b.line || a.column - b.column);
}

/** Returns the diagnostic of one problem. */
export function createDiagnostic(problem: Problem, frame: FrameRenderer): Diagnostic {
  const { severity, code, message, hint, path } = problem;
  const framed = frame(problem);
  return {
    severity,
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...locate(problem),
    ...(path === undefined || path === "" ? {} : { path }),
    ...(framed === undefined ? {} : { frame: framed }),
  };
}

function locate({ source, start }: Range): Pick<Diagnostic, "file" | "line" | "column"> {
  return { file: source.file, ...positionAt(source, start) };
}

// Two rules may say the same about one value.
function dropTwins(problems: readonly Problem[]): Problem[] {
  const keyOf = ({ source, start, message }: Problem) => JSON.stringify([source.file, start, message]);
  return [...new Map(problems.map((one) => [keyOf(one), one])).values()];
}

function rank(problem: Problem): number {
  return problem.severity === "error" ? 0 : 1;
}

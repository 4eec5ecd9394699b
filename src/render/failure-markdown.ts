import { SpecError } from "../errors.ts";
import { formatDiagnostic } from "../spec/diagnostics.ts";
import { clip, quoteTexts, renderMarker } from "./markdown-text.ts";
import { renderWarnings } from "./plan-markdown.ts";
import type { FailedRun } from "./plan-view.ts";

const limit = 20_000;

/** Returns a comment that says that a command failed, and why; it takes the place of the comment of an earlier run. */
export function renderFailureMarkdown({ command, target, error, warnings }: FailedRun): string {
  const { message, code, hint } = error;
  const diagnostics = error instanceof SpecError ? error.diagnostics.map(formatDiagnostic) : [];
  const said = `error: ${clip(message, 800)} [${code}]${hint === undefined ? "" : `\nhint: ${hint}`}`;
  const parts = [
    renderMarker(command, target),
    `## owconf ${command} failed`,
    quoteTexts([said], limit, "error"),
    ...(diagnostics.length === 0 ? [] : [quoteTexts(diagnostics, limit, "problem")]),
    ...renderWarnings({ warnings }),
  ];
  return `${parts.join("\n\n")}\n`;
}

import type { ApplyReport } from "../plan/report.ts";
import { quoteCode, quoteTexts, renderMarker } from "./markdown-text.ts";
import { plain } from "./paint.ts";
import { joinParts, renderDangers, renderWarnings } from "./plan-markdown.ts";
import type { ReportView } from "./plan-view.ts";
import { renderOutcome, renderRollback, renderStep } from "./report-text.ts";

const limit = 20_000;

const titles: Record<ApplyReport["status"], string> = {
  applied: "applied",
  "in-sync": "in sync",
  refused: "refused",
  "failed-unchanged": "failed, the server is as before",
  "failed-changed": "failed, the server is left changed",
};

/** Returns what became of a plan as a comment: how it ended, step by step, then the plan. */
export function renderReportMarkdown(view: ReportView): string {
  const { plan, report } = view;
  const steps = [
    ...report.steps.map((step) => renderStep(step, plain)),
    ...report.rollback.map((step) => renderRollback(step, plain)),
  ].map((text) => text.trimEnd());
  const head = [
    renderMarker("apply", plan.server.url),
    `## owconf apply to ${quoteCode(plan.server.url)}: ${titles[report.status]}`,
    quoteTexts([renderOutcome(report, plain).trimEnd()], limit / 2, "line"),
    ...(steps.length === 0 ? [] : [quoteTexts(steps, limit, "step")]),
    ...renderDangers(view),
  ];
  return joinParts(head, plan, renderWarnings(view));
}

import { escapeInvisible } from "../invisible.ts";
import type { Change, Plan, ResourcePlan } from "../plan/types.ts";
import { formatDiagnostic } from "../spec/diagnostics.ts";
import {
  clipLines,
  longestRun,
  maxComment,
  quoteCode,
  quoteLines,
  quoteTexts,
  renderMarker,
} from "./markdown-text.ts";
import { describeOrigin } from "./origin-text.ts";
import { plain } from "./paint.ts";
import { count, describeState, nameChange, nameResource } from "./plan-text.ts";
import type { PlanView } from "./plan-view.ts";
import { formatChange, formatValue } from "./value.ts";

const limits = { paths: 3, path: 120, linesOfChange: 40, warnings: 6000, next: 2000, note: 100 };

/**
 * Returns a plan as a comment for a pull request: dangers on top, then the changes by section, warnings, and what to
 * run next. It has fewer than 65,536 characters, and says how many changes it leaves out. What a server or a spec
 * holds stands in code spans and code blocks only.
 */
export function renderPlanMarkdown(view: PlanView): string {
  const { plan } = view;
  const { change, resources, dangerous, inSync, unmanaged } = plan.summary;
  const head = [
    renderMarker("plan", plan.server.url),
    `## owconf plan of ${quoteCode(plan.server.url)}: ${change === 0 ? "in sync" : `${count(change, "setting")} to change, ${dangerous} dangerous`}`,
    `Open WebUI ${quoteCode(plan.server.version, 40)}: ${count(change, "setting")} to change in ${count(resources, "resource")}, ${dangerous} dangerous, ${inSync} in sync, ${unmanaged} unmanaged.`,
    ...renderDangers(view),
  ];
  const tail = [...renderWarnings(view), ...renderNext(view)];
  return joinParts(head, plan, tail);
}

/** Returns a comment: the head, as many of the changes as there is room for, and the tail. */
export function joinParts(head: readonly string[], plan: Plan, tail: readonly string[]): string {
  const used = [...head, ...tail].reduce((sum, part) => sum + part.length + 2, limits.note);
  const parts = [...head, ...renderChanges(plan, maxComment - used), ...tail];
  return `${parts.join("\n\n")}\n`;
}

/** Returns what the dangers of a plan need, with a heading; nothing where there are none. */
export function renderDangers({ plan, allowed }: Pick<PlanView, "plan" | "allowed">): string[] {
  if (plan.dangers.length === 0) return [];
  const items = plan.dangers.map(({ name, reason, paths }) => {
    const shown = paths.slice(0, limits.paths).map((path) => quoteCode(path, limits.path));
    const rest = paths.length - shown.length;
    const by = [...shown, ...(rest > 0 ? [`${rest} more`] : [])].join(", ");
    const state = describeState(name, allowed).replace(/--.*/, (flag) => quoteCode(flag));
    return `- **${name}**: ${reason}. By ${by}; ${state}.`;
  });
  return ["### Dangerous changes", items.join("\n")];
}

/** Returns the warnings of a run, with a heading; nothing where there are none. */
export function renderWarnings({ warnings }: Pick<PlanView, "warnings">): string[] {
  if (warnings.length === 0) return [];
  return ["### Warnings", quoteTexts(warnings.map(formatDiagnostic), limits.warnings, "warning")];
}

function renderNext({ next }: PlanView): string[] {
  if (next === undefined || next.length > limits.next) return [];
  return ["Run:", quoteLines("sh", [escapeInvisible(next)])];
}

function renderChanges(plan: Plan, limit: number): string[] {
  let room = limit;
  let shown = 0;
  const parts = plan.resources.flatMap((resource) => {
    const blocks = listBlocks(resource, plan.receipt);
    if (blocks.length === 0) return [];
    const title = resource.path === resource.title ? "" : ` (${resource.title})`;
    const heading = `### ${quoteCode(resource.path)}${title}`;
    const fences = 2 * (longestRun(blocks.flat().join("\n")) + "```\n\n".length) + "diff".length;
    room -= heading.length + fences;
    const kept = blocks.filter((block) => {
      // Behind the first that has no room, none has.
      room -= room < 0 ? 0 : block.join("\n").length + 1;
      return room >= 0;
    });
    shown += kept.length;
    return kept.length === 0 ? [] : [heading, quoteLines("diff", kept.flat())];
  });
  const rest = plan.summary.change - shown;
  if (rest > 0) parts.push(`… ${count(rest, "more change")}, see the full plan in the log`);
  return parts;
}

/** Returns the lines of each change; those of a new entry stand together. */
function listBlocks(resource: ResourcePlan, receipt: Plan["receipt"]): string[][] {
  const blocks: Change[][] = [];
  // What is below a new entry follows it.
  for (const change of resource.changes) {
    if (change.within === undefined) blocks.push([change]);
    else blocks.at(-1)?.push(change);
  }
  return blocks.map((block) =>
    clipLines(
      block.flatMap((change) => renderChange(change, resource, receipt)),
      limits.linesOfChange,
    ),
  );
}

function renderChange(change: Change, resource: ResourcePlan, receipt: Plan["receipt"]): string[] {
  const { origin, within } = change;
  const dangers = (change.dangers ?? []).map((name) => `! ${name}`);
  const isTold = origin !== undefined && receipt !== undefined && within === undefined;
  const origins = isTold ? [`  (${describeOrigin(origin, receipt)})`] : [];
  return [...renderDifference(change, resource), ...origins, ...dangers];
}

function renderDifference(change: Change, resource: ResourcePlan): string[] {
  const { action, within, sensitive, secretChange, factory, live, desired } = change;
  const name = nameChange(change, resource);
  const secret = `(secret: ${secretChange})`;
  if (within !== undefined) return [`+     ${name}: ${sensitive ? secret : formatValue(desired)}`];
  if (action === "create") return [`+ ${name}`];
  if (action === "delete") return [`- ${name}`];
  const title = name === "" ? nameResource(resource, plain) : name;
  if (sensitive) return [`! ${title}: ${secret}`];
  const [first = "", ...lines] = formatChange(change, plain, "").split("\n");
  if (lines.length > 0) return [`  ${title}:${first}`, ...lines];
  return [
    `  ${title}:`,
    `- ${formatValue(live)}${factory ? " (factory value)" : ""}`,
    `+ ${formatValue(desired)}`,
  ];
}

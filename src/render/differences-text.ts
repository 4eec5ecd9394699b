import { escapeInvisible } from "../invisible.ts";
import type { Json } from "../model/json.ts";
import type { Change } from "../plan/types.ts";
import type { SavedPlan } from "../saved/formats.ts";
import type { Difference } from "../saved/saved-plan.ts";
import { formatTime } from "./origin-text.ts";
import type { Paint } from "./paint.ts";
import { formatChange, formatValue } from "./value.ts";

/** Returns for a person in what a saved plan and what would be done now differ. */
export function renderDifferences(
  differences: readonly Difference[],
  { created, server }: Pick<SavedPlan, "created" | "server">,
  paint: Paint,
): string {
  const head = `The plan of ${formatTime(created)} for ${server.url} is not what would be done now:`;
  const parts = differences.map(({ what, planned, now }) =>
    [
      `  ${paint("bold", escapeInvisible(what))}`,
      `    planned:${renderSide(planned, paint)}`,
      `    now:${renderSide(now, paint).replace(/^ /, "     ")}`,
    ].join("\n"),
  );
  return `${[head, ...parts].join("\n\n")}\n\n`;
}

function renderSide(side: unknown, paint: Paint): string {
  if (side === undefined) return ` ${paint("dim", "nothing to do")}`;
  if (typeof side === "string") return ` ${escapeInvisible(side)}`;
  return isChange(side) ? renderChange(side, paint) : ` ${formatValue(side as Json)}`;
}

function isChange(side: unknown): side is Change {
  return typeof side === "object" && side !== null && "action" in side;
}

function renderChange(change: Change, paint: Paint): string {
  const { action, within, sensitive, secretChange, desired } = change;
  if (sensitive) return ` ${paint("yellow", `(secret: ${secretChange})`)}`;
  if (action === "delete") return ` ${paint("red", "remove")}`;
  if (within !== undefined) return ` ${paint("green", formatValue(desired))}`;
  return action === "create" ? ` ${paint("green", "create")}` : formatChange(change, paint, "        ");
}

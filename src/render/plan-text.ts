import type { FieldChange, Plan, ResourcePlan } from "../plan/types.ts";
import type { Paint } from "./paint.ts";
import { formatChange } from "./value.ts";

/** Returns the plan for a person: each change live → desired, and one summary line of a fixed form. */
export function renderPlan(plan: Plan, paint: Paint): string {
  const server = `${plan.server.url} (Open WebUI ${plan.server.version})`;
  const changed = plan.resources.filter((resource) => resource.changes.length > 0);
  const head =
    changed.length === 0
      ? `${paint("green", "In sync:")} ${server} holds all that the spec declares.`
      : `To change on ${server}, live → desired:`;
  return `${[head, "", ...changed.map((one) => `${renderResource(one, paint)}\n`), renderSummary(plan, paint)].join("\n")}\n`;
}

function renderSummary({ summary }: Plan, paint: Paint): string {
  const { change, resources, leftAlone } = summary;
  return paint(
    "bold",
    `Plan: ${count(change, "setting")} to change in ${count(resources, "resource")}, ${leftAlone} left alone.`,
  );
}

function renderResource(resource: ResourcePlan, paint: Paint): string {
  const head = `  ${paint("bold", resource.path)} ${paint("dim", `(${resource.title})`)}`;
  return [head, ...resource.changes.map((change) => renderChange(change, resource, paint))].join("\n");
}

function renderChange(change: FieldChange, resource: ResourcePlan, paint: Paint): string {
  const name = change.path.slice(resource.path.length + 1);
  const value = change.sensitive
    ? ` ${paint("yellow", "(secret; differs from the live one)")}`
    : formatChange(change.live, change.desired, paint, "        ");
  return `    ${paint("yellow", "~")} ${name}:${value}`;
}

/** Returns "1 setting" or "2 settings". */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

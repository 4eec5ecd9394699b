import type { FieldChange, Plan, PlannedDanger, ResourcePlan } from "../plan/types.ts";
import type { Paint } from "./paint.ts";
import { formatChange } from "./value.ts";

/**
 * Returns the plan for a person: each change live → desired, each danger with what acknowledges it
 * (`allowed` has the names that are), and one summary line of a fixed form.
 */
export function renderPlan(plan: Plan, allowed: readonly string[], paint: Paint): string {
  const server = `${plan.server.url} (Open WebUI ${plan.server.version})`;
  const changed = plan.resources.filter((resource) => resource.changes.length > 0);
  const head =
    changed.length === 0
      ? `${paint("green", "In sync:")} ${server} matches the spec.`
      : `Changes on ${server}, live → desired:`;
  const parts = [
    head,
    ...changed.map((one) => renderResource(one, paint)),
    ...plan.dangers.map((one) => renderDanger(one, allowed.includes(one.name), paint)),
    renderSummary(plan, paint),
  ];
  return `${parts.join("\n\n")}\n`;
}

function renderDanger({ name, reason, paths }: PlannedDanger, allowed: boolean, paint: Paint): string {
  const state = allowed ? "allowed" : `apply needs --allow ${name}`;
  return `  ${paint("yellow", "!")} ${paint("bold", name)}: ${reason}\n    by ${paths.join(", ")}; ${state}`;
}

function renderSummary({ summary }: Plan, paint: Paint): string {
  const { change, resources, inSync, unmanaged } = summary;
  return paint(
    "bold",
    `Plan: ${count(change, "setting")} to change in ${count(resources, "resource")}, ${inSync} in sync, ${unmanaged} unmanaged.`,
  );
}

function renderResource(resource: ResourcePlan, paint: Paint): string {
  const head = `  ${paint("bold", resource.path)} ${paint("dim", `(${resource.title})`)}`;
  return [head, ...resource.changes.map((change) => renderChange(change, resource, paint))].join("\n");
}

function renderChange(change: FieldChange, resource: ResourcePlan, paint: Paint): string {
  const name = change.path.slice(resource.path.length + 1);
  const value = change.sensitive
    ? ` ${paint("yellow", `(secret: ${change.secretChange})`)}`
    : formatChange(change.live, change.desired, paint, "        ");
  return `    ${paint("yellow", "~")} ${name}:${value}`;
}

/** Returns "1 setting" or "2 settings". */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

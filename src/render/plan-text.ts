import { escapeInvisible } from "../invisible.ts";
import type { Change, Plan, PlannedDanger, ResourcePlan } from "../plan/types.ts";
import { describeOrigin } from "./origin-text.ts";
import type { Paint } from "./paint.ts";
import { formatChange, formatValue } from "./value.ts";

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
    ...changed.map((one) => renderResource(one, plan.receipt, paint)),
    ...plan.dangers.map((one) => renderDanger(one, allowed.includes(one.name), paint)),
    renderSummary(plan, paint),
  ];
  return `${parts.join("\n\n")}\n`;
}

function renderDanger({ name, reason, paths }: PlannedDanger, allowed: boolean, paint: Paint): string {
  const state = allowed ? "allowed" : `apply needs --allow ${name}`;
  return `  ${paint("yellow", "!")} ${paint("bold", name)}: ${reason}\n    by ${paths.map((path) => escapeInvisible(path)).join(", ")}; ${state}`;
}

function renderSummary({ summary }: Plan, paint: Paint): string {
  const { change, resources, inSync, unmanaged } = summary;
  return paint(
    "bold",
    `Plan: ${count(change, "setting")} to change in ${count(resources, "resource")}, ${inSync} in sync, ${unmanaged} unmanaged.`,
  );
}

function renderResource(resource: ResourcePlan, receipt: Plan["receipt"], paint: Paint): string {
  const head = `  ${nameResource(resource, paint)}`;
  const lines = resource.changes.flatMap((change) => [
    renderChange(change, resource, paint),
    ...renderOrigin(change, receipt, paint),
  ]);
  return [head, ...lines].join("\n");
}

/** A new entry speaks for its settings. */
function renderOrigin({ origin, within }: Change, receipt: Plan["receipt"], paint: Paint): string[] {
  if (!origin || !receipt || within !== undefined) return [];
  return [`        ${paint("dim", `(${describeOrigin(origin, receipt)})`)}`];
}

function renderChange(change: Change, resource: ResourcePlan, paint: Paint): string {
  const above = change.within ?? resource.path;
  const name = escapeInvisible(change.path.slice(above.length).replace(/^\./, ""));
  // The settings of a new entry stand below it.
  if (change.within !== undefined) return `        ${name}:${renderValue(change, paint)}`;
  if (change.action === "create") return `    ${paint("green", "+")} ${name}`;
  if (change.action === "delete") return `    ${paint("red", "-")} ${name}`;
  return `    ${paint("yellow", "~")}${name === "" ? "" : ` ${name}:`}${renderValue(change, paint)}`;
}

function renderValue({ sensitive, secretChange, within, live, desired }: Change, paint: Paint): string {
  if (sensitive) return ` ${paint("yellow", `(secret: ${secretChange})`)}`;
  if (within !== undefined) return ` ${paint("green", formatValue(desired))}`;
  return formatChange(live, desired, paint, "        ");
}

/** Returns where the spec states a resource, and what that is unless the one says the other. */
export function nameResource({ path, title }: { path: string; title: string }, paint: Paint): string {
  return path === title ? paint("bold", path) : `${paint("bold", path)} ${paint("dim", `(${title})`)}`;
}

/** Returns "1 setting" or "2 settings". */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

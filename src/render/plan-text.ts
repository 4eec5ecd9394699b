import { escapeInvisible } from "../invisible.ts";
import type { Change, Plan, PlannedDanger, ResourcePlan } from "../plan/types.ts";
import { describeOrigin } from "./origin-text.ts";
import type { Paint } from "./paint.ts";
import { formatChange, formatValue } from "./value.ts";

/**
 * Returns the plan for a person: each change live → desired, below it each danger with what acknowledges it
 * (`allowed` has the names that are), one summary line of a fixed form, and the command to run next, if there is one.
 */
export function renderPlan(plan: Plan, allowed: readonly string[], paint: Paint, next?: string): string {
  const server = nameServer(plan);
  const changed = plan.resources.filter((resource) => resource.changes.length > 0);
  const head =
    changed.length === 0
      ? `${paint("green", "In sync:")} ${server} matches the spec.`
      : `Changes on ${server}, live → desired:`;
  const explain = createExplainer(plan.dangers, allowed, paint);
  const parts = [
    head,
    ...changed.map((one) => renderResource(one, { explain, receipt: plan.receipt }, paint)),
    paint("bold", renderSummary(plan)),
    ...(next === undefined ? [] : [`Run: ${paint("cyan", escapeInvisible(next))}`]),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** Returns the server's address and release. */
export function nameServer({ server }: Plan): string {
  return escapeInvisible(`${server.url} (Open WebUI ${server.version})`);
}

/** Returns what a plan comes to, as one line of a fixed form. */
export function renderSummary({ summary }: Plan): string {
  const { change, dangerous, resources, inSync, unmanaged } = summary;
  return `Plan: ${count(change, "setting")} to change in ${count(resources, "resource")}, ${dangerous} dangerous, ${inSync} in sync, ${unmanaged} unmanaged.`;
}

/** A new entry speaks for its settings. */
function renderOrigin({ origin, within }: Change, receipt: Plan["receipt"], paint: Paint): string[] {
  if (!origin || !receipt || within !== undefined) return [];
  return [`        ${paint("dim", `(${describeOrigin(origin, receipt)})`)}`];
}

type Explain = (change: Change) => string[];

/** A danger of several settings is explained at the first. */
function createExplainer(
  dangers: readonly PlannedDanger[],
  allowed: readonly string[],
  paint: Paint,
): Explain {
  const told = new Set<string>();
  return (change) =>
    dangers.flatMap(({ name, reason }) => {
      if (!change.dangers?.includes(name)) return [];
      const line = `      ${paint("yellow", "!")} ${paint("bold", name)}`;
      if (told.has(name)) return [line];
      told.add(name);
      return [`${line}: ${reason}; ${describeState(name, allowed)}`];
    });
}

/** Returns what a danger still needs. */
export function describeState(name: string, allowed: readonly string[]): string {
  return allowed.includes(name) ? "allowed" : `apply needs --allow ${name}`;
}

function renderResource(
  resource: ResourcePlan,
  { explain, receipt }: { explain: Explain; receipt: Plan["receipt"] },
  paint: Paint,
): string {
  const head = `  ${nameResource(resource, paint)}`;
  const lines = resource.changes.flatMap((change) => [
    renderChange(change, resource, paint),
    ...renderOrigin(change, receipt, paint),
    ...explain(change),
  ]);
  return [head, ...lines].join("\n");
}

function renderChange(change: Change, resource: ResourcePlan, paint: Paint): string {
  const name = nameChange(change, resource);
  // The settings of a new entry stand below it.
  if (change.within !== undefined) return `        ${name}:${renderValue(change, paint)}`;
  if (change.action === "create") return `    ${paint("green", "+")} ${name}`;
  if (change.action === "delete") return `    ${paint("red", "-")} ${name}`;
  return `    ${paint("yellow", "~")}${name === "" ? "" : ` ${name}:`}${renderValue(change, paint)}`;
}

/** Returns what a change is called below its resource, or below the entry that is created with it; "" for all of it. */
export function nameChange({ path, within }: Change, resource: Pick<ResourcePlan, "path">): string {
  const above = within ?? resource.path;
  return escapeInvisible(path.slice(above.length).replace(/^\./, ""));
}

function renderValue(change: Change, paint: Paint): string {
  const { sensitive, secretChange, within, desired } = change;
  if (sensitive) return ` ${paint("yellow", `(secret: ${secretChange})`)}`;
  if (within !== undefined) return ` ${paint("green", formatValue(desired))}`;
  return formatChange(change, paint, "        ");
}

/** Returns where the spec states a resource, and what that is unless the one says the other. */
export function nameResource({ path, title }: { path: string; title: string }, paint: Paint): string {
  return path === title ? paint("bold", path) : `${paint("bold", path)} ${paint("dim", `(${title})`)}`;
}

/** Returns "1 setting" or "2 settings". */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

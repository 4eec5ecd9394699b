import type { Json } from "../../model/json.ts";
import type { Change } from "../../plan/types.ts";
import type { ReportServer } from "../html-report.ts";
import { describeOrigin } from "../origin-text.ts";
import { plain } from "../paint.ts";
import { formatChange, formatValue } from "../value.ts";
import { html, type Markup } from "./markup.ts";
import type { State } from "./matrix.ts";

/** What is longer is only shown when it is asked for, but for its beginning. */
const maxLength = 72;
const beginning = 40;
const maxDifference = 20_000;

const tags: Readonly<Record<State, readonly [kind: string, label: string]>> = {
  s: ["sync", "in sync"],
  d: ["drift", "drifted"],
  x: ["danger", "dangerous"],
  n: ["new", "new"],
  "-": ["none", "not declared"],
  f: ["failed", "failed"],
};

/** Returns the kind of a state, as a class of the page's style. */
export function nameKind(state: State): string {
  return tags[state][0];
}

/** Returns the cells of a setting that differs: its state, its live value, and its desired one with all that is to be said. */
export function renderCells(
  change: Change,
  state: State,
  server: Pick<ReportServer, "plan" | "allowed">,
  isOpen: boolean,
): Markup[] {
  const [kind, label] = tags[state];
  const [live, desired] = renderSides(change);
  return [
    html`<td><span class="tag ${kind}">${label}</span></td>`,
    html`<td class="live">${live}${change.factory ? html` <small>factory value</small>` : undefined}</td>`,
    html`<td class="desired">${desired}${renderDetails(change)}${renderDangers(change, server, isOpen)}${renderOrigin(change, server)}</td>`,
  ];
}

function renderSides({
  action,
  within,
  sensitive,
  secretChange,
  live,
  desired,
}: Change): [Markup | undefined, Markup] {
  const say = (words: string) => html`<i>${words}</i>`;
  if (action === "delete") return [say("(entry)"), say("(absent)")];
  if (action === "create" && within === undefined) return [say("(absent)"), say("(new entry)")];
  if (sensitive) return [undefined, say(`(secret: ${secretChange})`)];
  return [within === undefined ? renderValue(live) : undefined, renderValue(desired)];
}

function renderValue(value: Json | undefined): Markup {
  const text = formatValue(value);
  if (value === undefined) return html`<i>${text}</i>`;
  return html`<code>${isLong(text) ? cut(text, beginning) : text}</code>`;
}

/** Not within a pair of surrogates. */
function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length).replace(/[\ud800-\udbff]$/, "")}…` : text;
}

function isLong(text: string): boolean {
  return text.length > maxLength;
}

function renderDetails(change: Change): Markup | undefined {
  const { action, within, sensitive, live, desired } = change;
  if (sensitive || action === "delete" || (action === "create" && within === undefined)) return undefined;
  if (![live, desired].some((value) => isLong(formatValue(value)))) return undefined;
  const whole = formatChange(change, plain, "");
  const shown = cut(whole, maxDifference);
  const lines = shown.startsWith("\n") ? shown.slice(1).split("\n").map(renderLine) : [html`${shown.trim()}`];
  const isCut = whole.length > maxDifference;
  const rest = isCut ? html`<p>The rest is left out; the plan as text has it.</p>` : undefined;
  return html`<details><summary>difference</summary><pre>${lines}</pre>${rest}</details>`;
}

function renderLine(line: string): Markup {
  const text = `${line}\n`;
  if (line.startsWith("+")) return html`<ins>${text}</ins>`;
  return line.startsWith("-") ? html`<del>${text}</del>` : html`${text}`;
}

function renderDangers(
  { dangers = [] }: Change,
  { plan, allowed }: Pick<ReportServer, "plan" | "allowed">,
  isOpen: boolean,
): Markup[] {
  return dangers.map((name) => {
    const reason = plan?.dangers.find((one) => one.name === name)?.reason ?? "";
    const isAllowed = allowed.includes(name);
    const state = isAllowed ? "allowed" : "not allowed";
    const need = isAllowed ? undefined : html`; apply needs <code>--allow ${name}</code>`;
    const summary = html`<summary><b>${name}</b>, ${state}</summary>`;
    const body = html`${summary}<p>${reason}${need}</p></details>`;
    return isOpen ? html`<details class="why" open>${body}` : html`<details class="why">${body}`;
  });
}

function renderOrigin({ origin, within }: Change, { plan }: Pick<ReportServer, "plan">): Markup | undefined {
  if (!origin || !plan?.receipt || within !== undefined) return undefined;
  return html`<p class="origin">${describeOrigin(origin, plan.receipt)}</p>`;
}

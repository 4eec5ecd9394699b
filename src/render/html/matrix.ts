import type { Plan } from "../../plan/types.ts";
import type { ReportServer } from "../html-report.ts";
import type { Stated } from "../plan-view.ts";

/** In sync, drifted, dangerous, part of a new entry, not declared, failed server. */
export type State = "s" | "d" | "x" | "n" | "-" | "f";

/** A section of the spec, and its settings that any of the servers' specs declares. */
export interface Section {
  path: string;
  title: string;
  /** Whole paths; the first has the number `first` among all settings. */
  settings: string[];
  first: number;
}

/** A server of the report. */
export interface Column {
  server: ReportServer;
  summary: Plan["summary"] | undefined;
  /** The settings that differ there, with their numbers, in ascending order. */
  changed: { number: number; stated: Stated; state: State }[];
  /** The state of each setting: how many follow each other, and which. "12s1d3s" */
  states: string;
}

/** What the report is about: servers, the worst first and what failed last, by settings. */
export interface Matrix {
  sections: Section[];
  columns: Column[];
}

/** Lays out servers by settings. Settings that only some specs declare stand behind the others of their section. */
export function createMatrix(servers: readonly ReportServer[]): Matrix {
  const sections = listSections(servers);
  const numbers = new Map(
    sections.flatMap(({ settings, first }) => settings.map((path, index) => [path, first + index] as const)),
  );
  const columns = servers.map((server) => createColumn(server, numbers));
  return { sections, columns: columns.toSorted((one, other) => rank(other) - rank(one)) };
}

function listSections(servers: readonly ReportServer[]): Section[] {
  const found = new Map<string, Set<string>>();
  const titles = new Map<string, string>();
  for (const { stated, plan } of servers) {
    for (const { path, title } of plan?.resources ?? []) titles.set(path, title);
    for (const { section, path } of stated) {
      const settings = found.get(section) ?? new Set();
      found.set(section, settings.add(path));
    }
  }
  let first = 0;
  return [...found].map(([path, settings]) => {
    const section = { path, title: titles.get(path) ?? path, settings: [...settings], first };
    first += settings.size;
    return section;
  });
}

function createColumn(server: ReportServer, numbers: ReadonlyMap<string, number>): Column {
  const { plan, stated } = server;
  if (plan === undefined) {
    return { server, summary: undefined, changed: [], states: encode([[0, "f"]], numbers.size, "f") };
  }
  const all = stated
    .map((one) => ({ number: numbers.get(one.path) ?? 0, stated: one, state: judge(one) }))
    .sort((one, other) => one.number - other.number);
  const states = encode(
    all.map(({ number, state }) => [number, state]),
    numbers.size,
    "-",
  );
  return { server, summary: plan.summary, changed: all.filter(({ state }) => state !== "s"), states };
}

function judge({ change }: Stated): State {
  if (change === undefined) return "s";
  if (change.dangers !== undefined) return "x";
  return change.within === undefined ? "d" : "n";
}

/** Servers may declare very different settings: what is not there must not cost a character each. */
function encode(known: readonly (readonly [number, State])[], size: number, rest: State): string {
  const runs: { count: number; state: State }[] = [];
  const add = (count: number, state: State) => {
    const last = runs.at(-1);
    if (count <= 0) return;
    if (last?.state === state) last.count += count;
    else runs.push({ count, state });
  };
  let next = 0;
  for (const [number, state] of known.filter(([number]) => number < size)) {
    add(number - next, rest);
    add(1, state);
    next = number + 1;
  }
  add(size - next, rest);
  return runs.map(({ count, state }) => `${count}${state}`).join("");
}

/** What failed has no cells to look at, and stands in a list of its own. */
function rank({ summary }: Column): number {
  if (summary === undefined) return -1;
  if (summary.dangerous > 0) return 2;
  return summary.change > 0 ? 1 : 0;
}

/** What the servers come to together. */
export interface Totals {
  servers: number;
  serversInSync: number;
  failed: number;
  inSync: number;
  drifted: number;
  dangerous: number;
  unmanaged: number;
}

/** Counts as the summaries of the plans do: a new entry counts as one. */
export function sumUp(columns: readonly Column[]): Totals {
  const sum = (pick: (summary: Plan["summary"]) => number) =>
    columns.reduce((total, { summary }) => total + (summary ? pick(summary) : 0), 0);
  return {
    servers: columns.length,
    serversInSync: sum(({ change }) => (change === 0 ? 1 : 0)),
    failed: columns.filter(({ summary }) => summary === undefined).length,
    inSync: sum(({ inSync }) => inSync),
    drifted: sum(({ change }) => change),
    dangerous: sum(({ dangerous }) => dangerous),
    unmanaged: sum(({ unmanaged }) => unmanaged),
  };
}

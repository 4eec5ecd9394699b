import { type Series, summarise } from "./measure.ts";

/** Returns a table of series, each against the named ones, round by round. */
export function renderSeries(
  series: readonly Series[],
  against: readonly string[],
  requests: ReadonlyMap<string, number> = new Map(),
): string {
  const cpu = series.find(({ name }) => name === against.at(-1)) ?? series[0];
  const bases = against.flatMap((name) => series.filter((one) => one.name === name));
  const rows = series.map(({ name, costs }) => {
    const wall = summarise(costs.map((cost) => cost.wall));
    const ratio = (base: Series | undefined, of: "wall" | "cpu") => {
      const ratios = costs.map((cost, round) => cost[of] / (base?.costs[round]?.[of] ?? Number.NaN));
      const { median, low, high } = summarise(ratios);
      return `${median.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
    };
    return [
      name,
      `${wall.median.toFixed(0)} (${wall.low.toFixed(0)}–${wall.high.toFixed(0)})`,
      summarise(costs.map(({ cpu }) => cpu)).median.toFixed(0),
      ...bases.map((base) => ratio(base, "wall")),
      ratio(cpu, "cpu"),
      summarise(costs.map(({ memory }) => memory)).median.toFixed(0),
      String(requests.get(name) ?? ""),
    ];
  });
  return renderTable(
    [
      "program",
      "wall ms",
      "CPU ms",
      ...bases.map(({ name }) => `wall × ${name}`),
      `CPU × ${cpu?.name}`,
      "peak MB",
      "requests",
    ],
    rows,
  );
}

/** Returns a Markdown table. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? "---" : "---:"))), ...rows.map(line)].join(
    "\n",
  );
}

import { compareReleases } from "../src/releases/releases.ts";

/** What vitest's JSON report says, as far as it is used here. */
export interface TestReport {
  testResults: readonly { assertionResults: readonly TestResult[] }[];
}
interface TestResult {
  ancestorTitles: readonly string[];
  title: string;
  status: string;
  /** Of an upgrade: the settings that it changed. */
  meta?: { changed?: readonly string[] };
}

/** Returns the Markdown of docs/compatibility.md: what held on which release. */
export function renderCompatibility(report: TestReport, date: Date): string {
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const named = tests.flatMap(({ ancestorTitles }) => releaseOf(ancestorTitles) ?? []);
  const releases = [...new Set(named)].sort(compareReleases);
  const of = (release: string) => tests.filter((test) => releaseOf(test.ancestorTitles) === release);
  const steps = [...new Set(tests.filter(isStep).map(({ title }) => title))];
  const journey = steps.map((step) => [
    step,
    ...releases.map((release) => mark(of(release).filter((test) => isStep(test) && test.title === step))),
  ]);
  const contract = releases.map((release) =>
    mark(
      of(release).filter((test) => !isStep(test)),
      true,
    ),
  );
  const upgrades = [...new Set(tests.map(({ ancestorTitles }) => ancestorTitles[0] ?? ""))].filter((title) =>
    title.startsWith("upgrade "),
  );
  return [
    "# Compatibility",
    "",
    "Written by `npm run test:live -- --all`, which runs owconf against real servers: the last patch of each",
    "minor release of Open WebUI, and patches that behave otherwise than the last one, on which only the journey",
    `runs. Last run: ${date.toISOString().slice(0, 10)}, on ${releases.join(", ")}.`,
    "",
    "## The journey",
    "",
    renderTable([["", ...releases], ...journey, ["other tests", ...contract]]),
    ...upgrades.flatMap((upgrade) => [
      `## ${upgrade[0]?.toUpperCase()}${upgrade.slice(1)}, on the same data`,
      "",
      renderTable([
        ["", "", "changed by the upgrade"],
        ...tests
          .filter(({ ancestorTitles }) => ancestorTitles[0] === upgrade)
          .map((test) => [test.title, mark([test]), describeChanges(test)]),
      ]),
    ]),
  ].join("\n");
}

const isStep = ({ ancestorTitles }: TestResult): boolean => ancestorTitles[1] === "the journey";

function releaseOf(titles: readonly string[]): string | undefined {
  return /^Open WebUI (\S+)$/.exec(titles[0] ?? "")?.[1];
}

function describeChanges({ meta }: TestResult): string {
  if (meta?.changed === undefined) return "";
  return meta.changed.length === 0 ? "nothing" : meta.changed.join(", ");
}

function mark(results: readonly TestResult[], counts = false): string {
  const failed = results.filter(({ status }) => status !== "passed").length;
  if (results.length === 0) return "–";
  if (failed > 0) return counts ? `${failed} of ${results.length} failed` : "**failed**";
  return counts ? `✓ ${results.length}` : "✓";
}

function renderTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return `${[line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")}\n`;
}

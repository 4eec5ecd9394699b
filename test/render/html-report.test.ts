import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSampleFleet } from "../../scripts/report-sample.ts";
import { escapeInvisible } from "../../src/invisible.ts";
import { type ReportServer, renderHtmlReport } from "../../src/render/html-report.ts";
import { createPlan, plans, stateAll } from "./hostile.ts";
import { findForeignMarkup, readIsland, readText } from "./html-page.ts";

const generatedAt = "2026-03-01T12:00:00.000Z";
const render = (...servers: ReportServer[]) => renderHtmlReport({ generatedAt, servers });
const describeServer = (
  plan: ReturnType<typeof createPlan>,
  more: Partial<ReportServer> = {},
): ReportServer => ({
  ...{ spec: "owconf.yaml", ...plan.server, plan, allowed: [], stated: stateAll(plan) },
  ...more,
});
const plan = createPlan(
  [
    { path: "part.DRIFTED", action: "update", sensitive: false, live: true, desired: false, factory: true },
    {
      path: "part.DANGEROUS",
      action: "update",
      sensitive: false,
      live: 1,
      desired: 2,
      dangers: ["open-admin"],
    },
    { path: "part.SECRET", action: "update", sensitive: true, secretChange: "changed" },
    { path: "part.entry", action: "create", sensitive: false },
    { path: "part.gone", action: "delete", sensitive: false },
    {
      path: "part.LONG",
      action: "update",
      sensitive: false,
      live: "a\nb\n",
      desired: `a\nc\n${"x".repeat(80)}`,
    },
  ],
  { url: "https://chat.test", version: "0.12.4" },
);

/** Returns the cells of a row of the list, as text. */
function readRow(page: string, path: string): string[] {
  const row = page.split("<tr ").find((one) => one.includes(`<th scope="row">${path}</th>`)) ?? "";
  return row
    .split("<td")
    .slice(1)
    .map((cell) => readText(`<td${cell.split("</td>")[0]}`));
}

describe("a report as HTML", () => {
  const page = render(describeServer(plan));

  it("lets nothing run or be fetched but the style and the script that are in it", () => {
    const [, policy = ""] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    const hash = (name: string) => {
      const parts = [...page.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, "gs"))];
      expect(parts).toHaveLength(1);
      return `'sha256-${createHash("sha256").update(`${parts[0]?.[1]}`).digest("base64")}'`;
    };
    expect(policy.split("; ")).toEqual([
      "default-src 'none'",
      `style-src ${hash("style")}`,
      `script-src ${hash("script")}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(page.indexOf("Content-Security-Policy")).toBeLessThan(page.indexOf("<style>"));
    expect(findForeignMarkup(page)).toEqual([]);
    expect(page).not.toMatch(/url\(|@import|innerHTML|insertAdjacentHTML|document\.write|eval/);
  });

  it("says of each setting that differs what it is and shall be", () => {
    expect(readRow(page, "part.DRIFTED")).toEqual(["drifted", "true factory value", "false"]);
    const danger = "2open-admin, not allowedit is dangerous; apply needs --allow open-admin";
    expect(readRow(page, "part.DANGEROUS")).toEqual(["dangerous", "1", danger]);
    expect(readRow(page, "part.SECRET")).toEqual(["drifted", "", "(secret: changed)"]);
    expect(readRow(page, "part.entry")).toEqual(["drifted", "(absent)", "(new entry)"]);
    expect(readRow(page, "part.entry.x")).toEqual(["new", "", '"part.entry"']);
    expect(readRow(page, "part.gone")).toEqual(["drifted", "(entry)", "(absent)"]);
    const [, live, desired] = readRow(page, "part.LONG");
    expect(live).toBe('"a\\nb\\n"');
    expect(desired).toContain(`difference  a\n- b\n+ c\n+ ${"x".repeat(80)}\n`);
    expect(readIsland(page).servers).toMatchObject([{ states: "1d1x2d1n2d1s" }]);
  });

  it("leaves out the end of a huge difference, and says so", () => {
    const [path, live] = ["part.HUGE", `${"🚀".repeat(20_000)}`];
    const huge = createPlan(
      [{ path, action: "update", sensitive: false, live, desired: `a${live}` }],
      plan.server,
    );
    const text = readRow(render(describeServer(huge)), path)[2] ?? "";
    expect(text.slice(-60)).toMatch(/🚀…\s*The rest is left out; the plan as text has it\.$/u);
    expect(text.length).toBeLessThan(21_000);
  });

  it("says what is allowed", () => {
    const [, , text] = readRow(render(describeServer(plan, { allowed: ["open-admin"] })), "part.DANGEROUS");
    expect(text).toBe("2open-admin, allowedit is dangerous");
  });

  it("says where a change comes from", () => {
    const changes = plan.resources[0]?.changes.map((one) => ({ ...one, origin: "server" as const })) ?? [];
    const attributed = {
      ...createPlan(changes, plan.server),
      receipt: { when: generatedAt, by: { credential: "password" as const }, status: "applied" as const },
    };
    expect(readText(render(describeServer(attributed)))).toContain(
      "the server was edited since 2026-03-01 12:00:00 UTC",
    );
  });

  it("lays out a fleet, the worst first and what failed last, and tells undeclared, failed and in sync apart", () => {
    const url = (name: string) => ({ url: `https://${name}.test`, version: "0.12.4" });
    const inSync = createPlan([], url("fine"));
    const other = createPlan(
      [{ path: "part.OTHER", action: "update", sensitive: false, live: 1, desired: 2 }],
      url("other"),
    );
    const error = { code: "api.unreachable", message: "cannot reach <it>", hint: "start it" };
    const fleet = render(
      describeServer(inSync),
      describeServer(other),
      { spec: "dead.yaml", url: "https://dead.test", allowed: [], stated: [], error },
      describeServer(plan),
    );
    const { sections, servers } = readIsland(fleet);
    expect(sections[0]?.settings.slice(0, 3)).toEqual(["part.inSync", "part.OTHER", "part.DRIFTED"]);
    expect(servers.map(({ url, states }) => [url, states])).toEqual([
      ["https://chat.test", "1s1-1d1x2d1n2d"],
      ["https://other.test", "1s1d7-"],
      ["https://fine.test", "1s8-"],
      ["https://dead.test", "9f"],
    ]);
    const text = readText(fleet);
    expect(text).toContain("cannot reach <it> api.unreachablehint: start it");
    expect(text).toContain("servers in sync1 of 4in sync3drifted7dangerous1failed1unmanaged0");
    expect(text).toMatch(/In sync\s*https:\/\/fine\.test/);
  });

  it("has nothing but text of what servers and specs say, and all of it", () => {
    let seen = 0;
    fc.assert(
      fc.property(fc.array(plans, { minLength: 1, maxLength: 3 }), (views) => {
        const servers = views.map((view) => describeServer(view.plan, { stated: view.stated }));
        const page = render(...servers);
        expect(findForeignMarkup(page)).toEqual([]);
        expect(escapeInvisible(page, "\n\t")).toBe(page);
        const text = readText(page);
        for (const { url, stated } of servers) {
          expect(text).toContain(escapeInvisible(url));
          for (const { path, change } of stated) {
            if (change === undefined) continue;
            expect(text).toContain(escapeInvisible(path));
            seen += 1;
          }
        }
        const shown = readIsland(page).sections.flatMap(({ settings }) => settings);
        const paths = new Set(servers.flatMap(({ stated }) => stated.map(({ path }) => path)));
        expect(shown).toEqual([...paths].map((path) => escapeInvisible(path)));
      }),
      { numRuns: 100 },
    );
    expect(seen).toBeGreaterThan(100);
  });

  it("stays small for a large fleet", () => {
    const settings = Array.from({ length: 50 }, (_, index) => `part.SETTING_${index}`);
    const servers = Array.from({ length: 1000 }, (_, index): ReportServer => {
      const own = createPlan(
        [3, 30].map((at) => ({
          path: `${settings[at]}`,
          action: "update",
          sensitive: false,
          live: index,
          desired: 0,
        })),
        { url: `https://${index}.test`, version: "0.12.4" },
      );
      const byPath = new Map(own.resources[0]?.changes.map((one) => [one.path, one]));
      const stated = settings.map((path) => {
        const change = byPath.get(path);
        return { section: "part", path, ...(change && { change }) };
      });
      return describeServer(own, { stated });
    });
    expect(render(...servers).length).toBeLessThan(1_500_000);
  });

  it("of the sample in the documentation has one server in sync, one drifted and one in danger", () => {
    const { servers } = createSampleFleet();
    expect(servers.map(({ plan }) => [plan?.summary.change, plan?.summary.dangerous])).toEqual([
      [0, 0],
      [4, 0],
      [2, 1],
    ]);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SpecError, UsageError } from "../../src/errors.ts";
import { escapeInvisible } from "../../src/invisible.ts";
import { renderFailureJunit, renderPlanJunit } from "../../src/render/junit.ts";
import { createPlan, plans, stateAll, texts, warnings } from "./hostile.ts";
import { findXmlProblems, listTestCases } from "./junit-xml.ts";

const server = { url: "https://chat.test", version: "0.12.4" };

describe("a plan as JUnit XML", () => {
  it("has a test for each declared setting, which fails where it differs", async () => {
    const plan = createPlan(
      [
        { path: "part.DRIFTED", action: "update", sensitive: false, live: 'a<&"\u001b', desired: "b" },
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
      ],
      server,
    );
    const report = renderPlanJunit({ plan, allowed: [], warnings: [], stated: stateAll(plan) });
    expect(await findXmlProblems(report)).toEqual([]);
    const failed = { classname: "part", outcome: "failure" };
    expect(listTestCases(report)).toEqual([
      { ...failed, name: "DRIFTED", message: '"a<&\\"\\u001b" → "b"' },
      { ...failed, name: "DANGEROUS", message: "1 → 2 (dangerous: open-admin)" },
      { ...failed, name: "SECRET", message: "(secret: changed)" },
      { ...failed, name: "entry", message: "(absent) → (new entry)" },
      { ...failed, name: "entry.x", message: '(absent) → "part.entry"' },
      { classname: "part", name: "inSync", outcome: "passed" },
    ]);
    expect(report).toContain('<testsuites name="owconf plan" tests="6" failures="5" errors="0">');
    expect(report).toContain("open-admin: it is dangerous; apply needs --allow open-admin");
    expect(report).toContain("owconf.yaml:3:5");
  });

  it("is what XML can hold, whatever a server or a spec says, and says it literally", async () => {
    const views = fc.sample(plans, 200);
    const reports = views.map(renderPlanJunit);
    expect(await findXmlProblems(...reports)).toEqual([]);
    let seen = 0;
    for (const [index, { stated }] of views.entries()) {
      const names = listTestCases(reports[index] ?? "").map(({ classname, name }) => `${classname}${name}`);
      const paths = stated.map(({ path }) => escapeInvisible(path.replace(/^part\./, "part")));
      expect(names).toEqual(paths);
      seen += paths.length;
    }
    expect(seen).toBeGreaterThan(300);
  });

  it("would not pass the check otherwise", async () => {
    const report = renderPlanJunit({ plan: createPlan([], server), allowed: [], warnings: [], stated: [] });
    expect(await findXmlProblems(report)).toEqual([]);
    for (const wrong of [
      report.replace("</testsuites>", ""),
      report.replace("0.12.4", "\u001b"),
      report.replace("0.12.4", "a & b"),
      report.replace(' tests="0"', ""),
      report.replace("testsuite ", "suite "),
    ]) {
      expect(await findXmlProblems(wrong)).not.toEqual([]);
    }
  });
});

describe("a failure as JUnit XML", () => {
  it("has an error for each problem", async () => {
    const problem = { code: "spec.type", message: "no", file: "a.yaml", line: 2, column: 3 };
    const error = new SpecError([
      { ...problem, severity: "error" },
      { ...problem, severity: "error", message: "neither" },
      { ...problem, severity: "warning" },
    ]);
    const report = renderFailureJunit({ command: "plan", target: "", error, warnings: [] });
    expect(await findXmlProblems(report)).toEqual([]);
    expect(listTestCases(report)).toEqual([
      { classname: "owconf", name: "plan: problem 1", outcome: "error", message: "no" },
      { classname: "owconf", name: "plan: problem 2", outcome: "error", message: "neither" },
    ]);
    expect(report).toContain("a.yaml:2:3: error: no [spec.type]");
  });

  it("is what XML can hold, whatever the error says", async () => {
    const runs = fc.tuple(texts, texts, fc.array(warnings, { maxLength: 2 }));
    const reports = fc.sample(runs, 200).map(([message, hint, found]) => {
      const errors = found.map((one) => ({ ...one, severity: "error" as const }));
      const error = errors.length > 0 ? new SpecError(errors) : new UsageError(message, { hint });
      return renderFailureJunit({ command: "plan", target: message, error, warnings: [] });
    });
    expect(await findXmlProblems(...reports)).toEqual([]);
    expect(reports.every((report) => listTestCases(report).every(({ outcome }) => outcome === "error"))).toBe(
      true,
    );
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SpecError, UsageError } from "../../src/errors.ts";
import { escapeInvisible } from "../../src/invisible.ts";
import type { ApplyReport } from "../../src/plan/report.ts";
import { renderFailureMarkdown } from "../../src/render/failure-markdown.ts";
import { clip, quoteCode } from "../../src/render/markdown-text.ts";
import { renderPlanMarkdown } from "../../src/render/plan-markdown.ts";
import { renderReportMarkdown } from "../../src/render/report-markdown.ts";
import { formatValue } from "../../src/render/value.ts";
import { createPlan, plans, texts, warnings } from "./hostile.ts";
import { checkComment, listNodes } from "./markdown-document.ts";

describe("a plan as Markdown", () => {
  it("holds whatever a server or a spec says as code only, and literally", () => {
    let seen = 0;
    fc.assert(
      fc.property(plans, (view) => {
        const codes = checkComment(renderPlanMarkdown(view), "plan");
        expect(codes[0]).toBe(clip(escapeInvisible(view.plan.server.url), 300) || " ");
        const lines = codes.flatMap((code) => code.split("\n"));
        for (const { action, sensitive, live, desired, factory } of view.plan.resources[0]?.changes ?? []) {
          const shown = [formatValue(live) + (factory ? " (factory value)" : ""), formatValue(desired)];
          const isShort = [live, desired].every((value) => JSON.stringify(value)?.length < 40);
          if (action !== "update" || sensitive || !isShort || shown.join("").includes("\\n")) continue;
          if ([live, desired].some((value) => typeof value === "object" && value !== null)) continue;
          expect(lines).toContain(clip(`- ${shown[0]}`, 1000));
          expect(lines).toContain(clip(`+ ${shown[1]}`, 1000));
          seen += 1;
        }
      }),
      { numRuns: 300 },
    );
    expect(seen).toBeGreaterThan(30);
  });

  it("shows every text as a code span that says just that", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const spans = listNodes(`a ${quoteCode(text)} b`).filter(({ type }) => type === "inlineCode");
        const shown = clip(escapeInvisible(text), 300);
        expect(spans).toMatchObject([{ value: shown === "" ? " " : shown }]);
      }),
      { numRuns: 1000 },
    );
  });

  const server = { url: "https://chat.test", version: "0.12.4" };
  const many = (count: number, value: string, more: object = {}) =>
    Array.from({ length: count }, (_, index) => ({
      ...{ path: `part.SETTING_${index}`, action: "update" as const, sensitive: false },
      ...{ live: "", desired: value, ...more },
    }));

  it.each([
    ["many", many(5000, "a")],
    ["long", many(300, "x".repeat(100_000))],
    ["full of fences", many(300, "`".repeat(3000))],
    ["of many lines", many(300, "line\n".repeat(500))],
    ["dangerous, all of them", many(3000, "a", { dangers: ["open-admin", "endless-session"] })],
    ["full of what has to be escaped", many(500, "\u001b".repeat(500))],
  ])("says how many changes it leaves out where they are %s", (_name, changes) => {
    const plan = createPlan(changes, server);
    const warning = { severity: "warning" as const, code: "a.b", message: "m".repeat(900) };
    const found = Array.from({ length: 300 }, (_, line) => ({ ...warning, file: "f", line, column: 1 }));
    const comment = renderPlanMarkdown({ plan, allowed: [], warnings: found, next: "owconf apply" });
    checkComment(comment, "plan");
    const shown = new Set(comment.match(/^ {2}SETTING_\d+(?=:)/gm)).size;
    const [, rest] = /^… (\d+) more changes, see the full plan in the log$/m.exec(comment) ?? [];
    expect(shown).toBeGreaterThan(5);
    expect(shown + Number(rest)).toBe(changes.length);
    expect(comment).toMatch(/^… \d+ more warnings$/m);
    expect(comment).toContain("owconf apply");
    // Dangers are never left out.
    for (const { name } of plan.dangers) expect(comment).toContain(`**${name}**`);
  });

  it("leaves nothing out of a small plan", () => {
    const plan = createPlan(many(3, "a"), server);
    const comment = renderPlanMarkdown({ plan, allowed: [], warnings: [] });
    expect(comment).not.toContain("more change");
    expect(comment.match(/SETTING_/g)).toHaveLength(3);
  });

  it("has the dangers above the changes, with what each needs", () => {
    const plan = createPlan(many(2, "a", { dangers: ["open-admin", "endless-session"] }), server);
    const comment = renderPlanMarkdown({ plan, allowed: ["open-admin"], warnings: [] });
    const [head = "", diff] = comment.split("```diff");
    expect(head).toContain("2 dangerous");
    expect(head).toContain("needs `--allow endless-session`");
    expect(head).toMatch(/\*\*open-admin\*\*.*; allowed\.$/m);
    expect(diff?.match(/^! endless-session$/gm)).toHaveLength(2);
  });

  it("keeps its marker for one server, and has another for another", () => {
    const mark = (url: string, count: number) =>
      renderPlanMarkdown({
        plan: createPlan(many(count, "a"), { url, version: `0.${count}` }),
        allowed: [],
        warnings: [],
      }).split("\n")[0];
    expect(mark("https://chat.test", 1)).toBe("<!-- owconf plan: https://chat.test -->");
    expect(mark("https://chat.test", 1)).toBe(mark("https://chat.test", 2));
    expect(mark("https://chat.test/--a", 1)).toBe("<!-- owconf plan: https://chat.test/-%2Da -->");
  });
});

describe("a failure as Markdown", () => {
  it("holds whatever the error says as code only", () => {
    fc.assert(
      fc.property(
        texts,
        texts,
        texts,
        fc.array(warnings, { maxLength: 60 }),
        (target, message, hint, found) => {
          const errors = found.map((one) => ({ ...one, severity: "error" as const }));
          const error = errors.length % 2 ? new SpecError(errors) : new UsageError(message, { hint });
          const run = { command: "plan", target, error, warnings: found };
          const codes = checkComment(renderFailureMarkdown(run), "plan");
          expect(codes[0]).toContain(`[${error.code}]`);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("says that it failed, with error, hint and diagnostics, and keeps the marker", () => {
    const problem = {
      severity: "error" as const,
      code: "spec.type",
      message: "no",
      file: "a.yaml",
      line: 2,
      column: 3,
    };
    const error = new SpecError([{ ...problem, hint: "write yes" }]);
    const comment = renderFailureMarkdown({
      command: "plan",
      target: "https://chat.test",
      error,
      warnings: [],
    });
    expect(comment).toMatch(/^<!-- owconf plan: https:\/\/chat\.test -->\n\n## owconf plan failed\n/);
    expect(comment).toContain("error: 1 problem in the spec [spec.invalid]");
    expect(comment).toContain("a.yaml:2:3: error: no [spec.type]\n  hint: write yes");
  });
});

describe("a report as Markdown", () => {
  it("holds whatever the server says as code only", () => {
    fc.assert(
      fc.property(plans, texts, texts, (view, message, held) => {
        const failure = { code: "api.rejected", message, hint: held };
        const part = { resource: "part", title: "some part", path: "part", failure };
        const settings = view.plan.resources.flatMap(({ changes }) =>
          changes.map(({ path }) => ({ path, sensitive: false, outcome: "ignored" as const, live: held })),
        );
        const report: ApplyReport = {
          status: "failed-changed",
          steps: [{ ...part, status: "failed", settings, sideEffects: [held] }],
          rollback: [
            {
              ...part,
              status: "incomplete",
              remaining: [{ path: held, sensitive: false, before: held, live: message }],
            },
          ],
          failure,
        };
        const codes = checkComment(renderReportMarkdown({ ...view, report }), "apply");
        if (message.length < 500) expect(codes.join("\n")).toContain("[api.rejected]");
      }),
      { numRuns: 300 },
    );
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SpecError, UsageError } from "../../src/errors.ts";
import { escapeInvisible } from "../../src/invisible.ts";
import { renderFailureGithub, renderPlanGithub, renderValidGithub } from "../../src/render/plan-github.ts";
import { createPlan, plans, stateAll, texts, warnings } from "./hostile.ts";
import { parseWorkflowCommands } from "./workflow-commands.ts";

const server = { url: "https://chat.test", version: "0.12.4" };
const place = { file: "a,b:c%.yaml", line: 3, column: 5 };

describe("a plan as workflow commands", () => {
  it("has one at the line of each setting that differs, an error where it is dangerous and not allowed", () => {
    const change = { action: "update", sensitive: false, live: "50%", desired: "a\nb" } as const;
    const plan = createPlan(
      [
        { path: "part.DRIFTED", ...change },
        { path: "part.DANGEROUS", ...change, dangers: ["open-admin", "endless-session"] },
        { path: "part.ALLOWED", ...change, dangers: ["open-admin"], factory: true },
        { path: "part.SECRET", action: "update", sensitive: true, secretChange: "changed" },
        { path: "part.entry", action: "create", sensitive: false },
      ],
      server,
    );
    const view = { plan, allowed: ["open-admin"], warnings: [], stated: stateAll(plan, place) };
    const at = { file: "a,b:c%.yaml", line: "3", col: "5" };
    expect(parseWorkflowCommands(renderPlanGithub(view))).toEqual([
      {
        command: "warning",
        properties: { ...at, title: "drift: part.DRIFTED" },
        message: '"50%" → "a\\nb"',
      },
      {
        command: "error",
        properties: { ...at, title: "dangerous change: part.DANGEROUS" },
        message:
          '"50%" → "a\\nb"\nendless-session: it is dangerous; apply needs --allow endless-session\nopen-admin: it is dangerous; allowed',
      },
      {
        command: "warning",
        properties: { ...at, title: "dangerous change: part.ALLOWED" },
        message: '"50%" (factory value) → "a\\nb"\nopen-admin: it is dangerous; allowed',
      },
      {
        command: "warning",
        properties: { ...at, title: "drift: part.SECRET" },
        message: "(secret: changed)",
      },
      {
        command: "warning",
        properties: { ...at, title: "drift: part.entry" },
        message: "(absent) → (new entry)\nwith 1 setting",
      },
      {
        command: "notice",
        properties: { title: "owconf plan" },
        message:
          "https://chat.test (Open WebUI 0.12.4). Plan: 5 settings to change in 1 resource, 2 dangerous, 1 in sync, 0 unmanaged.",
      },
    ]);
  });

  it("lets nothing that a server or a spec says become a command, or a property", () => {
    fc.assert(
      fc.property(plans, (view) => {
        const commands = parseWorkflowCommands(renderPlanGithub(view));
        expect(commands).toHaveLength(view.plan.summary.change + view.warnings.length + 1);
        for (const { command, properties } of commands) {
          expect(["error", "warning", "notice"]).toContain(command);
          expect(Object.keys(properties).filter((name) => !/^(file|line|col|title)$/.test(name))).toEqual([]);
        }
        const shown = view.plan.resources
          .flatMap(({ changes }) => changes)
          .filter(({ within }) => within === undefined)
          .map(({ path }) => escapeInvisible(path))
          .filter((path) => path.length < 900);
        const titles = commands.map(({ properties }) =>
          properties.title?.replace(/^(drift|dangerous change): /, ""),
        );
        expect(titles).toEqual(expect.arrayContaining(shown));
      }),
      { numRuns: 400 },
    );
  });

  it("points into no file where the spec came from standard input", () => {
    const plan = createPlan([{ path: "part.A", action: "delete", sensitive: false }], server);
    const stated = stateAll(plan, { ...place, file: "(standard input)" });
    const [drift] = parseWorkflowCommands(renderPlanGithub({ plan, allowed: [], warnings: [], stated }));
    expect(drift?.properties).toEqual({ title: "drift: part.A" });
  });
});

describe("a failure as workflow commands", () => {
  it("has an error at the line of each problem, and one for the run", () => {
    const problem = {
      severity: "error" as const,
      code: "spec.type",
      message: "no",
      hint: "write yes",
      ...place,
    };
    const error = new SpecError([problem, { ...problem, line: 7 }]);
    const said = renderFailureGithub({ command: "plan", target: "", error, warnings: [] });
    expect(parseWorkflowCommands(said)).toMatchObject([
      { command: "error", properties: { file: place.file, line: "3", col: "5", title: "spec.type" } },
      { command: "error", properties: { line: "7" }, message: "no\nwrite yes" },
      {
        command: "error",
        properties: { title: "owconf plan failed" },
        message: "2 problems in the spec [spec.invalid]",
      },
    ]);
  });

  it("lets nothing that an error says become a command", () => {
    fc.assert(
      fc.property(texts, texts, fc.array(warnings, { maxLength: 3 }), (message, hint, found) => {
        const error = new UsageError(message, { hint });
        const failed = renderFailureGithub({ command: "plan", target: "", error, warnings: found });
        expect(parseWorkflowCommands(failed)).toHaveLength(found.length + 1);
        expect(parseWorkflowCommands(renderValidGithub(message, found))).toHaveLength(found.length + 1);
      }),
      { numRuns: 500 },
    );
  });
});

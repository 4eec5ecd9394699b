import { expect, it } from "vitest";
import type { Target } from "../contract/target.ts";
import { findXmlProblems, listTestCases } from "../render/junit-xml.ts";
import { checkComment } from "../render/markdown-document.ts";
import { parseWorkflowCommands } from "../render/workflow-commands.ts";
import { expectDone, runOn } from "./run-on.ts";

const held = "<img src=x> @octocat #12 [a](https://evil.test)\n```\n# out\n```\n::error::x\n]]> & --> | %0A";
const before = JSON.stringify({
  version: 1,
  adminConfig: { PENDING_USER_OVERLAY_CONTENT: held, SHOW_ADMIN_DETAILS: true, JWT_EXPIRES_IN: "4w" },
  banners: { "@octocat `x`": { type: "info", title: held, content: held, dismissible: true, timestamp: 1 } },
});
const after = `version: 1
adminConfig:
  PENDING_USER_OVERLAY_CONTENT: ${JSON.stringify(`${held}\nmore`)}
  SHOW_ADMIN_DETAILS: true
  JWT_EXPIRES_IN: "-1"
banners:
  "@octocat \`x\`": { content: changed }
`;

/** Describes a plan in every format, of values that try to be more than text. */
export function describeOutputs(getTarget: () => Target): void {
  const run = (spec: string, ...args: string[]) => runOn(getTarget(), spec, args);
  const plan = (...args: string[]) => run(after, "plan", ...args);

  it("says the same plan in every format, and what to run", async () => {
    expectDone(await run(before, "apply", "--auto-approve"));
    const text = await plan();
    expect(text.stdout).toContain("! endless-session: ");
    expect(text.stdout).toMatch(/^Plan: 3 settings to change in 2 resources, 1 dangerous, 1 in sync, /m);
    // Checked against the schema wherever a test runs owconf.
    const json = JSON.parse((await plan("--json")).stdout);
    expect(json.summary).toMatchObject({ change: 3, dangerous: 1, inSync: 1 });

    const codes = checkComment((await plan("--markdown")).stdout, "plan");
    expect(codes[0]).toBe(getTarget().url);
    for (const line of held.split("\n")) expect(codes.join("\n")).toContain(`\n- ${line}\n`);

    const commands = parseWorkflowCommands((await plan("--format", "github")).stdout);
    expect(commands.map(({ command, properties: { line } }) => [command, line])).toEqual([
      ["warning", "7"],
      ["warning", "3"],
      ["error", "5"],
      ["notice", undefined],
    ]);

    const junit = (await plan("--format", "junit")).stdout;
    expect(await findXmlProblems(junit)).toEqual([]);
    expect(listTestCases(junit).map(({ outcome }) => outcome)).toEqual([
      ...["passed", "failure"],
      ...["failure", "passed", "failure"],
    ]);

    const [, next = ""] = /^Run: owconf (.*)$/m.exec(text.stdout) ?? [];
    expect(next).toBe("apply --allow endless-session");
    const applied = await run(after, ...next.split(" "), "--auto-approve", "--markdown");
    expectDone({ ...applied, stderr: "" });
    expect(checkComment(applied.stdout, "apply").join("\n")).toContain(
      "Applied: 3 settings changed and read back.",
    );
    expect((await plan()).stdout).not.toContain("Run:");
    expect(
      listTestCases((await plan("--format", "junit")).stdout).every(({ outcome }) => outcome === "passed"),
    ).toBe(true);
  });

  it("says in every format that it failed", async () => {
    const refused = (...args: string[]) =>
      run("version: 1\nadminConfig: { ENABLE_NEWS: true }\n", "plan", ...args);
    expect(JSON.parse((await refused("--json")).stdout).error.code).toBe("spec.invalid");
    expect(checkComment((await refused("--markdown")).stdout, "plan").join("\n")).toContain("ENABLE_NEWS");
    const [first] = parseWorkflowCommands((await refused("--format", "github")).stdout);
    expect(first).toMatchObject({ command: "error", properties: { line: "2" } });
    const junit = (await refused("--format", "junit")).stdout;
    expect([await findXmlProblems(junit), listTestCases(junit)]).toMatchObject([[], [{ outcome: "error" }]]);
  });
}

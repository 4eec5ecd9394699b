import { readdirSync, readFileSync } from "node:fs";
import { type ValidationState, validateAction, validateWorkflow } from "@action-validator/core";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import packageFile from "../../package.json" with { type: "json" };

interface Step {
  uses?: string;
  with?: Record<string, string>;
  env?: Record<string, string>;
  run?: string;
}

const folder = "integrations/github/workflows";
const workflows = readdirSync(folder);
const read = (path: string) => readFileSync(path, "utf8");
const action = parse(read("action.yml")) as {
  inputs: Record<string, { required?: boolean; default?: string }>;
  outputs: Record<string, { value: string }>;
  runs: { steps: Step[] };
};
const problems = ({ errors }: ValidationState) => errors;

describe("action.yml", () => {
  it("holds against its schema", () => {
    expect(problems(validateAction(read("action.yml")))).toEqual([]);
    expect(problems(validateAction(read("action.yml").replaceAll("shell: bash", "")))).not.toEqual([]);
  });

  it("lets no input become a command", () => {
    const scripts = action.runs.steps.flatMap(({ run }) => (run === undefined ? [] : [run]));
    expect(scripts).toHaveLength(2);
    for (const script of scripts) expect(script).not.toContain("${{");
  });

  it("hands every input on, and its scripts read nothing else", () => {
    const given = action.runs.steps.flatMap(({ env = {} }) => Object.entries(env));
    const passed = given.flatMap(([, value]) => /^\$\{\{ inputs\.([a-z-]+) \}\}$/.exec(value)?.[1] ?? []);
    expect(passed.toSorted()).toEqual(Object.keys(action.inputs).toSorted());
    const scripts = readdirSync("integrations/github").filter((name) => name.endsWith(".sh"));
    const text = scripts.map((name) => read(`integrations/github/${name}`)).join("");
    const names = new Set(
      [...text.matchAll(/\$\{?(INPUT_\w+|PULL_REQUEST|DEFAULT_BRANCH)/g)].map(([, name]) => name),
    );
    expect(names.size).toBeGreaterThan(8);
    expect(given.map(([name]) => name)).toEqual(expect.arrayContaining([...names]));
    for (const { value } of Object.values(action.outputs)) {
      const name = /steps\.run\.outputs\.([a-z-]+)/.exec(value)?.[1];
      expect(text).toContain(`set_output ${name} `);
    }
  });
});

it("has a workflow for each mode", () => {
  expect(workflows).toEqual(["owconf-apply.yml", "owconf-drift.yml", "owconf-plan.yml"]);
});

describe.each(workflows)("%s", (name) => {
  const text = read(`${folder}/${name}`);
  const workflow = parse(text) as {
    permissions: Record<string, string>;
    concurrency: { group: string };
    jobs: Record<string, { steps: Step[]; "timeout-minutes": number; if?: string }>;
  };
  const [job] = Object.values(workflow.jobs);
  const step = job?.steps.find(({ uses }) => uses?.startsWith("owconf/owconf@"));

  it("holds against its schema", () => {
    expect(problems(validateWorkflow(text))).toEqual([]);
    expect(problems(validateWorkflow(text.replace("runs-on", "runs_on")))).not.toEqual([]);
  });

  it("uses this version of the action with inputs that it has", () => {
    expect(step?.uses).toBe(`owconf/owconf@v${packageFile.version}`);
    expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(step?.with ?? {})));
    const required = Object.entries(action.inputs).flatMap(([key, input]) => (input.required ? [key] : []));
    expect(required).toEqual(["mode", "url"]);
    expect(Object.keys(step?.with ?? {})).toEqual(expect.arrayContaining(required));
    expect(name).toBe(`owconf-${step?.with?.mode}.yml`);
  });

  it("gives secrets to its own step alone, as variables", () => {
    expect(Object.values(step?.env ?? {})).not.toEqual([]);
    for (const [key, value] of Object.entries(step?.env ?? {})) expect(value).toBe(`\${{ secrets.${key} }}`);
    const others = text.split("\n").filter((line) => line.includes("${{ secrets"));
    expect(others).toHaveLength(Object.keys(step?.env ?? {}).length);
  });

  it("asks for no more rights than it needs, and runs once at a time", () => {
    const needs: Record<string, object> = {
      plan: { contents: "read", "pull-requests": "write" },
      apply: { contents: "read", actions: "read", "pull-requests": "write" },
      drift: { contents: "read", actions: "read", issues: "write" },
    };
    expect(workflow.permissions).toEqual(needs[step?.with?.mode ?? "none"]);
    expect(workflow.concurrency.group).toContain("owconf");
    expect(job?.["timeout-minutes"]).toBeGreaterThan(0);
  });
});

it("plans no pull request of a fork, which has no secrets", () => {
  const { jobs } = parse(read(`${folder}/owconf-plan.yml`));
  expect(jobs.plan.if).toBe("github.event.pull_request.head.repo.full_name == github.repository");
});

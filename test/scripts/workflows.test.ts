import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

const folder = new URL("../../.github/workflows/", import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), "utf8");
const { engines, publishConfig, version, ...manifest } = JSON.parse(readFileSync("package.json", "utf8"));

interface Job {
  permissions?: Record<string, string>;
  strategy?: { matrix: { node: string[] } };
  steps: { uses?: string; run?: string }[];
}

describe("a workflow", () => {
  it.each(["ci.yml", "release.yml"])(
    "takes actions of GitHub's own, by major, and no more rights than it needs: %s",
    (name) => {
      const workflow = parse(read(name));
      expect(workflow.permissions).toEqual({ contents: "read" });
      const jobs: Job[] = Object.values(workflow.jobs);
      const steps = jobs.flatMap((job) => job.steps);
      const used = steps.flatMap(({ uses }) => uses ?? []);
      expect(used.length).toBeGreaterThan(1);
      for (const action of used) expect(action).toMatch(/^actions\/[a-z-]+@v\d+$/);
      expect(steps.some(({ run }) => run === ".ci/run")).toBe(true);
      // What others write, such as the name of a branch, is no part of a script.
      for (const { run = "" } of steps) expect(run).not.toContain("${{");
    },
  );

  it("checks on the oldest Node that owconf runs on, and on newer ones", () => {
    const { node } = parse(read("ci.yml")).jobs.check.strategy.matrix;
    expect(engines.node).toBe(`>=${node[0]}.19`);
    expect(node).toEqual(["20", "22", "24"]);
  });

  it("publishes what a tag names, with provenance and without a token", () => {
    const text = read("release.yml");
    const workflow = parse(text);
    expect(workflow.on).toEqual({ push: { tags: ["v*"] } });
    const { permissions, steps }: Job = workflow.jobs.publish;
    expect(permissions).toEqual({ contents: "read", "id-token": "write" });
    const commands = steps.flatMap(({ run }) => run ?? []);
    expect(commands.at(-1)).toBe("npm publish --provenance");
    expect(commands.indexOf(".ci/run")).toBe(commands.length - 2);
    expect(text).not.toMatch(/secrets\.|TOKEN/);
    expect(publishConfig).toEqual({ access: "public", provenance: true });
    // npm refuses a package that names another repository than the one it was built from.
    expect(manifest.repository.url).toBe("git+https://github.com/owconf/owconf.git");
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

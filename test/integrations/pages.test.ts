import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { runOwconf } from "../commands/run-owconf.ts";

const pages = ["docs/integrations.md", "docs/secrets.md"];
const read = (path: string) => readFileSync(path, "utf8");

describe.each(pages)("%s", (page) => {
  it("links to what there is", () => {
    const links = [...read(page).matchAll(/\]\(([^)#]+)(#[^)]*)?\)/g)].map(([, path]) => path ?? "");
    expect(links.length).toBeGreaterThan(1);
    expect(links.filter((path) => !existsSync(join(dirname(page), path)))).toEqual([]);
  });

  it("shows YAML that can be read", () => {
    const blocks = [...read(page).matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => text ?? "");
    expect(blocks.length).toBeGreaterThan(1);
    for (const block of blocks) expect(parse(block)).toBeTypeOf("object");
  });
});

it("shows specs that are valid, a reference in each section about a place for secrets", async () => {
  const sections = read("docs/secrets.md").split("\n## ").slice(1);
  expect(sections).toHaveLength(5);
  for (const section of sections) {
    const specs = [...section.matchAll(/```yaml\n(version: 1\n.*?)```/gs)].map(([, text]) => text ?? "");
    expect(specs, section).toHaveLength(1);
    expect(specs[0]).toMatch(/\{ (env|file): /);
    const files = { "owconf.yaml": specs[0] ?? "" };
    expect(await runOwconf(["validate"], { files })).toMatchObject({ exitCode: 0, stderr: "" });
  }
});

it("shows the action as the workflow to copy has it", () => {
  const [, step = "none"] = /```yaml\n(- uses.*?)```/s.exec(read("docs/integrations.md")) ?? [];
  const { jobs } = parse(read("integrations/github/workflows/owconf-plan.yml"));
  expect(parse(step)[0]).toEqual(jobs.plan.steps[1]);
});

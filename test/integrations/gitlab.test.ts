import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import packageFile from "../../package.json" with { type: "json" };
import { environmentFor, onStage } from "../commands/journey.ts";
import { inWorkplace, type Workplace } from "./run-shell.ts";

interface GitLabJob {
  script: string[];
  needs?: string[];
  artifacts?: { paths?: string[]; reports?: { junit: string } };
  allow_failure?: { exit_codes: number[] };
}

const template = parse(readFileSync("integrations/gitlab/owconf.gitlab-ci.yml", "utf8"));
const jobs = Object.entries(template).filter(([name]) => name.startsWith("owconf:")) as [string, GitLabJob][];
const job = (name: string) => template[name] as GitLabJob;
const spec = "version: 1\nadminConfig: { SHOW_ADMIN_DETAILS: false }\n";

/** Runs a job's script as a runner does: line by line, until one fails. */
function runJob({ run }: Workplace, name: string, url: string) {
  const variables = { ...template.variables, ...environmentFor(url), CI: "true" };
  return run(["-e", "-c", job(name).script.join("\n")], variables);
}

describe("the GitLab template", () => {
  it("has its jobs, each with rules and an image", () => {
    expect(jobs.map(([name]) => name)).toEqual([
      "owconf:validate",
      "owconf:plan",
      "owconf:apply",
      "owconf:drift",
    ]);
    for (const [, one] of jobs) expect(one).toMatchObject({ extends: ".owconf", rules: expect.any(Array) });
    expect(template[".owconf"].image).toBe("node:22-slim");
    expect(template.variables.OWCONF_VERSION).toBe(packageFile.version);
  });

  it("validates, plans and applies just that plan", () =>
    onStage({}, ({ server }) =>
      inWorkplace(async (place) => {
        place.write("owconf.yaml", spec);
        for (const name of ["owconf:validate", "owconf:plan"]) {
          expect(await runJob(place, name, server.url)).toMatchObject({ exitCode: 0 });
        }
        const kept = job("owconf:plan").artifacts;
        expect(kept?.paths).toEqual(["plan.json"]);
        const report = readFileSync(join(place.folder, kept?.reports?.junit ?? "none"), "utf8");
        expect(report).toContain('failures="1"');
        expect(job("owconf:apply").needs).toEqual(["owconf:plan"]);
        expect(await runJob(place, "owconf:apply", server.url)).toMatchObject({ exitCode: 0 });
        expect(server.state.adminConfig.SHOW_ADMIN_DETAILS).toBe(false);
        for (const path of job("owconf:apply").artifacts?.paths ?? ["none"]) {
          expect(readFileSync(join(place.folder, path), "utf8")).toContain("formatVersion");
        }
      }),
    ));

  it("warns of drift, and fails when it could not look", () =>
    onStage({}, ({ server }) =>
      inWorkplace(async (place) => {
        place.write("owconf.yaml", spec);
        const { exitCode } = await runJob(place, "owconf:drift", server.url);
        expect(job("owconf:drift").allow_failure?.exit_codes).toEqual([exitCode]);
        place.write("owconf.yaml", "version: 1\nadminConfig: { SHOW_ADMIN_DETAILS: maybe }\n");
        expect((await runJob(place, "owconf:drift", server.url)).exitCode).toBe(3);
      }),
    ));
});

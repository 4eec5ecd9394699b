import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { admin, bindPassword, environmentFor, onStage } from "../commands/journey.ts";
import type { EmulatedServer } from "../server/index.ts";
import { inWorkplace, type ShellRun } from "./run-shell.ts";

/** What GitHub holds; the stub of its command line reads and writes it. */
export interface GitHub {
  comments: { id: number; user: { login: string }; body: string }[];
  issues: { number: number; user: { login: string }; state: string; title?: string; body: string }[];
  pulls: object[];
  artifacts: object[];
  calls: string[];
  refusesWrites?: boolean;
}

export interface ActionRun extends ShellRun {
  summary: string;
  outputs: Record<string, string>;
}

/** A repository with the action. */
export interface Repository {
  /** Returns what GitHub holds now, after `change` has changed it. */
  github(change?: Partial<GitHub>): GitHub;
  write(path: string, text: string): void;
  /** Runs the action as a step would. */
  act(mode: string, env?: Record<string, string>): Promise<ActionRun>;
}

/** The same, and a server that it configures. */
export interface ActionStage extends Repository {
  server: EmulatedServer;
}

export const secrets = [admin.password, bindPassword];

/** What a step of the action gets where the workflow says nothing. */
const inputs = {
  INPUT_SPEC: "owconf.yaml",
  INPUT_ONLY: "",
  INPUT_ALLOW: "",
  INPUT_WAIT: "1s",
  INPUT_ARTIFACT: "owconf",
  INPUT_SAVED_PLAN: "",
  INPUT_ISSUE_TITLE: "The Open WebUI differs from its spec",
  INPUT_AUTHOR: "github-actions[bot]",
  GITHUB_REPOSITORY: "owconf/chat",
  GITHUB_SHA: "abc123",
  DEFAULT_BRANCH: "main",
  GH_TOKEN: "not a token",
};

/** Sets the stage for `use`, and clears it away. */
export async function onActionStage(use: (stage: ActionStage) => Promise<void>): Promise<void> {
  await onStage({}, ({ server }) =>
    inRepository(environmentFor(server.url), (repository) => use({ server, ...repository })),
  );
}

/** Gives `use` a repository whose steps have this environment, and clears it away. */
export async function inRepository(
  environment: Record<string, string>,
  use: (repository: Repository) => Promise<void>,
): Promise<void> {
  await inWorkplace(async (place) => {
    const path = (name: string) => join(place.folder, name);
    const nothing: GitHub = { comments: [], issues: [], pulls: [], artifacts: [], calls: [] };
    place.addCommand("gh", resolve("test/integrations/fake-gh.mjs"));
    place.write("github.json", JSON.stringify(nothing));
    const github = (change: Partial<GitHub> = {}): GitHub => {
      const now = { ...JSON.parse(readFileSync(path("github.json"), "utf8")), ...change };
      place.write("github.json", JSON.stringify(now));
      return now;
    };
    const act: Repository["act"] = async (mode, env = {}) => {
      for (const name of ["summary", "output"]) writeFileSync(path(name), "");
      const run = await place.run([resolve("integrations/github/run.sh")], {
        ...inputs,
        ...environment,
        INPUT_MODE: mode,
        FAKE_GITHUB: path("github.json"),
        RUNNER_TEMP: place.folder,
        GITHUB_STEP_SUMMARY: path("summary"),
        GITHUB_OUTPUT: path("output"),
        ...env,
      });
      const lines = readFileSync(path("output"), "utf8").split("\n").filter(Boolean);
      return {
        ...run,
        summary: readFileSync(path("summary"), "utf8"),
        outputs: Object.fromEntries(lines.map((line) => line.split("=", 2))),
      };
    };
    await use({ github, write: place.write, act });
  });
}

/** What a step gets for the pull request that `planAndMerge` merges. */
export const pullRequest = { PULL_REQUEST: "7" };

/** Plans on the pull request, lets GitHub keep the plan as upload-artifact does, and merges. Returns the plan. */
export async function planAndMerge({ act, github }: Repository, headRepository = 1): Promise<string> {
  const { outputs } = await act("plan", pullRequest);
  const text = readFileSync(outputs["saved-plan"] ?? "none", "utf8");
  const run = { id: 5, head_sha: "head", head_repository_id: headRepository, repository_id: 1 };
  keepArtifact(github, { name: "owconf-plan", workflow_run: run, files: { "plan.json": text } });
  github({
    pulls: [{ number: 7, merged_at: "2026-03-01", merge_commit_sha: "abc123", head: { sha: "head" } }],
  });
  return text;
}

/** Lets GitHub keep the receipt of an apply, as upload-artifact does. */
export function keepReceipt({ github }: Repository, { outputs }: ActionRun): void {
  const text = readFileSync(outputs.receipt ?? "none", "utf8");
  const run = { id: 6, head_branch: "main", head_repository_id: 1, repository_id: 1 };
  keepArtifact(github, { name: "owconf-receipt", workflow_run: run, files: { "receipt.json": text } });
}

function keepArtifact(github: Repository["github"], artifact: object): void {
  const { artifacts } = github();
  const created_at = `2026-03-01T12:00:${10 + artifacts.length}Z`;
  github({ artifacts: [{ expired: false, created_at, ...artifact }, ...artifacts] });
}

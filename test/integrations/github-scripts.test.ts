import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ldapSpec } from "../commands/journey.ts";
import { keepReceipt, onActionStage, planAndMerge, pullRequest, secrets } from "./action-stage.ts";

// GitHub's runners have it, and not every machine.
const hasJq = spawnSync("jq", ["--version"]).status === 0;
if (!hasJq) process.stderr.write("the scripts of the GitHub Action were not run: there is no jq here\n");
const describeScripts = describe.runIf(hasJq);

const spec = `${ldapSpec}adminConfig:
  SHOW_ADMIN_DETAILS: false
`;
describeScripts("plan of the GitHub Action", () => {
  it("comments once, and updates its comment", () =>
    onActionStage(async ({ act, github, write }) => {
      write("owconf.yaml", spec);
      const stranger = { id: 1, user: { login: "mallory" }, body: "" };
      const first = await act("plan", pullRequest);
      expect([first.exitCode, first.outputs["exit-code"], first.outputs.changes]).toEqual([0, "2", "true"]);
      const [made] = github().comments;
      expect(made?.body).toMatch(/^<!-- owconf plan: http.* -->\n/);
      expect(made?.body).toContain("SHOW_ADMIN_DETAILS");
      expect(first.summary).toBe(made?.body);
      expect(first.log).toMatch(/^::warning file=owconf.yaml,line=\d+.*SHOW_ADMIN_DETAILS/m);

      // Who copies the marker into a comment of their own does not get it updated.
      github({ comments: [{ ...stranger, body: made?.body ?? "" }, ...github().comments] });
      write(
        "owconf.yaml",
        spec.replace("  SHOW_ADMIN_DETAILS: false", "  WEBUI_URL: https://new.example.com"),
      );
      expect((await act("plan", pullRequest)).exitCode).toBe(0);
      const { comments } = github();
      expect(comments).toHaveLength(2);
      expect(comments[0]?.body).toBe(made?.body);
      expect(comments[1]?.body).toContain("https://new.example.com");
      expect(comments[1]?.body).not.toContain("SHOW_ADMIN_DETAILS");
    }));

  it("shows a plan that fails in the same comment, annotates it, and saves nothing", () =>
    onActionStage(async ({ act, github, write }) => {
      write("owconf.yaml", spec);
      await act("plan", pullRequest);
      write("owconf.yaml", `${spec}  SHOW_ADMIN_DETIALS: false\n`);
      const { exitCode, log, outputs, summary } = await act("plan", pullRequest);
      expect([exitCode, outputs["exit-code"], outputs["saved-plan"]]).toEqual([3, "3", undefined]);
      expect(log).toMatch(/^::error file=owconf.yaml,line=\d+.*SHOW_ADMIN_DETIALS/m);
      expect(github().comments.map(({ body }) => body)).toEqual([summary]);
      expect(summary).toContain("owconf plan failed");
    }));

  it("passes the inputs on, and takes none for a command", () =>
    onActionStage(async ({ act, github, write }) => {
      write("-$(touch pwned).yaml", `${spec}  JWT_EXPIRES_IN: "-1"\n`);
      const { exitCode, summary } = await act("plan", {
        ...pullRequest,
        INPUT_SPEC: "-$(touch pwned).yaml",
        INPUT_ONLY: "adminConfig",
        INPUT_ALLOW: "endless-session, short-session",
      });
      expect(exitCode).toBe(0);
      expect(summary).toContain("endless-session");
      expect(summary).not.toContain("ldap.server");
      expect(github().calls.join("\n")).not.toContain("pwned");
      for (const env of [{ INPUT_ARTIFACT: "a&name=b" }, { INPUT_MODE: "../x" }]) {
        expect((await act("plan", env)).exitCode).toBe(3);
      }
    }));

  it("says which permission it lacks", () =>
    onActionStage(async ({ act, github, write }) => {
      write("owconf.yaml", spec);
      github({ refusesWrites: true });
      const { exitCode, log, summary } = await act("plan", pullRequest);
      expect(exitCode).toBe(1);
      expect(log).toContain("pull-requests: write");
      expect(summary).toContain("SHOW_ADMIN_DETAILS");
    }));

  it("updates no comment at random when owconf prints nothing", () =>
    onActionStage(async ({ act, github, write }) => {
      write("owconf.yaml", spec);
      const comments = [{ id: 1, user: { login: "github-actions[bot]" }, body: "other" }];
      github({ comments });
      write("no-owconf.sh", "owconf() { return 127; }\n");
      expect((await act("plan", { ...pullRequest, BASH_ENV: "no-owconf.sh" })).exitCode).not.toBe(0);
      expect(github().comments).toEqual(comments);
    }));
});

describeScripts("apply of the GitHub Action", () => {
  const merged = { number: 7, merged_at: "2026-03-01", merge_commit_sha: "abc123", head: { sha: "head" } };

  it("applies the plan of the pull request that was merged, and tells it", () =>
    onActionStage(async (stage) => {
      const { act, github, write, server } = stage;
      write("owconf.yaml", spec.replace("enabled: true", "enabled: false"));
      await planAndMerge(stage);
      const { exitCode, outputs, summary } = await act("apply");
      expect([exitCode, outputs["exit-code"]]).toEqual([0, "0"]);
      expect(server.state.adminConfig.SHOW_ADMIN_DETAILS).toBe(false);
      expect(JSON.parse(readFileSync(outputs.receipt ?? "none", "utf8"))).toHaveProperty("formatVersion");
      const { comments } = github();
      expect(comments).toHaveLength(2);
      expect(comments[1]?.body).toBe(summary);
      expect(summary).toMatch(/^<!-- owconf apply: /);
    }));

  it("writes nothing when the server was edited since", () =>
    onActionStage(async (stage) => {
      const { act, write, server } = stage;
      write("owconf.yaml", spec);
      await planAndMerge(stage);
      server.state.adminConfig.SHOW_ADMIN_DETAILS = false;
      const { exitCode, summary } = await act("apply");
      expect(exitCode).toBe(5);
      expect(summary).toContain("saved-plan.stale");
      expect(server.state.ldapEnabled).toBe(false);
    }));

  it.each([
    ["there is no pull request", { pulls: [] }],
    ["the pull request is not merged", { pulls: [{ ...merged, merged_at: null }] }],
    ["the pull request was merged by another commit", { pulls: [{ ...merged, merge_commit_sha: "fed987" }] }],
    ["there is no plan", { artifacts: [] }],
  ])("writes nothing when %s", (_, change) =>
    onActionStage(async (stage) => {
      stage.write("owconf.yaml", spec);
      await planAndMerge(stage);
      stage.github(change);
      stage.server.requests.length = 0;
      expect((await stage.act("apply")).exitCode).toBe(5);
      expect(stage.server.requests).toEqual([]);
    }),
  );

  it("takes no plan that a fork made", () =>
    onActionStage(async (stage) => {
      stage.write("owconf.yaml", spec);
      await planAndMerge(stage, 2);
      expect((await stage.act("apply")).exitCode).toBe(5);
    }));
});

describeScripts("drift of the GitHub Action", () => {
  it("opens one issue, updates it, and closes it when the server is as it should be", () =>
    onActionStage(async ({ act, github, write, server }) => {
      write("owconf.yaml", "version: 1\nadminConfig: { SHOW_ADMIN_DETAILS: true, ENABLE_SIGNUP: false }\n");
      server.state.adminConfig.ENABLE_SIGNUP = false;
      expect((await act("drift")).outputs.changes).toBe("false");
      expect(github().issues).toEqual([]);

      server.state.adminConfig.SHOW_ADMIN_DETAILS = false;
      const first = await act("drift");
      expect([first.exitCode, first.outputs.changes]).toEqual([0, "true"]);
      expect(github().issues).toMatchObject([
        { state: "open", title: "The Open WebUI differs from its spec" },
      ]);
      expect(github().issues[0]?.body).toBe(first.summary);

      server.state.adminConfig.ENABLE_SIGNUP = true;
      expect((await act("drift")).exitCode).toBe(0);
      expect(github().issues).toHaveLength(1);
      expect(github().issues[0]?.body).toContain("ENABLE_SIGNUP");

      Object.assign(server.state.adminConfig, { SHOW_ADMIN_DETAILS: true, ENABLE_SIGNUP: false });
      expect((await act("drift")).outputs.changes).toBe("false");
      expect(github().issues).toMatchObject([{ state: "closed" }]);
      server.state.adminConfig.ENABLE_SIGNUP = true;
      await act("drift");
      expect(github().issues.map(({ state }) => state)).toEqual(["open", "closed"]);
    }));

  it("tells a check that failed from drift, and leaves the issue alone", () =>
    onActionStage(async ({ act, github, write, server }) => {
      write("owconf.yaml", "version: 1\nadminConfig: { SHOW_ADMIN_DETAILS: false }\n");
      await act("drift");
      const before = github().issues;
      expect(before).toHaveLength(1);
      await server.close();
      const { exitCode, outputs, log } = await act("drift");
      expect([exitCode, outputs["exit-code"], outputs.changes]).toEqual([4, "4", undefined]);
      expect(log).toContain("says nothing about drift");
      expect(github().issues).toEqual(before);
    }));

  it("says since which apply the server differs", () =>
    onActionStage(async (stage) => {
      const { act, github, write, server } = stage;
      write("owconf.yaml", "version: 1\nadminConfig: { SHOW_ADMIN_DETAILS: false }\n");
      await planAndMerge(stage);
      keepReceipt(stage, await act("apply"));
      server.state.adminConfig.SHOW_ADMIN_DETAILS = true;
      await act("drift");
      expect(github().issues[0]?.body).toContain("the server was edited since");

      // A receipt that is of no use any more, as after a change of the key, keeps nobody from looking.
      const { exitCode, log } = await act("drift", { OWCONF_PLAN_KEY: "k".repeat(40) });
      expect(exitCode).toBe(0);
      expect(log).toContain("the receipt of the last apply was refused");
      expect(github().issues[0]?.body).toContain("SHOW_ADMIN_DETAILS");
      expect(github().issues[0]?.body).not.toContain("edited since");
    }));
});

it.runIf(hasJq)("posts, prints and calls nothing with a secret", () =>
  onActionStage(async (stage) => {
    const { act, github, write } = stage;
    write("owconf.yaml", spec);
    const saved = await planAndMerge(stage);
    const runs = [await act("plan", pullRequest), await act("drift"), await act("apply"), await act("drift")];
    const said = JSON.stringify([runs, saved, github()]);
    expect(said).toContain("(secret: set)");
    expect(secrets.length).toBeGreaterThan(1);
    for (const secret of secrets) expect(said).not.toContain(secret);
  }),
);

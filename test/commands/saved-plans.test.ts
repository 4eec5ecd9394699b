import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import type { SavedPlan } from "../../src/saved/formats.ts";
import { admin, bindPassword, onStage } from "./journey.ts";
import { applyPlan, env, expectRefused, onPlanned, reseal, spec } from "./saved-plan-stage.ts";

describe("a saved plan", () => {
  it("has the changes as plan --json has them, and where it came from", () =>
    onPlanned(async ({ run, server }, text) => {
      const saved = JSON.parse(text) as SavedPlan;
      const shown = JSON.parse((await run(spec, ["plan", "--json"], { env })).stdout);
      const { resources, dangers, summary } = shown;
      expect(saved.plan).toEqual({ resources, dangers, summary });
      expect(summary.change).toBeGreaterThan(5);
      expect(saved).toMatchObject({
        ...{ format: "owconf-plan", formatVersion: 1, created: "2026-03-01T12:00:00.000Z" },
        ...{ server: { url: server.url, version: "0.12.4" }, account: "password", only: [] },
        allow: ["open-admin"],
        spec: { path: "owconf.yaml", digest: expect.stringMatching(/^sha256:/) },
        seal: expect.stringMatching(/^sha256:/),
      });
      expect(saved.fingerprints["ldap.server.app_dn_password"]).toEqual({ live: "empty", desired: "hidden" });
      expect(saved.fingerprints["adminConfig.ENABLE_SIGNUP"]?.live).toMatch(/^[0-9a-f]{32}$/);
      expect(saved.fingerprints['openai.connections["https://llm.example.com/v1"]']?.live).toBe("absent");
    }));

  it("is valid by its published schema", () =>
    onPlanned(async (_stage, plan) => {
      const schema = JSON.parse(readFileSync("schemas/plan.schema.json", "utf8"));
      const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
      expect(validate(JSON.parse(plan)), JSON.stringify(validate.errors)).toBe(true);
      expect(validate({ ...JSON.parse(plan), more: 1 })).toBe(false);
    }));

  it.each(["plan", "diff", "validate", "check-ldap"])(
    "is told to be none of the specs that %s takes",
    (command) =>
      onPlanned(async ({ run, server }, plan) => {
        const before = server.requests.length;
        for (const text of [plan, plan.slice(0, 300)]) {
          const { exitCode, stderr } = await run(spec, [command, "plan.json"], {
            files: { "plan.json": text },
          });
          expect(stderr).toContain("error: plan.json is a saved plan, not a spec");
          expect(stderr).toContain("hint: to apply it: owconf apply plan.json");
          expect(exitCode).toBe(3);
        }
        expect(server.requests.length).toBe(before);
      }),
  );

  it("is applied without a question, and is in sync then", () =>
    onPlanned(async (stage, plan) => {
      const applied = await applyPlan(stage, plan);
      expect([applied.exitCode, applied.stderr]).toEqual([0, expect.not.stringContaining("error:")]);
      expect(applied.stdout).toContain("Applied: ");
      expect(stage.server.state.adminConfig.SHOW_ADMIN_DETAILS).toBe(false);
      const again = await stage.run(spec, ["plan", "--detailed-exitcode"], { env });
      expect(again.exitCode).toBe(0);
    }));

  it("is applied with the same as JSON", () =>
    onPlanned(async (stage, plan) => {
      const { stdout, exitCode } = await applyPlan(stage, plan, ["--json"]);
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ status: "applied" });
    }));

  it("that has nothing to change is saved, applied, and says so", () =>
    onStage({}, async (stage) => {
      const inSync = "version: 1\nadminConfig: { ENABLE_SIGNUP: false }\n";
      const args = ["plan", "--out", "plan.json", "--detailed-exitcode"];
      const { written, exitCode } = await stage.run(inSync, args);
      expect(exitCode).toBe(0);
      const applied = await applyPlan(stage, written["plan.json"] ?? "", [], { spec: inSync });
      expect(applied).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("In sync:") });
    }));

  it("says what to run next, and goes with --detailed-exitcode and --json", () =>
    onStage({}, async ({ run }) => {
      const text = await run(spec, ["plan", "--out", "plan.json", "--detailed-exitcode"], { env });
      expect(text.exitCode).toBe(2);
      expect(text.stdout).toMatch(/owconf apply plan\.json\n$/);
      const json = await run(spec, ["plan", "--out", "plan.json", "--json"], { env });
      expect(JSON.parse(json.stdout).summary.change).toBeGreaterThan(0);
      expect(json.stderr).toContain("owconf apply plan.json");
    }));

  it("holds --allow and --only, which apply does not take", () =>
    onStage({}, async (stage) => {
      const open = `version: 1\nadminConfig: { ENABLE_SIGNUP: true, DEFAULT_USER_ROLE: admin }\n${spec.slice(spec.indexOf("openai:"))}`;
      const args = ["plan", "--out", "plan.json", "--only", "adminConfig"];
      const without = await stage.run(open, args, { env });
      expect(without.stdout).toMatch(
        /which apply will refuse: plan again with --allow open-admin to allow it\.\n$/,
      );
      const danger = await applyPlan(stage, without.written["plan.json"] ?? "", [], { spec: open });
      expectRefused(stage, danger, "apply.danger", "plan again with --allow open-admin --out FILE");

      const { written } = await stage.run(open, [...args, "--allow", "open-admin"], { env });
      const plan = written["plan.json"] ?? "";
      for (const more of [
        ["--allow", "open-admin"],
        ["--only", "adminConfig"],
      ]) {
        const refused = await applyPlan(stage, plan, more, { spec: open });
        expect([refused.exitCode, refused.stderr]).toEqual([3, expect.stringContaining("[usage.invalid]")]);
      }
      const applied = await applyPlan(stage, plan, [], { spec: open });
      expect(applied.exitCode).toBe(0);
      expect(stage.server.state.adminConfig.DEFAULT_USER_ROLE).toBe("admin");
      expect(applied.stdout).not.toContain("openai");
    }));

  it("is known by its content, also with its keys in another order", () =>
    onPlanned(async (stage, plan) => {
      const sorted = JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(plan)).toSorted()));
      const applied = await stage.run(spec, ["apply", "x.yaml"], { env, files: { "x.yaml": sorted } });
      expect(applied.exitCode).toBe(0);
    }));

  it("comes from standard input, which is read once", () =>
    onPlanned(async ({ run }, plan) => {
      const applied = await run(spec, ["apply", "-"], { env, files: { "-": plan } });
      expect([applied.exitCode, applied.stderr]).toEqual([0, expect.not.stringContaining("error:")]);
    }));

  it("leaves a spec that is JSON a spec", () =>
    onStage({}, async ({ run }) => {
      const json = '{ "version": 1, "adminConfig": { "RESPONSE_WATERMARK": "\\"owconf-plan\\"" } }';
      const applied = await run(json, ["apply", "--auto-approve"]);
      expect(applied.exitCode).toBe(0);
    }));
});

describe("the spec of a saved plan", () => {
  it("may have moved, and secrets are resolved from there", () =>
    onPlanned(async (stage, plan) => {
      const args = ["apply", "plan.json", "--spec", "deploy/owconf.yaml"];
      const files = { "plan.json": plan, "deploy/owconf.yaml": spec };
      expect((await stage.run("version: 2", args, { env, files })).exitCode).toBe(0);
    }));

  it("is asked for where it is not", () =>
    onPlanned(async (stage, plan) => {
      const moved = plan.replace('"owconf.yaml"', '"gone/owconf.yaml"');
      const refused = await applyPlan(stage, reseal(JSON.parse(moved)));
      expect([refused.exitCode, refused.stderr]).toEqual([3, expect.stringContaining("--spec FILE")]);
      expect(refused.stderr).toContain("there is no spec gone/owconf.yaml, which plan.json was planned from");
    }));

  it("from standard input is given again", () =>
    onStage({}, async ({ run }) => {
      const files = { "-": spec };
      const { written } = await run("", ["plan", "-", "--out", "plan.json"], { env, files });
      const plan = { "plan.json": written["plan.json"] ?? "" };
      const refused = await run("", ["apply", "plan.json"], { env, files: plan });
      expect([refused.exitCode, refused.stderr]).toEqual([3, expect.stringContaining("--spec -")]);
      const both = await run("", ["apply", "-", "--spec", "-"], { env, files: { "-": plan["plan.json"] } });
      expect(both.exitCode).toBe(3);
      const args = ["apply", "plan.json", "--spec", "-"];
      expect((await run("", args, { env, files: { ...files, ...plan } })).exitCode).toBe(0);
    }));

  it("is not given for what is no saved plan", () =>
    onStage({}, async ({ run }) => {
      const { exitCode, stderr } = await run(spec, ["apply", "owconf.yaml", "--spec", "a.yaml"], { env });
      expect([exitCode, stderr]).toEqual([3, expect.stringContaining("--spec goes with a saved plan")]);
    }));
});

describe("the place for a saved plan", () => {
  it.each([
    ["no saved plan", "version: 1\n"],
    ["no saved plan but a receipt", '{ "format": "owconf-receipt" }'],
  ])("is not one that holds %s", (_what, present) =>
    onStage({}, async ({ server, run }) => {
      const files = { "plan.json": present };
      const refused = await run(spec, ["plan", "--out", "plan.json"], { env, files });
      expect([refused.exitCode, refused.written]).toEqual([3, {}]);
      expect(refused.stderr).toContain("plan.json already exists and is no saved plan");
      expect(server.requests).toEqual([]);
    }),
  );

  it.each(["", "-"])("is a file, not %j", (place) =>
    onStage({}, async ({ server, run }) => {
      for (const args of [
        ["plan", "--out", place],
        ["apply", "--auto-approve", "--receipt", place],
      ]) {
        const { exitCode, stderr } = await run(spec, args, { env });
        expect([exitCode, stderr]).toEqual([3, expect.stringContaining("not to standard output")]);
      }
      expect(server.requests).toEqual([]);
    }),
  );

  it("may hold an earlier one", () =>
    onPlanned(async ({ run }, plan) => {
      const again = await run(spec, ["plan", "--out", "plan.json"], { env, files: { "plan.json": plan } });
      expect(again.exitCode).toBe(0);
      expect(again.written["plan.json"]).not.toBe(plan);
    }));

  it.each(["--out", "--receipt"])("is not given with --offline: %s", (option) =>
    onStage({}, async ({ run }) => {
      const refused = await run(spec, ["plan", option, "plan.json", "--offline", "0.12.4"], { env });
      expect([refused.exitCode, refused.stderr]).toEqual([
        3,
        expect.stringContaining(`${option} cannot be given`),
      ]);
    }),
  );
});

it("holds neither passwords nor what a literal secret could be guessed from", () =>
  onStage({}, async ({ run }) => {
    const literal = (password: string) => spec.replace("{ env: LDAP_BIND_PASSWORD }", password);
    const digests = new Set<string>();
    for (const password of ["first-canary", "second-canary"]) {
      const { written } = await run(literal(password), ["plan", "--out", "plan.json"], { env });
      const text = written["plan.json"] ?? "";
      digests.add(JSON.parse(text).spec.digest);
      for (const secret of [password, bindPassword, admin.password, env.LLM_API_KEY])
        expect(text).not.toContain(secret);
    }
    expect(digests.size).toBe(1);
  }));

import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/model/json.ts";
import type { SavedPlan } from "../../src/saved/formats.ts";
import { admin, onStage, type Stage } from "./journey.ts";
import { applyPlan, env, expectRefused, onPlanned, reseal, spec, writes } from "./saved-plan-stage.ts";

const other = (text: string) => text.replace("SHOW_ADMIN_DETAILS: false", "SHOW_ADMIN_DETAILS: true");

describe("a saved plan is refused, and nothing written,", () => {
  const edits: [string, (stage: Stage) => void, RegExp[]][] = [
    [
      "when a setting that it changes was edited",
      ({ server }) => Object.assign(server.state.ldapServer, { host: "edited.example.com" }),
      [
        /ldap\.server\.host\n {4}planned: "localhost" \(factory value\) → /,
        /now: {5}"edited\.example\.com" → /,
      ],
    ],
    [
      "when a setting that was in sync was edited",
      ({ server }) => Object.assign(server.state.ldapServer, { port: 1389 }),
      [/ldap\.server\.port\n {4}planned: nothing to do\n {4}now: {5}1389 → 389/],
    ],
    [
      "when a change was made by somebody else",
      ({ server }) => Object.assign(server.state.adminConfig, { SHOW_ADMIN_DETAILS: false }),
      [/SHOW_ADMIN_DETAILS\n {4}planned: true \(factory value\) → false\n {4}now: {5}nothing to do/],
    ],
    [
      "when a text was rewritten",
      ({ server }) => Object.assign(server.state.adminConfig, { RESPONSE_WATERMARK: "one\ntwo" }),
      [/RESPONSE_WATERMARK\n {4}planned: nothing to do\n {4}now:\n {8}- one\n {8}- two\n/],
    ],
    [
      "when a secret was set meanwhile",
      ({ server }) => Object.assign(server.state.ldapServer, { app_dn_password: "somebody's-canary" }),
      [/app_dn_password\n {4}planned: \(secret: set\)\n {4}now: {5}\(secret: changed\)/],
    ],
  ];
  it.each(edits)("%s", (_name, edit, shown) => {
    const withPort = spec
      .replace("    host:", "    port: 389\n    host:")
      .replace("adminConfig:", 'adminConfig:\n  RESPONSE_WATERMARK: ""');
    return onStage({}, async (stage) => {
      const { written } = await stage.run(withPort, ["plan", "--out", "plan.json"], { env });
      const plan = written["plan.json"] ?? "";
      edit(stage);
      const refused = await applyPlan(stage, plan, [], { spec: withPort });
      expectRefused(stage, refused, "saved-plan.stale");
      for (const pattern of shown) expect(refused.stdout).toMatch(pattern);
      expect(refused.stdout + refused.stderr).not.toContain("canary");

      const json = await applyPlan(stage, plan, ["--json"], { spec: withPort });
      const { code, differences } = JSON.parse(json.stdout).error;
      expect(code).toBe("saved-plan.stale");
      expect(differences).toHaveLength(1);
      expect(json.stderr).toMatch(shown[0] as RegExp);
    });
  });

  it("when the spec says something else", () =>
    onPlanned(async (stage, plan) => {
      for (const changed of [
        other(spec),
        spec.replace("allow: [open-admin]", "allow: [open-admin, mfa-change]"),
        spec.replace("{ env: LLM_API_KEY }", "{ env: OTHER_API_KEY }"),
        `${spec}banners: { a: absent }\n`,
        `${spec}server: { url: ${stage.server.url} }\n`,
        `${spec}server: { signIn: { email: ${admin.email} } }\n`,
      ]) {
        const before = stage.server.requests.length;
        const refused = await applyPlan(stage, plan, [], { spec: changed, env: { OTHER_API_KEY: "k" } });
        expectRefused(stage, refused, "saved-plan.spec-changed", "the spec owconf.yaml changed");
        expect(stage.server.requests).toHaveLength(before);
      }
    }));

  it("but not when the spec says the same in other words", () =>
    onPlanned(async (stage, plan) => {
      const lines = spec.split("\n");
      const moved = [lines[0], "# a comment", ...lines.slice(9), ...lines.slice(1, 9)].join("\n");
      expect(moved).not.toBe(spec);
      expect((await applyPlan(stage, plan, [], { spec: moved })).exitCode).toBe(0);
    }));

  it("when it is for another server", () =>
    onPlanned(async (_stage, plan) =>
      onStage({}, async (other) => {
        const refused = await applyPlan(other, plan);
        expectRefused(other, refused, "saved-plan.other-server", `not for ${other.server.url}`);
      }),
    ));

  it("when it is of a format version that is not known, is cut off, or is none", () =>
    onPlanned(async (stage, plan) => {
      const saved = JSON.parse(plan);
      const newer = JSON.stringify({ format: "owconf-plan", formatVersion: 2, else: true });
      expectRefused(stage, await applyPlan(stage, newer), "saved-plan.version", "format version");
      expectRefused(
        stage,
        await applyPlan(stage, reseal({ ...saved, formatVersion: 2 })),
        "saved-plan.version",
      );
      expectRefused(stage, await applyPlan(stage, plan.slice(0, -50)), "saved-plan.damaged", "cut off");
      for (const format of ["owconf-receipt", "owconf-plan2"]) {
        const refused = await applyPlan(stage, JSON.stringify({ ...saved, format }));
        expectRefused(stage, refused, "saved-plan.format", "is no saved plan");
      }
      expectRefused(stage, await applyPlan(stage, reseal({ ...saved, more: 1 })), "saved-plan.edited");
    }));

  it("but not when another version of owconf wrote it", () =>
    onPlanned(async (stage, plan) => {
      const older = reseal({ ...JSON.parse(plan), owconf: "0.0.9" });
      expect((await applyPlan(stage, older)).exitCode).toBe(0);
    }));

  it("when an edited one has a seal that fits, wherever it decides what is done", () =>
    onPlanned(async (stage, plan) => {
      const saved = JSON.parse(plan) as SavedPlan & JsonObject;
      const edits: ((copy: SavedPlan) => void)[] = [
        (copy) => copy.only.push("adminConfig"),
        (copy) => copy.plan.resources.reverse(),
        (copy) => copy.plan.resources.pop(),
        (copy) => copy.plan.dangers.pop(),
        (copy) => copy.plan.dangers[0]?.paths.pop(),
        (copy) => (copy.server.version = "0.12.3"),
        (copy) => (copy.server.url = "https://elsewhere.example.com"),
        (copy) => (copy.spec.digest = `sha256:${"0".repeat(64)}`),
        (copy) => copy.allow.pop(),
        (copy) => copy.plan.summary.inSync++,
        (copy) => (copy.salt = "0".repeat(32)),
        (copy) => delete copy.fingerprints["ldap.enabled"],
        (copy) => Object.assign(copy.plan.resources[0]?.changes[0] ?? {}, { desired: "else" }),
        (copy) => Object.assign(copy.plan.resources[0]?.changes[0] ?? {}, { sensitive: true }),
      ];
      for (const edit of edits) {
        const copy = structuredClone(saved);
        edit(copy);
        expect(copy, String(edit)).not.toEqual(saved);
        const { exitCode } = await applyPlan(stage, reseal(copy));
        expect([String(edit), exitCode]).toEqual([String(edit), 5]);
        stage.server.state.signIns.clear();
      }
      expect(writes(stage)).toEqual([]);
    }));
});

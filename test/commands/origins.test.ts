import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/model/json.ts";
import type { Change } from "../../src/plan/types.ts";
import { admin, onStage, type Stage } from "./journey.ts";
import { applyWith, failSwitch, setUp, spec } from "./receipt-stage.ts";
import type { Run } from "./run-owconf.ts";
import { key } from "./saved-plan-stage.ts";

/** Returns the origins of all changes by path. */
function listOrigins({ stdout }: Run): Record<string, string> {
  const { resources } = JSON.parse(stdout) as { resources: { changes: Change[] }[] };
  const changes = resources.flatMap((resource) => resource.changes);
  return Object.fromEntries(changes.map(({ path, origin }) => [path, origin ?? "none"]));
}

interface Case {
  name: string;
  /** Of the apply and of the plan, when it is another one. */
  spec?: string;
  args?: string[];
  edit?: (stage: Stage) => void;
  planned?: (spec: string) => string;
  env?: Record<string, string>;
  keyed?: boolean;
  expected: Record<string, string>;
}

const details = "adminConfig.SHOW_ADMIN_DETAILS";
const password = "ldap.server.app_dn_password";
const connection = 'openai.connections["https://llm.example.com/v1"]';
const withConnection = `${spec}openai:
  connections:
    https://llm.example.com/v1: { config: { connection_type: local } }
`;
const edit =
  (settings: JsonObject, where: "adminConfig" | "ldapServer" = "adminConfig") =>
  ({ server }: Stage) =>
    void Object.assign(server.state[where], settings);

const cases: Case[] = [
  { name: "nothing happened", expected: {} },
  {
    name: "the server was edited",
    edit: edit({ SHOW_ADMIN_DETAILS: true }),
    expected: { [details]: "server" },
  },
  {
    name: "the spec moved",
    planned: (text) => text.replace("DETAILS: false", "DETAILS: true"),
    expected: { [details]: "spec" },
  },
  {
    name: "both",
    edit: edit({ RESPONSE_WATERMARK: "edited" }),
    spec: `${spec}  RESPONSE_WATERMARK: ours\n`,
    planned: (text) => text.replace("ours", "ours now"),
    expected: { "adminConfig.RESPONSE_WATERMARK": "both" },
  },
  {
    name: "one each",
    edit: edit({ SHOW_ADMIN_DETAILS: true }),
    planned: (text) => text.replace("SIGNUP: true", "SIGNUP: false"),
    expected: { [details]: "server", "adminConfig.ENABLE_SIGNUP": "spec" },
  },
  {
    name: "the spec declares more",
    planned: (text) => `${text}  RESPONSE_WATERMARK: new\n`,
    expected: { "adminConfig.RESPONSE_WATERMARK": "spec" },
  },
  {
    name: "the spec declares what was left out of the apply",
    args: ["--only", "ldap"],
    expected: { [details]: "unknown", "adminConfig.ENABLE_SIGNUP": "unknown" },
  },
  {
    name: "an entry was removed on the server",
    spec: withConnection,
    edit: ({ server }) =>
      void Object.assign(server.state.settings.openai ?? {}, {
        ...{ OPENAI_API_BASE_URLS: [], OPENAI_API_KEYS: [], OPENAI_API_CONFIGS: {} },
      }),
    expected: { [connection]: "server", [`${connection}.config.connection_type`]: "server" },
  },
  {
    name: "an entry came to the spec",
    planned: () => withConnection,
    expected: { [connection]: "spec", [`${connection}.config.connection_type`]: "spec" },
  },
  {
    name: "an entry goes from the server",
    spec: withConnection,
    planned: (text) => text.replace("{ config: { connection_type: local } }", "absent"),
    expected: { [connection]: "spec" },
  },
  {
    name: "an entry that was removed came back",
    spec: withConnection.replace("{ config: { connection_type: local } }", "absent"),
    edit: ({ server }) =>
      void Object.assign(server.state.settings.openai ?? {}, {
        ...{ OPENAI_API_BASE_URLS: ["https://llm.example.com/v1"], OPENAI_API_KEYS: ["k"] },
        OPENAI_API_CONFIGS: { 0: {} },
      }),
    expected: { [connection]: "server" },
  },
  {
    name: "a secret is another one, and nobody can tell where",
    edit: edit({ app_dn_password: "edited-canary" }, "ldapServer"),
    expected: { [password]: "unknown" },
  },
  {
    name: "a secret was cleared on the server",
    edit: edit({ app_dn_password: "" }, "ldapServer"),
    expected: { [password]: "server" },
  },
  {
    name: "a secret was edited on the server, with a key",
    edit: edit({ app_dn_password: "edited-canary" }, "ldapServer"),
    keyed: true,
    expected: { [password]: "server" },
  },
  {
    name: "a secret is another one behind its reference, with a key",
    env: { LDAP_BIND_PASSWORD: "rotated-canary" },
    keyed: true,
    expected: { [password]: "spec" },
  },
  {
    name: "a secret is another one on both sides, with a key",
    edit: edit({ app_dn_password: "edited-canary" }, "ldapServer"),
    env: { LDAP_BIND_PASSWORD: "rotated-canary" },
    keyed: true,
    expected: { [password]: "both" },
  },
];

describe("since a receipt, plan says", () => {
  it.each(cases)("$name: $expected", (one) =>
    onStage({}, async (stage) => {
      const key32: Record<string, string> = one.keyed ? { OWCONF_PLAN_KEY: key } : {};
      // Only entries that are there can be removed.
      Object.assign(stage.server.state.settings.openai ?? {}, { ENABLE_OPENAI_API: true });
      const first = one.spec ?? spec;
      const applied = await applyWith(stage, one.args, { spec: first, env: key32 });
      expect([applied.exitCode, applied.stdout]).toEqual([0, expect.stringContaining("Applied")]);
      one.edit?.(stage);
      const surroundings = {
        files: { "receipt.json": applied.written["receipt.json"] ?? "" },
        env: { ...key32, ...one.env },
      };
      const text = one.planned?.(first) ?? first;
      const planned = await stage.run(text, ["plan", "--json", "--receipt", "receipt.json"], surroundings);
      expect(listOrigins(planned), planned.stdout + planned.stderr).toEqual(one.expected);
      expect(JSON.parse(planned.stdout).receipt).toEqual({
        ...{ when: "2026-03-01T12:00:00.000Z", status: "applied" },
        by: { credential: "password", email: admin.email },
      });
      expect(planned.stdout + applied.stdout).not.toContain("canary");
    }),
  );

  it("so in words, once for a new entry", () =>
    onStage({}, async (stage) => {
      const { written } = await applyWith(stage);
      edit({ SHOW_ADMIN_DETAILS: true })(stage);
      const moved = withConnection.replace("SIGNUP: true", "SIGNUP: false");
      const files = { "receipt.json": written["receipt.json"] ?? "" };
      const { stdout, exitCode } = await stage.run(moved, ["plan", "--receipt", "receipt.json"], { files });
      expect(exitCode).toBe(0);
      expect(stdout).toContain(`    ~ SHOW_ADMIN_DETAILS: true (factory value) → false
        (the server was edited since 2026-03-01 12:00:00 UTC)\n`);
      expect(stdout).toContain("(the spec moved since 2026-03-01 12:00:00 UTC)");
      expect(stdout.match(/\(the spec moved/g)).toHaveLength(2);

      const comment = await stage.run(moved, ["plan", "--markdown", "--receipt", "receipt.json"], { files });
      expect(comment.stdout).toContain("+ false\n  (the server was edited since 2026-03-01 12:00:00 UTC)\n");
      expect(comment.stdout.match(/\(the spec moved/g)).toHaveLength(2);
    }));

  it("that the apply failed, where neither moved", () =>
    onStage({ intercept: failSwitch }, async (stage) => {
      Object.assign(stage.server.state.ldapServer, setUp);
      const { written } = await applyWith(stage);
      const files = { "receipt.json": written["receipt.json"] ?? "" };
      edit({ ENABLE_SIGNUP: "edited" })(stage);
      const args = ["plan", "--json", "--receipt", "receipt.json"];
      expect(listOrigins(await stage.run(spec, args, { files }))).toMatchObject({
        ...{ [details]: "not-applied", "adminConfig.ENABLE_SIGNUP": "server", "ldap.enabled": "not-applied" },
        [password]: "unknown",
      });
      const { stdout } = await stage.run(
        spec,
        args.filter((arg) => arg !== "--json"),
        { files },
      );
      expect(stdout).toContain("(not applied: the apply of 2026-03-01 12:00:00 UTC failed)");
    }));

  it("nothing of it in a plan that is saved at the same time", () =>
    onStage({}, async (stage) => {
      const { written } = await applyWith(stage);
      edit({ SHOW_ADMIN_DETAILS: true })(stage);
      const files = { "receipt.json": written["receipt.json"] ?? "" };
      const args = ["plan", "--receipt", "receipt.json", "--out", "plan.json"];
      const planned = await stage.run(spec, args, { files });
      expect(planned.written["plan.json"]).not.toContain("origin");
      const saved = { "plan.json": planned.written["plan.json"] ?? "" };
      expect((await stage.run(spec, ["apply", "plan.json"], { files: saved })).exitCode).toBe(0);
    }));
});

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/model/json.ts";
import type { Receipt } from "../../src/saved/formats.ts";
import type { Intercepted } from "../server/index.ts";
import { insertUser } from "../server/state.ts";
import { admin, bindPassword, onStage, type Stage } from "./journey.ts";
import { applyWith, failSwitch, readReceipt, setUp, spec } from "./receipt-stage.ts";
import type { Run } from "./run-owconf.ts";

describe("a receipt", () => {
  it("says when, by whom, of what, and how it ended", () =>
    onStage({}, async (stage) => {
      const run = await applyWith(stage);
      expect([run.exitCode, run.stderr]).toEqual([
        0,
        expect.stringContaining("Receipt written to receipt.json."),
      ]);
      const receipt = readReceipt(run);
      expect(receipt).toMatchObject({
        ...{
          format: "owconf-receipt",
          formatVersion: 1,
          when: "2026-03-01T12:00:00.000Z",
          status: "applied",
        },
        by: { credential: "password", email: admin.email },
        server: { url: stage.server.url, version: "0.12.4" },
        spec: { path: "owconf.yaml", digest: expect.stringMatching(/^sha256:/) },
      });
      const paths = ["ldap.enabled", "ldap.server.app_dn_password", "adminConfig.ENABLE_SIGNUP"];
      expect(Object.keys(receipt.settings)).toEqual(expect.arrayContaining(paths));
      const { before, desired, after } = receipt.settings["adminConfig.SHOW_ADMIN_DETAILS"] ?? {};
      expect([before === desired, after === desired]).toEqual([false, true]);
      expect(receipt.settings["ldap.server.app_dn_password"]).toEqual({
        ...{ before: "empty", desired: "hidden", after: "hidden" },
      });
    }));

  it("is valid by its published schema, and has no secret", () =>
    onStage({}, async (stage) => {
      const schema = JSON.parse(readFileSync("schemas/receipt.schema.json", "utf8"));
      const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
      const { written } = await applyWith(stage);
      const text = written["receipt.json"] ?? "";
      expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
      expect(validate({ ...JSON.parse(text), more: 1 })).toBe(false);
      for (const secret of [bindPassword, admin.password]) expect(text).not.toContain(secret);
    }));

  it.each([
    ["sk-canary", "api-key"],
    [undefined, "token"],
  ])("tells of %s the kind only: %s", (given, credential) =>
    onStage({}, async (stage) => {
      const account = { name: "Key", email: "key@example.com", password: "p" };
      insertUser(stage.server.state, account, "admin").apiKey = "sk-canary";
      stage.server.state.adminConfig.ENABLE_API_KEYS = true;
      const env = { OWCONF_TOKEN: given ?? stage.server.issueToken() };
      const run = await applyWith(stage, ["--only", "ldap"], { env });
      expect(readReceipt(run)).toMatchObject({ by: { credential }, only: ["ldap"] });
      expect(readReceipt(run).by).toEqual({ credential });
      expect(JSON.stringify(readReceipt(run))).not.toMatch(/canary|adminConfig/);
    }),
  );

  it("is written for a saved plan, and when nothing was to be done", () =>
    onStage({}, async (stage) => {
      const { written } = await stage.run(spec, ["plan", "--out", "plan.json"]);
      const files = { "plan.json": written["plan.json"] ?? "" };
      const applied = await stage.run(spec, ["apply", "plan.json", "--receipt", "receipt.json"], { files });
      expect(readReceipt(applied)).toMatchObject({ status: "applied", spec: { path: "owconf.yaml" } });
      const again = readReceipt(await applyWith(stage));
      expect(again.status).toBe("in-sync");
      const ends = Object.values(again.settings).map(({ before, after }) => before === after);
      expect([ends.length > 5, new Set(ends)]).toEqual([true, new Set([true])]);
      expect(again.salt).not.toBe(readReceipt(applied).salt);
    }));

  it("is written when it failed and was rolled back", () =>
    onStage({ intercept: failSwitch }, async (stage) => {
      Object.assign(stage.server.state.ldapServer, setUp);
      const run = await applyWith(stage);
      expect(run.exitCode).toBe(6);
      const { status, settings } = readReceipt(run);
      expect(status).toBe("failed-unchanged");
      for (const { before, after } of Object.values(settings)) expect(after).toBe(before);
      expect(settings["ldap.server.host"]?.desired).not.toBe(settings["ldap.server.host"]?.before);
    }));

  it("is written when it failed and is left changed, and tells what it knows", () =>
    onStage({ intercept: failSwitch }, async (stage) => {
      const run = await applyWith(stage);
      expect(run.exitCode).toBe(7);
      const { status, settings } = readReceipt(run);
      expect(status).toBe("failed-changed");
      // A new LDAP server cannot be put back.
      expect(settings["ldap.server.host"]?.after).toBe("unknown");
      const { before, after } = settings["adminConfig.SHOW_ADMIN_DETAILS"] ?? {};
      expect(after).toBe(before);

      stage.server.state.signIns.clear();
      const kept = await applyWith(stage, ["--no-rollback"]);
      expect(kept.exitCode).toBe(7);
      const shown = readReceipt(kept).settings["adminConfig.SHOW_ADMIN_DETAILS"];
      expect(shown?.after).toBe(shown?.desired);
    }));

  it("is written when the plan was stale: nobody knows what was found there", () => {
    let reads = 0;
    const intercept = async (
      request: Request,
      _n: number,
      act: () => Promise<Response>,
    ): Promise<Intercepted> => {
      if (request.method !== "GET" || !request.url.endsWith("/admin/config")) return undefined;
      reads += 1;
      const answer = (await (await act()).json()) as JsonObject;
      return Response.json(reads > 1 ? { ...answer, SHOW_ADMIN_DETAILS: "edited" } : answer);
    };
    return onStage({ intercept }, async (stage) => {
      const run = await applyWith(stage, ["--only", "adminConfig"]);
      expect(run.exitCode).toBe(5);
      const { status, settings } = readReceipt(run);
      expect([status, settings["adminConfig.SHOW_ADMIN_DETAILS"]?.after]).toEqual(["refused", "unknown"]);
    });
  });

  it("is not written when nobody approved", () =>
    onStage({}, async ({ run }) => {
      const args = ["apply", "--receipt", "receipt.json"];
      const { exitCode, written } = await run(spec, args, { confirm: () => false });
      expect([exitCode, written]).toEqual([5, {}]);
    }));
});

describe("the place for a receipt", () => {
  it.each([
    ["a spec", "version: 1\n"],
    ["a saved plan", '{ "format": "owconf-plan" }'],
  ])("is not one that holds %s", (_what, present) =>
    onStage({}, async (stage) => {
      const run = await applyWith(stage, [], { files: { "receipt.json": present } });
      expect([run.exitCode, run.written]).toEqual([3, {}]);
      expect(run.stderr).toContain("receipt.json already exists and is no receipt");
      expect(stage.server.requests).toEqual([]);
    }),
  );

  it("must be there before anything is written to the server", () => {
    const folder = mkdtempSync(join(tmpdir(), "owconf-receipts-"));
    return onStage({}, async ({ server, run }) => {
      for (const place of [folder, join(folder, "none", "receipt.json")]) {
        const { exitCode } = await run(spec, ["apply", "--auto-approve", "--receipt", place]);
        expect([place, exitCode]).toEqual([place, 3]);
      }
      expect(server.requests).toEqual([]);
      expect(readdirSync(folder)).toEqual([]);
    }).finally(() => rmSync(folder, { recursive: true }));
  });

  it("that fills up meanwhile is told, and the apply stands", () =>
    onStage({}, async (stage) => {
      const run = await applyWith(stage, [], { isDiskFull: true });
      expect(run.exitCode).toBe(3);
      expect(run.stderr).toContain(
        "the apply has ended, but there is no receipt: cannot write receipt.json: ENOSPC",
      );
      expect(run.stdout).toContain("Applied: ");
    }));
});

describe("a receipt is refused", () => {
  const refuse = async (
    use: (stage: Stage, receipt: Receipt, plan: (text: string) => Promise<Run>) => Promise<void>,
  ) =>
    onStage({}, async (stage) => {
      const receipt = readReceipt(await applyWith(stage));
      await use(stage, receipt, (text) =>
        stage.run(spec, ["plan", "--receipt", "receipt.json"], { files: { "receipt.json": text } }),
      );
    });

  it("that was edited, is cut off, or of another format or version", () =>
    refuse(async (stage, receipt, plan) => {
      const before = stage.server.requests.length;
      const edits: [string, string][] = [
        [JSON.stringify({ ...receipt, when: "2026-03-02T12:00:00.000Z" }), "receipt.edited"],
        [JSON.stringify({ ...receipt, settings: {} }), "receipt.edited"],
        [JSON.stringify({ ...receipt, by: { credential: "api-key" } }), "receipt.edited"],
        [JSON.stringify({ ...receipt, formatVersion: 2 }), "receipt.version"],
        [JSON.stringify({ ...receipt, format: "owconf-plan" }), "receipt.format"],
        [JSON.stringify(receipt).slice(0, -9), "receipt.damaged"],
        ["version: 1\n", "receipt.damaged"],
        ["[]", "receipt.format"],
      ];
      for (const [text, code] of edits) {
        const { exitCode, stderr } = await plan(text);
        expect([exitCode, stderr]).toEqual([5, expect.stringContaining(`[${code}]`)]);
      }
      expect(stage.server.requests).toHaveLength(before);
      expect((await plan(JSON.stringify(receipt))).exitCode).toBe(0);
    }));

  it("of another server", () =>
    refuse(async (_stage, receipt) =>
      onStage({}, async ({ server, run }) => {
        const files = { "receipt.json": JSON.stringify(receipt) };
        const { exitCode, stderr } = await run(spec, ["plan", "--receipt", "receipt.json"], { files });
        expect([exitCode, stderr]).toEqual([5, expect.stringContaining("[receipt.other-server]")]);
        expect(stderr).toContain(`not of ${server.url}`);
      }),
    ));

  it("that is not there", () =>
    onStage({}, async ({ server, run }) => {
      const { exitCode, stderr } = await run(spec, ["plan", "--receipt", "none.json"]);
      expect([exitCode, stderr]).toEqual([3, expect.stringContaining("there is no file none.json")]);
      expect(server.requests).toEqual([]);
    }));
});

it("is no spec, and plan says where it belongs", () =>
  onStage({}, async (stage) => {
    const { written } = await applyWith(stage);
    const files = { "receipt.json": written["receipt.json"] ?? "" };
    const { exitCode, stderr } = await stage.run("", ["plan", "receipt.json"], { files });
    expect(stderr).toContain("error: receipt.json is a receipt, not a spec");
    expect(stderr).toContain("hint: give the spec, and --receipt receipt.json");
    expect(exitCode).toBe(3);
  }));

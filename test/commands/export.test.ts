import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../src/model/json.ts";
import { exportSpec } from "../../src/spec/export-spec.ts";
import { parseSpec } from "../../src/spec/parse-spec.ts";
import { releaseNames } from "../server/releases.ts";
import { bindPassword, ldapSpec, onStage } from "./journey.ts";

describe.each(releaseNames)("export on %s", (release) => {
  it.each([[[]], [["--all"]]])("writes a spec whose plan is empty, with %j", (flags) =>
    onStage({ release }, async ({ server, run }) => {
      await run(ldapSpec, ["apply", "--auto-approve"]);
      Object.assign(server.state.adminConfig, { DEFAULT_USER_ROLE: "user", RESPONSE_WATERMARK: null });
      const exported = await run("", ["export", ...flags]);
      expect(exported.exitCode).toBe(0);
      expect(exported.stdout).not.toContain(bindPassword);
      expect(exported.stdout).toContain("DEFAULT_USER_ROLE: user");

      const planned = await run(exported.stdout, ["plan", "--json"]);
      expect(planned.exitCode).toBe(0);
      const plan = JSON.parse(planned.stdout);
      expect(plan.inSync).toBe(true);
      const sections = plan.resources.map((one: { resource: string }) => one.resource).sort();
      const changed = ["adminConfig", "ldapConfig", "ldapServer"];
      if (flags.length === 0) expect(sections).toEqual(changed);
      else expect(sections).toEqual(expect.arrayContaining([...changed, "openai", "permissions", "tasks"]));
    }),
  );

  it("declares, with --all, each setting of the server", () =>
    onStage({ release }, async ({ server, run }) => {
      await run(ldapSpec, ["apply", "--auto-approve"]);
      const { stdout } = await run("", ["export", "--all"]);
      const { declared } = parseSpec(stdout, "exported.yaml");
      expect(Object.keys(declared.adminConfig ?? {}).sort()).toEqual(
        Object.keys(server.state.adminConfig).sort(),
      );
      expect(Object.keys(declared.ldapServer ?? {}).sort()).toEqual(
        Object.keys(server.state.ldapServer).sort(),
      );
    }));

  it("declares only what is no longer at its factory value", () =>
    onStage({ release }, async ({ run }) => {
      const { stdout } = await run("", ["export"]);
      const { declared } = parseSpec(stdout, "exported.yaml");
      expect(declared.adminConfig).toMatchObject({ ENABLE_SIGNUP: false });
      expect(declared.adminConfig).not.toHaveProperty("ENABLE_MESSAGE_RATING");
      expect(stdout).toContain("# ENABLE_MESSAGE_RATING: true");
      expect(declared.ldapServer).toBeUndefined();
    }));
});

describe("export", () => {
  it("writes to a file, and says how to check it", () =>
    onStage({}, async ({ server, run }) => {
      const { exitCode, stdout, stderr, written } = await run("", ["export", "--output", "new.yaml"]);
      expect(exitCode).toBe(0);
      expect(stdout).toBe("");
      expect(written["new.yaml"]).toContain(server.url);
      expect(stderr).toContain("owconf plan new.yaml");
    }));

  it.each([[[]], [["--force"]]])("says of a folder that it is one, before it signs in, with %j", (flags) =>
    onStage({}, async ({ server, run }) => {
      const { exitCode, stderr } = await run("", ["export", "--output", "test", ...flags]);
      expect(exitCode).toBe(3);
      expect(stderr).toContain("test is a folder");
      expect(stderr).not.toContain("--force");
      expect(server.requests).toEqual([]);
    }),
  );

  it("keeps settings that it does not know out of the spec, and names them", () =>
    onStage({}, async ({ server, run }) => {
      server.state.adminConfig.FUTURE_SECRET = "unknown-canary";
      const { stdout } = await run("", ["export", "--all"]);
      expect(stdout).toMatch(/left alone: .*FUTURE_SECRET/);
      expect(stdout).not.toContain("unknown-canary");
    }));

  it("comments a value out that no spec could state", () =>
    onStage({}, async ({ server, run }) => {
      server.state.ldapServer.port = 70000;
      const exported = await run("", ["export"]);
      expect(exported.stdout).toContain("# port: 70000");
      expect((await run(exported.stdout, ["plan", "--detailed-exitcode"])).exitCode).toBe(0);
    }));

  const server = { url: "http://chat.test", version: "0.12.4" };
  const exportAndRead = (live: JsonObject, all = true) => {
    const yaml = exportSpec({ server, email: "a@b.c", live: { adminConfig: live }, all });
    return { yaml, declared: parseSpec(yaml, "exported.yaml").declared.adminConfig ?? {} };
  };
  const signs = [..." \n\r\t#:-'\"a\\%{}|>&*!@`,?~"];
  const awkward = [
    ...["\uFFFF", "\uFFFE", "\uFFF9", "\u{1FFFE}", "\uFDD0", "\u{E0001}", "\u{1F600}", "\uD800", "\uDC00"],
    ...["\u007F", "\u0080", "\u0085", "\u009B", "\u0000", "\u001B", "\u00AD", "\u202E", "\u2028", "\uFEFF"],
  ];
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom(...signs) }),
    fc.string({ unit: fc.constantFrom(...awkward, "a", "\n", " ", '"') }),
  );

  it("gives every text back as it is, as a value and as a key", () => {
    // A spec refuses the key __proto__, and JSON.stringify knows no -0.
    const settingsValue = fc
      .jsonValue({ stringUnit: "binary" })
      .filter((value) => !JSON.stringify(value).includes("__proto__"))
      .map((value) => JSON.parse(JSON.stringify(value)));
    fc.assert(
      fc.property(text, text, settingsValue, (watermark, key, settings) => {
        fc.pre(key !== "<<" && key !== "__proto__");
        const live: JsonObject = {
          RESPONSE_WATERMARK: watermark,
          DEFAULT_INTERFACE_SETTINGS: { key: settings, [key]: watermark },
        };
        const { yaml, declared } = exportAndRead(live);
        expect(declared).toEqual(live);
        expect(yaml).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/u);
      }),
      { numRuns: 150 },
    );
  });

  it.each(awkward)("writes %j as an escape, in comments too", (one) => {
    expect(exportAndRead({ RESPONSE_WATERMARK: one }).declared).toEqual({ RESPONSE_WATERMARK: one });
    expect(exportAndRead({ [`A${one}B`]: true, JWT_EXPIRES_IN: one }).declared).toEqual({});
  });

  it.each([
    [
      "a map that is too deep",
      {
        a: Array(70)
          .fill(0)
          .reduce<Json>((below) => ({ a: below }), 1),
      },
    ],
    ["a merge key", { "<<": { a: 1 } }],
    ["a key __proto__", JSON.parse('{ "a": { "__proto__": 1 } }')],
    ["a text of 2 MiB", { a: "x".repeat(2 * 1024 * 1024) }],
  ])("leaves %s to a comment", (_, value) => {
    const { yaml, declared } = exportAndRead({ DEFAULT_INTERFACE_SETTINGS: value, ENABLE_NOTES: false });
    expect(yaml).toContain("# DEFAULT_INTERFACE_SETTINGS:");
    expect(declared).toEqual({ ENABLE_NOTES: false });
  });
});

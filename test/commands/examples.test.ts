import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { listDeclared, toPattern } from "../../src/model/settings.ts";
import { catalogue } from "../../src/releases/catalogue.ts";
import { isPresent } from "../../src/releases/history.ts";
import { findResource } from "../../src/resources/index.ts";
import { parseSpec } from "../../src/spec/parse-spec.ts";
import { onStage } from "./journey.ts";

const folder = new URL("../../examples/", import.meta.url);
const examples = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
const read = (name: string) => readFileSync(new URL(name, folder), "utf8");
const newest = catalogue.releases.at(-1) ?? "";

/** What an example is warned about on a new server; nothing for all others. */
const warnings: Record<string, string[]> = {
  "everything.yaml": ["plan.ldap-not-tried", "plan.no-such-model", "plan.not-kept"],
  "ldap.yaml": ["plan.ldap-not-tried"],
  "models.yaml": ["plan.no-such-model"],
};

describe("each example", () => {
  it("is there", () => {
    expect(examples.sort()).toEqual([
      "branding.yaml",
      "everything.yaml",
      "hardened.yaml",
      "ldap.yaml",
      "minimal.yaml",
      "models.yaml",
      "permissions.yaml",
      "rag.yaml",
    ]);
  });

  it.each(examples)("%s is planned, applied, and then in sync", (name) =>
    onStage({}, async ({ server, run }) => {
      Object.assign(server.state.adminConfig, { ENABLE_SIGNUP: true, DEFAULT_USER_ROLE: "admin" });
      const text = read(name);
      const spec = text.replace("https://chat.example.com\n  signIn", `${server.url}\n  signIn`);
      const files = { "/run/secrets/owconf-password": "admin-password-canary\n" };
      const variables = [...text.matchAll(/\{ env: (\w+) \}/g)].map(([, variable = ""]) => variable);
      const secrets = variables.map((variable) => [variable, `canary of ${variable}`]);
      const env = { ...Object.fromEntries(secrets), OWCONF_PASSWORD: "admin-password-canary" };

      const planned = await run(spec, ["plan", "--detailed-exitcode", "--json"], { env, files });
      expect(planned.exitCode, planned.stdout).toBe(2);
      const codes = JSON.parse(planned.stdout).diagnostics.map(({ code }: { code: string }) => code);
      expect([...new Set(codes)].sort()).toEqual(warnings[name] ?? []);
      const applied = await run(spec, ["apply", "--auto-approve"], { env, files });
      expect(`${applied.exitCode} ${applied.stderr.includes("error:")}`).toBe("0 false");
      expect(applied.stdout + applied.stderr).not.toContain("canary of");
      const again = await run(spec, ["plan", "--detailed-exitcode"], { env, files });
      expect(again.exitCode).toBe(0);
    }),
  );
});

describe("everything.yaml", () => {
  const { declared, warnings } = parseSpec(read("everything.yaml"), "everything.yaml");
  const fields = Object.entries(catalogue.resources).flatMap(([name, all]) =>
    Object.entries(all)
      .filter(([, field]) => isPresent(field, newest))
      .map(([pattern]) => [name, pattern] as const),
  );

  it("is valid, without a warning", () => expect(warnings).toEqual([]));

  it("declares each setting of the newest release", () => {
    expect(fields.length).toBeGreaterThan(500);
    const stated = new Set(
      Object.entries(declared).flatMap(([name, settings]) => {
        const { root } = findResource(name);
        return [...listDeclared(root, settings).values()].flatMap(({ path }) => {
          const pattern = toPattern(root, path);
          // A collection is stated by its entries.
          return [pattern, pattern.replace(/\.?\*$/, "")].map((one) => `${name} ${one}`);
        });
      }),
    );
    const missing = fields.map(([name, pattern]) => `${name} ${pattern}`).filter((one) => !stated.has(one));
    expect(missing).toEqual([]);
  });
});

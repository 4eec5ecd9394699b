import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { listDeclared, toPattern } from "../../src/model/settings.ts";
import { catalogue } from "../../src/releases/catalogue.ts";
import { isPresent } from "../../src/releases/history.ts";
import { findResource } from "../../src/resources/index.ts";
import { parseSpec } from "../../src/spec/parse-spec.ts";
import { onStage } from "./journey.ts";

const folder = new URL("../../examples/", import.meta.url);
const composition = "compose/compose.yaml";
const examples = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
  (name) => name.endsWith(".yaml") && name !== composition,
);
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
      "environments/base.yaml",
      "environments/production.yaml",
      "environments/staging.yaml",
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
      const path = fileURLToPath(new URL(name, folder));
      // What it extends is read from the disk.
      const files = {
        [path]: text.replace(/(?<=^server:\n {2}url: )\S+/m, server.url),
        "/run/secrets/owconf-password": "admin-password-canary\n",
      };
      const everything = examples.map(read).join("");
      const variables = [...everything.matchAll(/\{ env: (\w+) \}/g)].map(([, variable = ""]) => variable);
      const secrets = variables.map((variable) => [variable, `canary of ${variable}`]);
      const env = { ...Object.fromEntries(secrets), OWCONF_PASSWORD: "admin-password-canary" };

      const planned = await run("", ["plan", path, "--detailed-exitcode", "--json"], { env, files });
      expect(planned.exitCode, planned.stdout).toBe(2);
      const codes = JSON.parse(planned.stdout).diagnostics.map(({ code }: { code: string }) => code);
      expect([...new Set(codes)].sort()).toEqual(warnings[name] ?? []);
      const applied = await run("", ["apply", path, "--auto-approve"], { env, files });
      expect(`${applied.exitCode} ${applied.stderr.includes("error:")}`).toBe("0 false");
      expect(applied.stdout + applied.stderr).not.toContain("canary of");
      const again = await run("", ["plan", path, "--detailed-exitcode"], { env, files });
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

describe("the composition", () => {
  it("is a service on this machine only, whose data and key outlive its container", () => {
    const { services, volumes } = parse(read(composition), { strict: true });
    const [service, ...others] = Object.values<Record<string, unknown>>(services);
    expect(others).toEqual([]);
    expect(service?.ports).toEqual(["127.0.0.1:3000:8080"]);
    expect(service?.volumes).toEqual([`${Object.keys(volumes)[0]}:/app/backend/data`]);
    expect(service?.environment).toEqual({
      WEBUI_SECRET_KEY: expect.stringMatching(/^\$\{WEBUI_SECRET_KEY:\?.+\}$/),
    });
  });
});

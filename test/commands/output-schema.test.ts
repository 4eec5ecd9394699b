import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { createOutputSchema } from "../../scripts/output-schema.ts";
import { isObject, type Json, type JsonObject } from "../../src/model/json.ts";
import { findOutputProblem } from "./check-output.ts";
import { ldapSpec, onStage } from "./journey.ts";

const published = new URL("../../schemas/output.schema.json", import.meta.url);
const warned = `${ldapSpec}adminConfig: { JWT_EXPIRES_IN: "-1", WEBUI_URL: "\${URL}" }\n`;
const broken = "version: 1\nldap:\n  enabled: maybe\n";
const entry = `version: 1
openai:
  connections: { "https://a.test/v1": { key: k, config: { prefix_id: a } } }
`;

/** A command line and what its JSON must have, so that the check does not pass for want of what it checks. */
const runs: [args: string[], spec: string, has: object][] = [
  [
    ["plan"],
    warned,
    { dangers: [{ name: "endless-session" }], diagnostics: [{}, {}], next: expect.any(String) },
  ],
  [["plan"], entry, { resources: [{ changes: [{ action: "create" }, { within: expect.any(String) }, {}] }] }],
  [["plan", "--offline", "0.12.4"], warned, { inSync: false, summary: { dangerous: 1 } }],
  [["plan"], broken, { error: { diagnostics: [{ line: 3 }] } }],
  [["plan", "--only", "nonsense"], ldapSpec, { error: { code: "usage.invalid" } }],
  [["validate"], warned, { valid: true, diagnostics: [{}] }],
  [["validate"], broken, { error: { exitCode: 3 } }],
  [["apply"], ldapSpec, { error: { code: "apply.not-approved" } }],
  [["apply", "--auto-approve"], warned, { error: { code: "apply.danger" } }],
  [["apply", "--auto-approve"], ldapSpec, { status: "applied", steps: [{}, {}] }],
];

const listRequired = (value: Json, path: string[] = []): string[][] => {
  if (Array.isArray(value)) return value.flatMap((one, index) => listRequired(one, [...path, String(index)]));
  if (!isObject(value)) return [];
  return Object.keys(value).flatMap((key) => [
    [...path, key],
    ...listRequired(value[key] ?? null, [...path, key]),
  ]);
};

describe("the schema of the JSON output", () => {
  it("is the published one", () => {
    expect(readFileSync(published, "utf8"), "run `npm run generate`").toBe(
      `${JSON.stringify(createOutputSchema(), null, 2)}\n`,
    );
  });

  it.each(runs)("describes %j of %j", (args, spec, has) =>
    onStage({}, async ({ run }) => {
      const { stdout } = await run(spec, [...args, "--json"]);
      const output = JSON.parse(stdout);
      expect(output).toMatchObject(has);
      expect(findOutputProblem(output)).toBeUndefined();
    }),
  );

  it("describes an apply that fails and cannot be put back", () =>
    onStage(
      {
        intercept: (request) =>
          request.method === "POST" && request.url.includes("/admin/config")
            ? Response.json({ ok: true })
            : undefined,
      },
      async ({ run }) => {
        const spec = "version: 1\nadminConfig: { ENABLE_NOTES: false }\n";
        const { stdout, exitCode } = await run(spec, ["apply", "--auto-approve", "--json"]);
        expect(exitCode).toBe(6);
        expect(JSON.parse(stdout)).toMatchObject({
          status: "failed-unchanged",
          steps: [{ settings: [{ outcome: "ignored" }] }],
        });
      },
    ));

  it("takes nothing away that a program may count on", () =>
    onStage({}, async ({ run }) => {
      const { stdout } = await run(warned, ["plan", "--json"]);
      const optional =
        /^(next|diagnostics\.\d+\.(hint|path|frame)|.*changes\.\d+\.(secretChange|live|desired|factory|dangers))$/;
      const places = listRequired(JSON.parse(stdout));
      expect(places.length).toBeGreaterThan(60);
      for (const place of places) {
        const output = JSON.parse(stdout);
        const key = place.at(-1) ?? "";
        const parent = place.slice(0, -1).reduce((at, step) => at[step], output);
        delete parent[key];
        const isOptional = optional.test(place.join("."));
        expect([place.join("."), findOutputProblem(output) === undefined]).toEqual([
          place.join("."),
          isOptional,
        ]);
      }
    }));

  it("lets a later version add keys, in the published form only", () =>
    onStage({}, async ({ run }) => {
      const { stdout } = await run(ldapSpec, ["plan", "--json"]);
      const output: JsonObject = { ...JSON.parse(stdout), later: 1 };
      expect(findOutputProblem(output)).toContain("later");
      expect(new Ajv().compile(JSON.parse(readFileSync(published, "utf8")))(output)).toBe(true);
    }));
});

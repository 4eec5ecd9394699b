import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createSealer } from "../../src/commands/seal.ts";
import { toStableJson } from "../../src/model/json.ts";
import { dangers } from "../../src/resources/dangers.ts";
import { findSecrets } from "../faults/secret-forms.ts";
import { createHastyClock } from "../faults/stage.ts";
import type { EmulatedServer, Intercepted } from "../server/index.ts";
import { holdSecrets, listAllSecrets, type Secret, specOf } from "./all-secrets.ts";
import { admin, onStage } from "./journey.ts";
import type { Run } from "./run-owconf.ts";

const all = listAllSecrets("0.12.4");
const env = Object.fromEntries(all.map(({ variable, desired }) => [variable, desired]));
const byReference = (secrets: readonly Secret[]) => specOf(secrets, ({ variable }) => ({ env: variable }));

/** What can be applied at once: the server takes the embedding key of one engine at a time. */
const appliable = all.filter(({ path: [first = ""] }) => !/^(?:ollama|azure_openai)_config$/.test(first));
const sections = [...new Set(appliable.map(({ resource }) => resource.specPath[0] ?? ""))];

const said = ({ stdout, stderr, written }: Run) => [stdout, stderr, ...Object.values(written)].join("\n");

function expectNone(run: Run): void {
  expect(said(run)).not.toBe("");
  const secrets = [...all.flatMap(({ live, desired }) => [live, desired]), admin.password];
  expect(findSecrets(said(run), secrets)).toEqual([]);
}

describe("of the secrets of all sections", () => {
  it("there are as many as the sections have", () => {
    expect(all.length).toBeGreaterThanOrEqual(55);
    expect(appliable).toHaveLength(all.length - 2);
    expect(sections.length).toBeGreaterThanOrEqual(11);
    // The forms that are looked for are found.
    const [one = { live: "" }] = all;
    for (const text of [
      one.live,
      encodeURIComponent(one.live),
      btoa(String.fromCharCode(...Buffer.from(one.live))),
    ]) {
      expect(findSecrets(`a ${text} b`, [one.live])).toEqual([one.live]);
    }
  });

  it.each([
    ["validate"],
    ["validate", "--json"],
    ["plan"],
    ["validate", "--format", "github"],
    ["plan", "--json"],
    ["plan", "--markdown"],
    ["plan", "--format", "github"],
    ["plan", "--format", "junit"],
    ["plan", "--html", "report.html"],
    ["plan", "--offline", "0.12.4"],
    ["plan", "--out", "plan.json"],
    ["export"],
    ["export", "--all"],
    ["export", "--output", "written.yaml"],
  ])("%s %s %s says none", (...args) =>
    onStage({}, async ({ server, run }) => {
      holdSecrets(server.state, all);
      // A new server has no directory, and another embedding engine.
      const isNew = args.includes("--offline");
      const usable = appliable.filter(({ resource: { name } }) => !(isNew && /embedding|ldap/.test(name)));
      const usual = await run(byReference(usable), args, { env });
      expect(usual.exitCode).toBe(0);
      if (args.join() === "plan")
        expect(usual.stdout.match(/\(secret: changed\)/g)).toHaveLength(appliable.length);
      if (args[0] === "export")
        expect(said(usual).match(/\{ env: \w+ \}/g)?.length).toBeGreaterThanOrEqual(all.length);
      expectNone(usual);
      expectNone(await run(byReference(all), args, { env }));
      // Written out, of another kind, below a misspelt key, and without the variables.
      expectNone(
        await run(
          specOf(appliable, ({ desired }) => desired),
          args,
        ),
      );
      expectNone(
        await run(
          specOf(all, ({ desired }) => [desired]),
          args,
        ),
      );
      expectNone(
        await run(
          specOf(all, ({ desired }) => ({ enw: desired })),
          args,
        ),
      );
      expectNone(await run(byReference(all), args));
    }),
  );

  it("none is said where one is broken on the line of another", () =>
    onStage({}, async ({ run }) => {
      const spec = specOf(appliable, ({ desired }) => desired);
      for (const broken of [spec.slice(0, -1), `${spec}}`, spec.replaceAll('":"', '" "')]) {
        const outcome = await run(broken, ["validate"]);
        expect(outcome.exitCode).toBe(3);
        expectNone(outcome);
      }
    }));
});

type OnWrite = (request: Request, n: number, act: () => Promise<Response>) => Promise<Intercepted>;
const repeat = async (request: Request, status: number) =>
  Response.json(
    { detail: `no: ${await request.text()} ${request.headers.get("authorization")}` },
    { status },
  );

/** How the write of a section ends: its name, the exit code, and what the n-th write meets. */
const endings: [name: string, exitCode: number, onWrite: OnWrite][] = [
  ["well", 0, async () => undefined],
  ["refused, with the whole request repeated", 6, (request) => repeat(request, 400)],
  [
    "failed but stored, and rolled back",
    6,
    async (request, n, act) => {
      if (n > 1) return undefined;
      await act();
      return repeat(request, 500);
    },
  ],
  [
    "failed but stored, and not put back",
    7,
    async (request, n, act) => {
      if (n === 1) await act();
      return repeat(request, n === 1 ? 500 : 400);
    },
  ],
  [
    "ignored, with the whole request as the answer",
    6,
    async (request) => Response.json(await request.json()),
  ],
];

describe.each(endings)("an apply of each section that ends %s", (_name, exitCode, onWrite) => {
  it.each<string[]>([[], ["--json"], ["--markdown"], ["--format", "github"], ["--receipt", "receipt.json"]])(
    "says no secret %s %s",
    async (...more) => {
      let writes = 0;
      const intercept = (request: Request, _n: number, act: () => Promise<Response>) => {
        if (request.method !== "POST" || request.url.includes("/sign")) return undefined;
        writes += 1;
        return onWrite(request, writes, act);
      };
      const allow = dangers.flatMap(({ name }) => ["--allow", name]);
      await onStage({ intercept }, async ({ server, run }) => {
        for (const section of sections) {
          writes = 0;
          holdSecrets(server.state, all);
          signOutAll(server);
          const args = ["apply", "--auto-approve", "--only", section, ...allow, ...more];
          const outcome = await run(byReference(appliable), args, { env, clock: createHastyClock() });
          expect([section, outcome.exitCode]).toEqual([section, exitCode]);
          expect(writes).toBeGreaterThan(0);
          if (more.includes("--receipt")) expect(outcome.written["receipt.json"]).toContain('"hidden"');
          expectNone(outcome);
        }
      });
    },
  );
});

describe.each([undefined, "0123456789abcdef0123456789abcdef"])("with OWCONF_PLAN_KEY %s", (key) => {
  const keyed = { ...env, ...(key === undefined ? {} : { OWCONF_PLAN_KEY: key }) };
  const allow = dangers.flatMap(({ name }) => ["--allow", name]);

  it.each([
    ["reference", byReference],
    ["value", (secrets: readonly Secret[]) => specOf(secrets, ({ desired }) => desired)],
  ])("no file gives a secret away, nor lets one be guessed, by %s", (_how, toSpec) =>
    onStage({}, async ({ server, run }) => {
      holdSecrets(server.state, all);
      const spec = toSpec(appliable);
      const planned = await run(spec, ["plan", "--out", "plan.json", ...allow], { env: keyed });
      expect(planned.exitCode).toBe(0);
      const plan = planned.written["plan.json"] ?? "";
      const args = ["apply", "plan.json", "--receipt", "receipt.json"];
      const files = { "plan.json": plan };
      const applied = await run(spec, args, { env: keyed, files, clock: createHastyClock() });
      expect([applied.exitCode, applied.stderr]).toEqual([0, expect.not.stringContaining("error:")]);
      const edited = { "plan.json": plan.replace(/"live": "[^"]*"/, '"live": "edited"') };
      for (const run of [planned, applied]) expectNone(run);
      expectNone(await run(spec, args, { env: keyed, files: edited }));

      for (const text of [plan, applied.written["receipt.json"] ?? ""]) {
        const { salt, fingerprints, settings } = JSON.parse(text);
        const marks = Object.values<object>(fingerprints ?? settings).flatMap((one) => Object.values(one));
        expect(marks.filter((mark) => mark === "hidden").length > 0).toBe(key === undefined);
        // Who guesses knows the salt and how fingerprints are made, but no key.
        const { fingerprinter } = createSealer({ env: {} }, salt);
        for (const { resource, path, live, desired } of appliable) {
          for (const guess of [live, desired]) {
            const said = JSON.stringify([resource.name, ...path, toStableJson(guess)]);
            expect(text).not.toContain(fingerprinter.take(said));
            expect(text).not.toContain(createHash("sha256").update(guess).digest("hex").slice(0, 32));
          }
        }
      }
    }),
  );
});

// Sign-ins are limited.
function signOutAll({ state }: EmulatedServer): void {
  state.signIns.clear();
}

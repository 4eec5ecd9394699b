import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../src/model/json.ts";
import { onStage, type Stage } from "./journey.ts";
import { applyPlan, env, expectRefused, key, onPlanned, reseal, save, spec } from "./saved-plan-stage.ts";

/** Returns a text with each leaf of a JSON value changed, one at a time, or left out. */
function* listMutations(
  value: Json,
  path: (string | number)[] = [],
): Generator<{ path: string; mutate: (root: Json) => Json }> {
  const here = path.join(".");
  const replace = (by: (old: Json) => Json | undefined) => (root: Json) => replaceIn(root, path, by);
  if (typeof value === "object" && value !== null) {
    for (const [name, one] of Object.entries(value)) yield* listMutations(one, [...path, name]);
    if (Array.isArray(value))
      yield { path: `${here}[+]`, mutate: replace((old) => [...(old as Json[]), "more"]) };
    else yield { path: `${here}{+}`, mutate: replace((old) => ({ ...(old as JsonObject), more: 1 })) };
  } else {
    const changed = { string: `${value}x`, number: Number(value) + 1, boolean: !value }[
      typeof value as "string"
    ];
    yield { path: here, mutate: replace(() => changed ?? "null") };
    yield { path: `${here} null`, mutate: replace((old) => (old === null ? 0 : null)) };
  }
  if (path.length > 0) yield { path: `${here} out`, mutate: replace(() => undefined) };
}

function replaceIn(
  root: Json,
  [key, ...rest]: (string | number)[],
  by: (old: Json) => Json | undefined,
): Json {
  if (key === undefined) return by(root) ?? null;
  const copy = structuredClone(root) as JsonObject;
  const next = rest.length === 0 ? by(copy[key] ?? null) : replaceIn(copy[key] ?? null, rest, by);
  if (next !== undefined) copy[key] = next;
  else if (Array.isArray(copy)) copy.splice(Number(key), 1);
  else delete copy[key];
  return copy;
}

describe.each([undefined, key])("any single edit of a saved plan, with the key %s,", (secret) => {
  it("is refused", () => {
    const keyed: Record<string, string> = secret === undefined ? {} : { OWCONF_PLAN_KEY: secret };
    return onPlanned(
      async (stage, plan) => {
        const saved = JSON.parse(plan);
        const mutations = [...listMutations(saved)];
        expect(mutations.length).toBeGreaterThan(300);
        const before = stage.server.requests.length;
        for (const { path, mutate } of mutations) {
          const edited = JSON.stringify(mutate(saved));
          expect(edited, path).not.toBe(JSON.stringify(saved));
          const { exitCode } = await applyPlan(stage, edited, [], { env: keyed });
          // Without its format it is a spec, and a wrong one.
          expect([path, exitCode]).toEqual([
            path,
            /^format(?: |$)/.test(path) ? expect.toSatisfy((code) => code === 3 || code === 5) : 5,
          ]);
        }
        expect(stage.server.requests).toHaveLength(before);
        expect((await applyPlan(stage, plan, [], { env: keyed })).exitCode).toBe(0);
      },
      { env: keyed },
    );
  });
});

describe("with OWCONF_PLAN_KEY", () => {
  const keyed = { env: { OWCONF_PLAN_KEY: key } };
  const setPassword = ({ server }: Stage, password: string) =>
    Object.assign(server.state.ldapServer, { app_dn_password: password });

  it.each([
    ["on the server", "live", (stage: Stage) => void setPassword(stage, "edited-canary"), {}],
    ["behind its reference", "desired", () => {}, { LDAP_BIND_PASSWORD: "another-canary" }],
  ])("a secret that became another one %s is noticed", (_where, side, edit, changed) =>
    onStage({}, async (stage) => {
      setPassword(stage, "before-canary");
      const [plain, sealed] = [await save(stage), await save(stage, [], keyed)];
      edit(stage);
      const env = { ...keyed.env, ...changed };
      const refused = await applyPlan(stage, sealed, [], { env });
      expectRefused(stage, refused, "saved-plan.stale");
      expect(refused.stdout).toMatch(
        new RegExp(`app_dn_password\n.*the ${side} value of then\n.*another ${side} value\n`),
      );
      expect(refused.stdout).not.toContain("canary");
      // Nobody without the key may tell.
      expect((await applyPlan(stage, plain, [], { env: changed })).exitCode).toBe(0);
    }),
  );

  it("no seal that was made without it counts, and none of another key", () =>
    onStage({}, async (stage) => {
      const [plain, sealed] = [await save(stage), await save(stage, [], keyed)];
      const forged = reseal(JSON.parse(sealed));
      expectRefused(
        stage,
        await applyPlan(stage, plain, [], keyed),
        "saved-plan.key",
        "without OWCONF_PLAN_KEY",
      );
      expectRefused(stage, await applyPlan(stage, forged, [], keyed), "saved-plan.key");
      expectRefused(stage, await applyPlan(stage, sealed), "saved-plan.key", "set OWCONF_PLAN_KEY");
      const another = { env: { OWCONF_PLAN_KEY: `another ${key}` } };
      expectRefused(
        stage,
        await applyPlan(stage, sealed, [], another),
        "saved-plan.edited",
        "another OWCONF_PLAN_KEY",
      );
      expect((await applyPlan(stage, sealed, [], keyed)).exitCode).toBe(0);
    }));

  it("a key that could be guessed is refused", () =>
    onStage({}, async ({ run }) => {
      const refused = await run(spec, ["plan", "--out", "plan.json"], {
        env: { ...env, OWCONF_PLAN_KEY: "short-canary" },
      });
      expect([refused.exitCode, refused.written]).toEqual([3, {}]);
      expect(refused.stderr).toContain("openssl rand -hex 32");
      expect(refused.stderr).not.toContain("canary");
    }));
});

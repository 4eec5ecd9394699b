import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSession } from "../../src/api/session.ts";
import { readLive } from "../../src/api/settings.ts";
import { applyPlan } from "../../src/apply/apply-plan.ts";
import { isSameValue } from "../../src/plan/compare.ts";
import { findObstacles } from "../../src/plan/find-obstacles.ts";
import { planChanges } from "../../src/plan/plan-changes.ts";
import type { Plan } from "../../src/plan/types.ts";
import { renderPlanJson } from "../../src/render/json.ts";
import { plain } from "../../src/render/paint.ts";
import { renderPlan } from "../../src/render/plan-text.ts";
import { resources } from "../../src/resources/index.ts";
import type { Field, JsonObject } from "../../src/resources/resource.ts";
import { type EmulatedServer, startEmulatedServer } from "../server/index.ts";
import { partOf, wholeOf } from "./settings.ts";

const release = "0.12.4";
const at = { url: "http://127.0.0.1:9", version: release };
const actor = { credential: "token", hasOAuth: false } as const;
let server: EmulatedServer;

beforeAll(async () => {
  server = await startEmulatedServer({
    release,
    admin: { name: "Ada", email: "admin@example.com", password: "apply-canary" },
  });
});
afterAll(() => server.close());

/** The fields that the release has, of each resource. */
const known = (name: string, held: JsonObject): Record<string, Field> =>
  Object.fromEntries(
    Object.entries(resources.find((one) => one.name === name)?.fields ?? {}).filter(([field]) =>
      Object.hasOwn(held, field),
    ),
  );

type Settings = Record<string, JsonObject>;

function createSettings(make: (fields: Record<string, Field>) => fc.Arbitrary<JsonObject>) {
  const { adminConfig, ldapServer } = server.state;
  return fc.record({
    adminConfig: make(known("adminConfig", adminConfig)),
    ldapServer: make(known("ldapServer", ldapServer)),
    ldapConfig: make(known("ldapConfig", { ENABLE_LDAP: true })),
  }) as fc.Arbitrary<Settings>;
}

function holdState(live: Settings): void {
  server.state.adminConfig = structuredClone({ ...live.adminConfig, UNKNOWN_SETTING: "kept" });
  server.state.ldapServer = structuredClone(live.ldapServer ?? {});
  server.state.ldapEnabled = live.ldapConfig?.ENABLE_LDAP ?? null;
}

function readState(): Settings {
  const { adminConfig, ldapServer, ldapEnabled } = server.state;
  return structuredClone({ adminConfig, ldapServer, ldapConfig: { ENABLE_LDAP: ldapEnabled } });
}

/** Returns the settings that differ, by what the server treats as the same. */
function findDifferences(wanted: Settings, held: Settings): string[] {
  return resources.flatMap(({ name, fields }) =>
    Object.keys({ ...wanted[name], ...held[name] })
      .filter((key) => !isSameValue(fields[key], wanted[name]?.[key] ?? null, held[name]?.[key] ?? null))
      .map((key) => `${name}.${key}`),
  );
}

describe("a plan from random settings to random settings", () => {
  it("is empty where both are the same", () => {
    fc.assert(
      fc.property(createSettings(wholeOf), (live) => {
        expect(planChanges(live, live, at, actor)).toMatchObject({ summary: { change: 0 }, dangers: [] });
      }),
      { numRuns: 100 },
    );
  });

  it("says the same as text and as JSON", () => {
    fc.assert(
      fc.property(createSettings(wholeOf), createSettings(partOf), (live, desired) => {
        expectAgreement(planChanges(desired, live, at, actor));
      }),
      { numRuns: 100 },
    );
  });

  it("brings the server to what is declared, and leaves all else", async () => {
    let applied = 0;
    const property = fc.asyncProperty(
      createSettings(wholeOf),
      createSettings(partOf),
      async (live, desired) => {
        // A random lifetime may be over at once.
        server.state.adminConfig.JWT_EXPIRES_IN = "1h";
        const token = server.issueToken();
        holdState(live);
        const before = readState();
        const session = await openSession({ url: server.url, credentials: { token } });
        try {
          const { live: seen } = await readLive(session.http);
          const plan = planChanges(desired, seen, session.server, session.actor);
          if (findObstacles(plan, desired, seen).length > 0) return;
          const report = await applyPlan({ plan, desired, live: seen, session });
          expect(report).toMatchObject({
            status: plan.summary.change > 0 ? "applied" : "in-sync",
            rollback: [],
          });
          const wanted = Object.fromEntries(
            resources.map(({ name }) => [name, { ...before[name], ...desired[name] }]),
          );
          expect(findDifferences(wanted, readState())).toEqual([]);
          expect(planChanges(desired, readState(), at, actor).summary.change).toBe(0);
          applied += plan.summary.change > 0 ? 1 : 0;
        } finally {
          await session.close();
        }
      },
    );
    await fc.assert(property, { numRuns: 60 });
    expect(applied).toBeGreaterThan(10);
  });
});

function expectAgreement(plan: Plan): void {
  const text = renderPlan(plan, [], plain);
  const json = JSON.parse(renderPlanJson(plan, [])) as Plan & { inSync: boolean };
  const counts =
    /^Plan: (\d+) settings? to change in (\d+) resources?, (\d+) in sync, (\d+) unmanaged\.$/m.exec(text);
  const changes = plan.resources.flatMap((one) => one.changes);
  expect(counts?.slice(1).map(Number)).toEqual([
    json.summary.change,
    json.summary.resources,
    json.summary.inSync,
    json.summary.unmanaged,
  ]);
  expect(json.summary.change).toBe(changes.length);
  expect(json.resources.flatMap((one) => one.changes)).toEqual(changes);
  expect(text.match(/^ {4}~ /gm)?.length ?? 0).toBe(changes.length);
  expect(json.inSync).toBe(changes.length === 0);
}

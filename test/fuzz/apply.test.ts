import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSession } from "../../src/api/session.ts";
import { readLive } from "../../src/api/settings.ts";
import { applyPlan } from "../../src/apply/apply-plan.ts";
import type { JsonObject } from "../../src/model/json.ts";
import type { Group, Leaf, Node } from "../../src/model/node.ts";
import type { Resource } from "../../src/model/resource.ts";
import { listLive, mergeDeclared } from "../../src/model/settings.ts";
import { listDifferences } from "../../src/plan/compare.ts";
import { findObstacles } from "../../src/plan/find-obstacles.ts";
import { planChanges } from "../../src/plan/plan-changes.ts";
import type { Plan } from "../../src/plan/types.ts";
import { isInRelease } from "../../src/releases/history.ts";
import { renderPlanJson } from "../../src/render/json.ts";
import { plain } from "../../src/render/paint.ts";
import { renderPlan } from "../../src/render/plan-text.ts";
import { findResource } from "../../src/resources/index.ts";
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

type Settings = Record<string, JsonObject>;
type Make = (settings: Readonly<Record<string, Node>>) => fc.Arbitrary<JsonObject>;

const names = ["adminConfig", "ldapServer", "ldapConfig", "permissions", "openai"];

/** Returns what of a node's settings a new server of the release has, or can have in entries. */
function pickKnown(node: Node, resource: Resource, path: string[]): Node | undefined {
  if (node.kind === "leaf") return isInRelease(resource, path, release) ? node : undefined;
  if (node.kind === "collection")
    return { ...node, item: pickKnown(node.item, resource, [...path, "x"]) as Leaf };
  const known = Object.entries(node.settings).flatMap(([name, one]): [string, Node][] => {
    // A connection is called by its prefix, too: one that says otherwise contradicts itself.
    const below = name === "prefix_id" ? undefined : pickKnown(one, resource, [...path, name]);
    return below ? [[name, below]] : [];
  });
  return { ...node, settings: Object.fromEntries(known) };
}

function createSettings(make: Make): fc.Arbitrary<Settings> {
  const made = names.map((name): [string, fc.Arbitrary<JsonObject>] => {
    const known = pickKnown(findResource(name).root, findResource(name), []) as Group;
    return [name, make(known.settings)];
  });
  return fc.record(Object.fromEntries(made));
}

/** Returns settings of a spec as a server holds them. */
function toLive(name: string, settings: JsonObject): JsonObject {
  return mergeDeclared(findResource(name).root, {}, settings) as JsonObject;
}

function toLiveAll(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).map(([name, one]) => [name, toLive(name, one)]));
}

function holdState({ adminConfig, ldapServer, ldapConfig, ...others }: Settings): void {
  server.state.adminConfig = structuredClone({ ...adminConfig, UNKNOWN_SETTING: "kept" });
  server.state.ldapServer = structuredClone(ldapServer ?? {});
  server.state.ldapEnabled = ldapConfig?.enabled ?? null;
  for (const [name, held] of Object.entries(others)) {
    const { wrap = (settings) => settings } = findResource(name).write;
    server.state.settings[name] = structuredClone(wrap(held)) as JsonObject;
  }
}

function readState(): Settings {
  const { adminConfig, ldapServer, ldapEnabled, settings } = server.state;
  const { permissions = {}, openai = {} } = settings;
  const joined = findResource("openai").read.unwrap?.(openai) as JsonObject;
  return structuredClone({
    adminConfig,
    ldapServer,
    ldapConfig: { enabled: ldapEnabled },
    permissions,
    openai: joined,
  });
}

/** Returns the settings that differ, by what the server treats as the same. */
function findDifferences(wanted: Settings, held: Settings): string[] {
  return names.flatMap((name) => {
    const list = (settings: JsonObject = {}) => listLive(findResource(name).root, settings);
    return listDifferences(list(wanted[name]), list(held[name])).map((key) => `${name}.${key}`);
  });
}

describe("a plan from random settings to random settings", () => {
  it("is empty where both are the same", () => {
    fc.assert(
      fc.property(createSettings(wholeOf), (settings) => {
        const plan = planChanges(settings, toLiveAll(settings), at, actor);
        expect(plan).toMatchObject({ summary: { change: 0 }, dangers: [] });
      }),
      { numRuns: 100 },
    );
  });

  it("says the same as text and as JSON", () => {
    fc.assert(
      fc.property(createSettings(wholeOf), createSettings(partOf), (live, desired) => {
        expectAgreement(planChanges(desired, toLiveAll(live), at, actor));
      }),
      { numRuns: 100 },
    );
  });

  it("brings the server to what is declared, and leaves all else", async () => {
    let applied = 0;
    const property = fc.asyncProperty(
      createSettings(wholeOf),
      createSettings(partOf),
      async (given, desired) => {
        const live = toLiveAll(given);
        // A random lifetime may be over at once.
        server.state.adminConfig.JWT_EXPIRES_IN = "1h";
        const token = server.issueToken();
        holdState(live);
        const before = readState();
        const session = await openSession({ url: server.url, credentials: { token } });
        try {
          const { live: seen } = await readLive(session.http, session.server.version, names);
          const plan = planChanges(desired, seen, session.server, session.actor);
          if (findObstacles(plan, desired, seen).length > 0) return;
          const report = await applyPlan({ plan, desired, live: seen, session });
          expect(report).toMatchObject({
            status: plan.summary.change > 0 ? "applied" : "in-sync",
            rollback: [],
          });
          const wanted = Object.fromEntries(
            names.map((name) => [
              name,
              mergeDeclared(findResource(name).root, before[name], desired[name] ?? {}) as JsonObject,
            ]),
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
    /^Plan: (\d+) settings? to change in (\d+) resources?, (\d+) dangerous, (\d+) in sync, (\d+) unmanaged\.$/m.exec(
      text,
    );
  const changes = plan.resources.flatMap((one) => one.changes);
  expect(counts?.slice(1).map(Number)).toEqual([
    json.summary.change,
    json.summary.resources,
    json.summary.dangerous,
    json.summary.inSync,
    json.summary.unmanaged,
  ]);
  const top = changes.filter(({ within }) => within === undefined);
  expect(json.summary.change).toBe(top.length);
  expect(json.summary.dangerous).toBe(changes.filter(({ dangers }) => dangers !== undefined).length);
  expect(json.resources.flatMap((one) => one.changes)).toEqual(changes);
  expect(text.match(/^ {4}[~+-] /gm)?.length ?? 0).toBe(top.length);
  expect(json.inSync).toBe(changes.length === 0);
}

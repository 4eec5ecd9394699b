import { toStableJson } from "../model/json.ts";
import type { Change, Plan } from "../plan/types.ts";
import type { SavedPlan } from "./formats.ts";

/** Something in which a saved plan is not what would be done now. */
export interface Difference {
  /** A path in the spec, or a part of the plan. */
  what: string;
  /** What the saved plan has; undefined for nothing. */
  planned?: unknown;
  now?: unknown;
}

/** What a saved plan says of a plan. */
export function toSavedForm({ resources, dangers, summary }: Plan): SavedPlan["plan"] {
  return { resources, dangers, summary };
}

/** Returns in what a saved plan and one that was made now differ, as far as it decides what is done. Pure. */
export function findDifferences(saved: SavedPlan, now: SavedPlan): Difference[] {
  const found = [
    ...compare("server.version", saved.server.version, now.server.version),
    ...compareByKey(indexChanges(saved), indexChanges(now)),
    ...compareByKey(indexDangers(saved), indexDangers(now)),
    ...compare("allow", saved.allow, now.allow),
  ];
  const told = new Set(found.map(({ what }) => what));
  const values = compareFingerprints(saved, now).filter(({ what }) => !told.has(what));
  const all = [...found, ...values];
  return all.length > 0 ? all : compare("order", listWrites(saved), listWrites(now));
}

function compare(what: string, planned: unknown, now: unknown): Difference[] {
  return isSame(planned, now) ? [] : [{ what, planned, now }];
}

function compareByKey(
  planned: ReadonlyMap<string, unknown>,
  now: ReadonlyMap<string, unknown>,
): Difference[] {
  const keys = new Set([...planned.keys(), ...now.keys()]);
  return [...keys].flatMap((key) => compare(key, planned.get(key), now.get(key)));
}

function isSame(a: unknown, b: unknown): boolean {
  return toStableJson([a ?? null] as never) === toStableJson([b ?? null] as never);
}

function listChanges({ plan }: SavedPlan): Change[] {
  return plan.resources.flatMap(({ changes }) => changes);
}

function indexChanges(saved: SavedPlan): Map<string, Change> {
  return new Map(listChanges(saved).map((change) => [change.path, change]));
}

/** What a danger is called and may do is told by owconf, not by the server. */
function indexDangers({ plan }: SavedPlan): Map<string, unknown> {
  return new Map(
    plan.dangers.map(({ name, paths, resources }) => [`danger ${name}`, { name, paths, resources }]),
  );
}

function compareFingerprints(saved: SavedPlan, now: SavedPlan): Difference[] {
  const paths = new Set([...Object.keys(saved.fingerprints), ...Object.keys(now.fingerprints)]);
  return [...paths].flatMap((path): Difference[] => {
    const [was, is] = [saved.fingerprints[path], now.fingerprints[path]];
    if (isSame(was, is)) return [];
    const side = was?.live === is?.live ? "desired" : "live";
    return [{ what: path, planned: `the ${side} value of then`, now: `another ${side} value` }];
  });
}

/** In which order, and how much: what is in sync, too. */
function listWrites({ plan }: SavedPlan): unknown {
  const { change, resources, inSync } = plan.summary;
  return {
    resources: plan.resources.map(({ resource, path, inSync, changes }) => ({
      ...{ resource, path, inSync, changes: changes.map((one) => one.path) },
    })),
    dangers: plan.dangers.map(({ name }) => name),
    ...{ change, written: resources, inSync },
  };
}

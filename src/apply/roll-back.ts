import { isAway, retry } from "../api/retry.ts";
import { writeResource } from "../api/settings.ts";
import type { Json } from "../model/json.ts";
import { displayPath, isWithin, showPath } from "../model/path.ts";
import type { Resource } from "../model/resource.ts";
import {
  findReordered,
  holdsWanted,
  isHidden,
  listDeclared,
  listLive,
  restoreSettings,
  type Setting,
  type Settings,
} from "../model/settings.ts";
import { buildBody } from "../plan/build-body.ts";
import { holdsAllSame, holdsSame, listDifferences } from "../plan/compare.ts";
import type { Failure, Remainder, RollbackReport } from "../plan/report.ts";
import { toFailure } from "./failure.ts";
import { nameOrder } from "./judge-step.ts";
import { readSurely, requireWhole } from "./readings.ts";
import type { StepContext, Undo } from "./step.ts";

const maxAttempts = 3;

/**
 * Puts back what owconf changed in one resource, and reads it again; what fails is tried anew, three
 * times in all. What somebody else wrote meanwhile stays. Returns what is not as before; never throws.
 */
export async function rollBack(undo: Undo, context: StepContext): Promise<RollbackReport> {
  const { resource, title, path } = undo.planned;
  const isRestored = ({ live }: Restored) => live !== undefined && findRemaining(undo, live).length === 0;
  const restored = await retry(
    () => restore(undo, context),
    (outcome, attempt) =>
      "error" in outcome || outcome.result.isFinal || isRestored(outcome.result) || attempt === maxAttempts
        ? undefined
        : attempt * 500,
    context.clock.sleep,
  );
  if (isRestored(restored)) return { resource, title, path, status: "restored", remaining: [] };
  const { live, failure } = restored;
  const remaining = findRemaining(undo, live);
  return { resource, title, path, status: "incomplete", remaining, ...(failure ? { failure } : {}) };
}

/** What a rollback left; `live` is missing when it could not be read. */
interface Restored {
  live?: Json;
  failure?: Failure;
  /** A further attempt would not help. */
  isFinal?: boolean;
}

async function restore(undo: Undo, context: StepContext): Promise<Restored> {
  const { resource, before, after, declared } = undo;
  let live: Json;
  try {
    live = await readWhole(undo, context, (now) => after !== undefined && holdsAllSame(resource, now, after));
  } catch (error) {
    return { failure: toFailure(error), isFinal: isAway(error) };
  }
  const { picked, refused } = pickSettings(undo, live, context.version);
  let failure = refused.length > 0 ? describeRefused(refused) : undefined;
  const isFinal = refused.length > 0 || picked.size === 0;
  if (picked.size > 0) {
    const settings = restoreSettings(resource.root, live, before, picked, declared);
    try {
      const body = buildBody(resource, settings, picked);
      await writeResource(context.http, resource, { settings, body });
    } catch (error) {
      failure = toFailure(error);
    }
    try {
      // That the server is as before is only said after two readings.
      live = await readWhole(undo, context, () => false);
    } catch (error) {
      return { failure: failure ?? toFailure(error), isFinal: isAway(error) };
    }
  }
  return { live, isFinal, ...(failure ? { failure } : {}) };
}

/** The settings to put back: those that are still ours, less what the server would refuse. */
function pickSettings(undo: Undo, live: Json, version: string) {
  const { resource, before, declared } = undo;
  const { root } = resource;
  const [was, is] = [listLive(root, before, declared), listLive(root, live, declared)];
  const wanted = [...listDeclared(root, declared)];
  const theirs = wanted.filter(([key, one]) => one.isEntry && !was.has(key) && !isUntouched(undo, one, is));
  const ours = wanted
    .filter(([key, one]) => holdsWanted(one, is.get(key)?.value) && !holdsSame(key, is, was))
    .filter(([, { path }]) => !theirs.some(([, entry]) => isWithin(path, entry.path)))
    .map(([key]) => key);
  const restored = restoreSettings(root, live, before, new Set(ours), declared);
  const refusals = resource.findRefusals?.(restored, version, ours) ?? [];
  const refused = refusals.map(({ path }) => showPath(path)).filter((key) => ours.includes(key));
  return { picked: new Set(ours.filter((key) => !refused.includes(key))), refused };
}

/** False for a new entry in which somebody else has changed something: it is theirs, too, and stays. */
function isUntouched({ resource, after, declared }: Undo, entry: Setting, is: Settings): boolean {
  if (after === undefined) return true;
  const then = listLive(resource.root, after, declared);
  return [...then.values(), ...is.values()]
    .filter(({ path }) => isWithin(path, entry.path))
    .every(({ path }) => holdsSame(showPath(path), then, is));
}

/** Reads, surely. What is written back is made from this: the server resets what a body leaves out. */
async function readWhole(
  { resource, before }: Undo,
  context: StepContext,
  isExpected: (live: Json) => boolean,
): Promise<Json> {
  const live = await readSurely(resource, context, { isExpected });
  requireWhole(resource, live, before, context);
  return live;
}

function findRemaining({ resource, changes, before, declared }: Undo, live: Json | undefined): Remainder[] {
  const { root, specPath } = resource;
  const was = listLive(root, before, declared);
  if (live === undefined) {
    return [...changes].map(([key, { path, sensitive }]) => {
      const old = was.get(key);
      const isShown = !sensitive && old?.value !== undefined && !old.isEntry && !isHidden(root, old);
      return { path, sensitive, ...(isShown ? { before: old.value as Json } : {}) };
    });
  }
  const is = listLive(root, live, declared);
  return [
    ...listDifferences(was, is).map((key) => describeRemainder(resource, was.get(key), is.get(key))),
    ...findReordered(root, before, live, declared).map((path) => ({
      path: nameOrder([...specPath, ...path]),
      sensitive: true,
    })),
  ];
}

function describeRemainder(
  { root, specPath }: Resource,
  before: Setting | undefined,
  live: Setting | undefined,
): Remainder {
  const { path, isEntry } = before ?? live ?? { path: [] };
  const place = displayPath([...specPath, ...path]);
  if (isEntry)
    return { path: place, sensitive: false, before: before !== undefined, live: live !== undefined };
  if ([before, live].some((one) => one && isHidden(root, one))) return { path: place, sensitive: true };
  return {
    path: place,
    sensitive: false,
    ...(before?.value === undefined ? {} : { before: before.value }),
    ...(live?.value === undefined ? {} : { live: live.value }),
  };
}

function describeRefused(fields: string[]): Failure {
  return {
    code: "rollback.refused-by-server",
    message: `the server does not take back what it held before: ${fields.join(", ")}`,
    hint: "an LDAP server that was never set up cannot be restored; switched off, it does nothing",
  };
}

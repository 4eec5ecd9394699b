import type { Json } from "../model/json.ts";
import { displayPath, isWithin, type Path, showPath } from "../model/path.ts";
import type { Resource } from "../model/resource.ts";
import {
  findReordered,
  holdsWanted,
  isHidden,
  isSameValue,
  listDeclared,
  listLive,
  type Settings,
} from "../model/settings.ts";
import { listDifferences } from "../plan/compare.ts";
import { findChanges, type KeyedChanges } from "../plan/find-changes.ts";
import type { Failure, SettingOutcome, StepReport } from "../plan/report.ts";
import type { Change, ResourcePlan } from "../plan/types.ts";

/** All that was seen of one write. */
export interface Readings {
  /** The server's release. */
  version: string;
  declared: Json;
  before: Json;
  /** The settings in the write's answer, if it had any. */
  answered?: Json;
  after: Json;
  /** Why the write failed, if it did. */
  failure?: Failure;
  /** The server said that the write failed, and means it; false for an answer that got lost. */
  isRefused?: boolean;
}

/** The same readings, setting by setting. */
interface Seen {
  wanted: Settings;
  before: Settings;
  answered: Settings | undefined;
  after: Settings;
}

/** Says of each changed setting how it ended. Pure. */
export function judgeStep(
  resource: Resource,
  planned: ResourcePlan,
  changes: KeyedChanges,
  readings: Readings,
): StepReport {
  const { declared, before, answered, after, failure, isRefused } = readings;
  const list = (settings: Json) => listLive(resource.root, settings, declared);
  const seen: Seen = {
    wanted: listDeclared(resource.root, declared),
    before: list(before),
    answered: answered === undefined ? undefined : list(answered),
    after: list(after),
  };
  const settings = [...changes].map(([key, change]) => judgeChange(resource, key, change, seen));
  const wrong = [...findChanges(resource, declared, after, readings.version).values()].map(
    ({ path }) => path,
  );
  const { resource: name, title, path } = planned;
  const report = {
    resource: name,
    title,
    path,
    settings,
    sideEffects: [
      ...findSideEffects(seen),
      ...findReordered(resource.root, before, after, declared).map(nameOrder),
    ],
  };
  if (wrong.length === 0 && failure && isRefused) {
    const stored = settings.map((one): SettingOutcome => ({ ...one, outcome: "stored" }));
    return { ...report, settings: stored, status: "failed", failure: describeStored(failure) };
  }
  // A write whose answer was lost and whose values all read back has happened.
  if (wrong.length === 0) return { ...report, status: "applied" };
  // Of a write that was refused as a whole, no setting was ignored.
  const isWhole = failure && settings.every(({ outcome }) => outcome === "ignored");
  return {
    ...report,
    settings: isWhole ? [] : settings,
    status: "failed",
    failure: failure ?? describeUnverified(wrong, settings),
  };
}

function judgeChange({ root }: Resource, key: string, change: Change, seen: Seen): SettingOutcome {
  const { path, sensitive, within } = change;
  const wanted = seen.wanted.get(key);
  const read = (settings: Settings | undefined) => settings?.get(key)?.value;
  const now = read(seen.after);
  const holds = (value: Json | undefined) => isSameValue(wanted?.leaf, now ?? null, value ?? null);
  const outcome = holdsWanted(wanted ?? { value: undefined }, now)
    ? "applied"
    : holds(read(seen.before))
      ? "ignored"
      : seen.answered && holds(read(seen.answered))
        ? "normalised"
        : "changed-meanwhile";
  const isShown =
    !sensitive &&
    wanted &&
    now !== undefined &&
    !wanted.isEntry &&
    !isHidden(root, { ...wanted, value: now });
  return {
    path,
    ...(within === undefined ? {} : { within }),
    sensitive,
    outcome,
    ...(isShown ? { live: now } : {}),
  };
}

/** Settings that changed though nobody declared them; those of an entry that was added or removed belong to it. */
function findSideEffects({ wanted, before, after }: Seen): string[] {
  const moved = [...wanted.values()].filter(({ path, isEntry }) => {
    const key = showPath(path);
    return isEntry && before.has(key) !== after.has(key);
  });
  return listDifferences(before, after).flatMap((key) => {
    const path = (before.get(key) ?? after.get(key))?.path ?? [];
    const isExpected = wanted.has(key) || moved.some((entry) => isWithin(path, entry.path));
    return isExpected ? [] : [displayPath(path)];
  });
}

/** Returns what the order of a list is called. */
export function nameOrder(path: Path): string {
  return `${displayPath(path)} (order)`.trim();
}

function describeUnverified(paths: string[], settings: SettingOutcome[]): Failure {
  const bad = settings.filter(({ outcome }) => outcome !== "applied");
  const list = bad.length > 0 ? bad.map(({ path, outcome }) => `${path} (${outcome})`) : paths;
  return {
    code: "apply.not-verified",
    message: `the server answered success and does not hold what was written: ${list.join(", ")}`,
    hint: "see what the server holds now with owconf plan; its documentation says which values it takes",
  };
}

function describeStored({ message, hint }: Failure): Failure {
  return {
    code: "apply.failed-but-stored",
    message: `${message}; the settings were stored all the same, but what they start did not work`,
    ...(hint === undefined ? {} : { hint }),
  };
}

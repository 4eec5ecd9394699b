import type { Json } from "../model/json.ts";
import { displayPath, isWithin } from "../model/path.ts";
import type { Resource } from "../model/resource.ts";
import {
  isHidden,
  isSameValue,
  listDeclared,
  listLive,
  type Setting,
  type Settings,
} from "../model/settings.ts";
import { factoryValueOf, settleValue } from "../releases/history.ts";
import { isNewerThanKnown } from "../releases/releases.ts";
import type { Change } from "./types.ts";

/**
 * Changes by the key that their setting has in `listDeclared`. Never printed: the name of an entry may be an address
 * with a password in it. The paths that changes show have none, and so two entries can show the same.
 */
export type KeyedChanges = ReadonlyMap<string, Change>;

/** Returns the declared settings of one resource whose live value differs on a server of that release. Pure. */
export function findChanges(resource: Resource, declared: Json, live: Json, version: string): KeyedChanges {
  const held = listLive(resource.root, live, declared);
  const created: Setting[] = [];
  const changes = listDiffering(resource, declared, held, version).map(([key, wanted]): [string, Change] => {
    const entry = created.find(({ path }) => isWithin(wanted.path, path));
    const change = describeChange(resource, wanted, held.get(key), entry, version);
    if (change.action === "create" && wanted.isEntry) created.push(wanted);
    return [key, change];
  });
  return new Map(changes);
}

/** Returns the keys of what `findChanges` finds. Pure. */
export function listChangedKeys(resource: Resource, declared: Json, live: Json, version: string): string[] {
  const held = listLive(resource.root, live, declared);
  return listDiffering(resource, declared, held, version).map(([key]) => key);
}

function listDiffering(
  resource: Resource,
  declared: Json,
  held: Settings,
  version: string,
): [string, Setting][] {
  return [...listDeclared(resource.root, declared)].filter(([key, { path, value, leaf }]) => {
    const now = held.get(key)?.value;
    if (now === undefined || value === undefined) return now !== value;
    const settle = (one: Json) => settleValue(resource, path, one, version);
    return !isSameValue(leaf, settle(now), settle(value));
  });
}

function describeChange(
  resource: Resource,
  wanted: Setting,
  live: Setting | undefined,
  entry: Setting | undefined,
  version: string,
): Change {
  const { path, value, isEntry } = wanted;
  const show = (below: Setting["path"]) => displayPath([...resource.specPath, ...below]);
  const action =
    value === undefined ? "delete" : entry || (isEntry && live === undefined) ? "create" : "update";
  const change = { path: show(path), action, ...(entry ? { within: show(entry.path) } : {}) } as const;
  if (isEntry) return { ...change, sensitive: false };
  if ([wanted, live].some((one) => one && isHidden(resource.root, one))) {
    return { ...change, sensitive: true, secretChange: describeSecretChange(live?.value, value) };
  }
  return {
    ...change,
    sensitive: false,
    ...(live?.value === undefined ? {} : { live: live.value }),
    ...(value === undefined ? {} : { desired: value }),
    ...(live && isFactoryValue(resource, live, version) ? { factory: true } : {}),
  };
}

/** What a newer release came with is not known. */
function isFactoryValue(resource: Resource, { path, value, leaf }: Setting, version: string): boolean {
  const factory = isNewerThanKnown(version) ? undefined : factoryValueOf(resource, path, version);
  return factory !== undefined && value !== undefined && isSameValue(leaf, value, factory);
}

function describeSecretChange(
  live: Json | undefined,
  desired: Json | undefined,
): Required<Change>["secretChange"] {
  const isNothing = (value: Json | undefined) => value === undefined || value === null || value === "";
  if (isNothing(desired)) return "cleared";
  return isNothing(live) ? "set" : "changed";
}

/** Returns how many of the declared settings are in sync, and how many the server holds besides. Pure. */
export function countUnchanged(
  resource: Resource,
  declared: Json,
  live: Json,
  changes: KeyedChanges,
): { inSync: number; unmanaged: number } {
  const isSetting = ({ isEntry, value }: Setting) => !isEntry && value !== undefined;
  const wanted = listDeclared(resource.root, declared);
  // What an entry that is removed holds goes with it.
  const removed = [...wanted.values()].filter(({ isEntry, value }) => isEntry && value === undefined);
  const isRemoved = ({ path }: Setting) => removed.some((entry) => isWithin(path, entry.path));
  const count = (settings: Settings, isCounted: (setting: Setting, key: string) => boolean) =>
    [...settings].filter(([key, setting]) => isSetting(setting) && isCounted(setting, key)).length;
  return {
    inSync: count(wanted, (_, key) => !changes.has(key)),
    unmanaged: count(
      listLive(resource.root, live, declared),
      (one, key) => !wanted.has(key) && !isRemoved(one),
    ),
  };
}

import { type Json, toStableJson } from "../model/json.ts";
import { displayPath } from "../model/path.ts";
import type { Desired, Live, Resource } from "../model/resource.ts";
import { isHidden, listDeclared, listLive, type Setting } from "../model/settings.ts";
import { settleValue } from "../releases/history.ts";
import { findResource } from "../resources/index.ts";

/** Makes fingerprints that can only be compared with those of the same salt and key. */
export interface Fingerprinter {
  /** Only with a key is there a fingerprint of a secret: without one, a short secret could be guessed from it. */
  keyed: boolean;
  /** Returns the fingerprint of a text. */
  take: (text: string) => string;
}

/** What the server holds of a setting, and what it shall hold. */
export interface FingerprintPair {
  live: string;
  desired: string;
}

/**
 * Returns the fingerprints of all declared settings, by their paths in the spec. Two are the same when the server
 * treats the values as the same.
 */
export function takeFingerprints(
  desired: Desired,
  live: Live,
  version: string,
  fingerprinter: Fingerprinter,
): Record<string, FingerprintPair> {
  const pairs = Object.entries(desired).flatMap(([name, declared]) => {
    const resource = findResource(name);
    const held = listLive(resource.root, live[name] ?? null, declared);
    return [...listDeclared(resource.root, declared)].map(([key, wanted]): [string, FingerprintPair] => {
      const take = (setting: Setting | undefined) =>
        takeFingerprint(resource, setting, version, fingerprinter);
      const path = displayPath([...resource.specPath, ...wanted.path]);
      return [path, { live: take(held.get(key)), desired: take(wanted) }];
    });
  });
  return Object.fromEntries(pairs);
}

function takeFingerprint(
  resource: Resource,
  setting: Setting | undefined,
  version: string,
  { keyed, take }: Fingerprinter,
): string {
  if (setting?.value === undefined) return "absent";
  const { path, leaf } = setting;
  const settled = settleValue(resource, path, setting.value, version);
  const value: Json = leaf?.canonical?.(settled) ?? settled;
  if (isHidden(resource.root, setting)) {
    if (value === null || value === "") return "empty";
    if (!keyed) return "hidden";
  }
  // With the path, so that nobody sees which settings hold the same secret.
  return take(JSON.stringify([resource.name, ...path, toStableJson(value)]));
}

/** Returns whether a value is another one than before; undefined where the fingerprints do not tell. */
export function hasMoved(before: string, now: string): boolean | undefined {
  if (before === "unknown" || (before === "hidden" && now === "hidden")) return undefined;
  return before !== now;
}

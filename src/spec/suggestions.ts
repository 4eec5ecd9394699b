import type { Group } from "../model/node.ts";
import type { Path } from "../model/path.ts";
import { findNode } from "../model/settings.ts";
import { listNamedNodes, type NamedNode } from "./model.ts";
import { joinWithOr, normalizeName } from "./text.ts";
import { describeEnvironmentOnly, describeUnmanaged } from "./well-known-names.ts";

/** Returns how many letters have to be changed, added, dropped or swapped with their neighbour (Damerau, restricted). */
export function measureDistance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const same = left[row - 1] === right[column - 1];
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (
        row > 1 &&
        column > 1 &&
        left[row - 1] === right[column - 2] &&
        left[row - 2] === right[column - 1]
      ) {
        cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      }
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return last[right.length] ?? 0;
}

/** Returns the candidate that was probably meant, or undefined. Letter case does not count. */
export function suggestName(name: string, candidates: Iterable<string>, maxDistance = 3): string | undefined {
  if (name.length > 60) return undefined;
  const wanted = normalizeName(name);
  let best: string | undefined;
  let least = Math.min(maxDistance, Math.floor(wanted.length / 3)) + 0.5;
  for (const candidate of candidates) {
    const distance = measureDistance(wanted, normalizeName(candidate));
    if (distance >= least) continue;
    best = candidate;
    least = distance;
  }
  return best;
}

/** Returns a hint for a key that its section does not know. */
export function suggestKey(root: Group, path: Path, key: string): string {
  const section = findNode(root, path);
  const here = section?.kind === "group" ? Object.keys(section.settings) : [];
  const wanted = normalizeName(key);
  const isMeant = (name: string) => normalizeName(name) === wanted;
  const identity = describeIdentity(root, path, key);
  if (identity !== undefined) return identity;
  const named = takeNearest(
    listNamedNodes().filter(({ names }) => names.some(isMeant)),
    path,
  );
  const inSection = named.filter((one) => isBelow(one, path)).map((one) => one.path.at(-1) ?? "");
  if (inSection.length > 0) return suggest(inSection.map((one) => `"${one}"`));
  const partial = here.filter((one) => normalizeName(one).endsWith(wanted));
  // "password" below ldap.server means the bind password, not that of the sign-in.
  if (partial.length === 1 && !/[_ ]/.test(key) && key.length > 3) return suggest([`"${partial[0]}"`]);
  const elsewhere = path.length === 0 ? describeUnmanaged(key) : undefined;
  if (elsewhere !== undefined) return elsewhere;
  const isExact = named.some(({ names }) => names.includes(key));
  const environment = isExact ? undefined : describeEnvironmentOnly(key);
  if (environment !== undefined) return environment;
  const slip = suggestName(key, here, 1);
  if (slip !== undefined) return suggest([`"${slip}"`]);
  if (named.length > 0) return listPlaces(named, (places) => `move it to ${places}`);
  const near = suggestName(key, here);
  if (near !== undefined) return suggest([`"${near}"`]);
  const names = listNamedNodes().flatMap((one) => one.names);
  const far = findLabel(key, names) ?? suggestName(key, names);
  if (far !== undefined) {
    const meant = listNamedNodes().filter((one) => one.names.includes(far));
    return listPlaces(takeNearest(meant, path), (places) => `did you mean ${places}?`);
  }
  if (here.length <= (path.length === 0 ? 40 : 8)) return `valid keys: ${here.join(", ")}`;
  return "`owconf schema` lists all settings";
}

function suggest(names: readonly string[]): string {
  return `did you mean ${joinWithOr(names)}?`;
}

/** The name of an entry stands for what tells it apart, which is no setting of its own. */
function describeIdentity(root: Group, path: Path, key: string): string | undefined {
  for (let length = path.length - 1; length > 0; length -= 1) {
    const collection = findNode(root, path.slice(0, length));
    if (collection?.kind !== "collection") continue;
    const identity = [...path.slice(length + 1), key];
    const isIt = identity.join() === collection.identity?.join();
    return isIt ? `remove it: the name of the entry is its ${key}` : undefined;
  }
  return undefined;
}

const maxPlaces = 4;

/** Returns the advice for the places of these settings, or of very many their sections. */
function listPlaces(nodes: readonly NamedNode[], advise: (places: string) => string): string {
  const places = nodes.map(({ path }) => showPlace(path));
  if (places.length <= maxPlaces) return advise(joinWithOr(places));
  const sections = nodes.map(({ path }) => showPlace(path.slice(0, Math.max(1, path.length - 1))));
  return `settings of this name are in ${[...new Set(sections)].join(", ")}`;
}

function showPlace(path: Path): string {
  return path.map((key) => (key === "*" ? "<name>" : key)).join(".");
}

/** Returns those that share most of a path: several settings may have one label. */
function takeNearest(nodes: readonly NamedNode[], path: Path): NamedNode[] {
  const shared = nodes.map((one) => countShared(one.path, path));
  const most = Math.max(...shared);
  return nodes.filter((_, index) => shared[index] === most);
}

/** Older releases put words around a label: "Enable New Sign Ups", "Memories (Beta)". */
function findLabel(key: string, names: Iterable<string>): string | undefined {
  if (!key.includes(" ")) return undefined;
  const words = ` ${key.toLowerCase().replaceAll(/\W+/g, " ")} `;
  return [...names]
    .filter((name) => /^[A-Z].*[a-z]/.test(name) && words.includes(` ${name.toLowerCase()} `))
    .toSorted((a, b) => b.length - a.length)[0];
}

function isBelow({ path }: NamedNode, section: Path): boolean {
  return path.length === section.length + 1 && countShared(path, section) === section.length;
}

/** Returns how many keys two paths share from their beginning; `pattern` has "*" for any name. */
function countShared(pattern: Path, path: Path): number {
  const end = pattern.findIndex((key, index) => key !== path[index] && (key !== "*" || index >= path.length));
  return end === -1 ? pattern.length : end;
}

import { findEntry, listSettings, type Section } from "./model.ts";
import { normalizeName } from "./text.ts";
import { describeWellKnown } from "./well-known-names.ts";

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
export function suggestName(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length > 60) return undefined;
  const wanted = normalizeName(name);
  let best: string | undefined;
  let least = Math.min(3, Math.floor(wanted.length / 3)) + 0.5;
  for (const candidate of candidates) {
    const distance = measureDistance(wanted, normalizeName(candidate));
    if (distance >= least) continue;
    best = candidate;
    least = distance;
  }
  return best;
}

/** Returns a hint for a key that its section does not know. */
export function suggestKey(root: Section, path: readonly string[], key: string): string {
  const section = findEntry(root, path);
  const here = section?.kind === "section" ? [...section.entries.keys()] : [];
  const settings = listSettings(root);
  const wanted = normalizeName(key);
  const isMeant = (name: string) => normalizeName(name) === wanted;
  const named = settings
    .filter(([at, one]) => [at.at(-1) ?? "", ...one.aliases].some(isMeant))
    .map(([at]) => at)
    .toSorted((a, b) => countShared(b, path) - countShared(a, path))[0];
  const same = here.find(isMeant) ?? (isBelow(named, path) ? named?.at(-1) : undefined);
  if (same !== undefined) return `did you mean "${same}"?`;
  const partial = here.filter((one) => normalizeName(one).endsWith(wanted));
  // "password" below ldap.server means the bind password, not that of the sign-in.
  if (partial.length === 1 && key.includes("_") === false && key.length > 3)
    return `did you mean "${partial[0]}"?`;
  const wellKnown = describeWellKnown(key);
  if (wellKnown !== undefined) return wellKnown;
  if (named !== undefined) return `move it to ${named.join(".")}`;
  const near = suggestName(key, here);
  if (near !== undefined) return `did you mean "${near}"?`;
  const paths = new Map(
    settings.flatMap(([at, one]) => [at.at(-1) ?? "", ...one.aliases].map((name) => [name, at.join(".")])),
  );
  const far = findLabel(key, paths.keys()) ?? suggestName(key, paths.keys());
  if (far !== undefined) return `did you mean ${paths.get(far)}?`;
  if (here.length <= 8) return `valid keys: ${here.join(", ")}`;
  return "`owconf schema` lists all settings";
}

/** Older releases put words around a label: "Enable New Sign Ups", "Memories (Beta)". */
function findLabel(key: string, names: Iterable<string>): string | undefined {
  if (!key.includes(" ")) return undefined;
  const words = ` ${key.toLowerCase().replaceAll(/\W+/g, " ")} `;
  return [...names]
    .filter((name) => /^[A-Z].*[a-z]/.test(name) && words.includes(` ${name.toLowerCase()} `))
    .toSorted((a, b) => b.length - a.length)[0];
}

function isBelow(path: readonly string[] | undefined, section: readonly string[]): boolean {
  return path?.length === section.length + 1 && countShared(path, section) === section.length;
}

function countShared(left: readonly string[], right: readonly string[]): number {
  const end = left.findIndex((key, index) => key !== right[index]);
  return end === -1 ? left.length : end;
}

import { findEntry, listSettings, type Section } from "./model.ts";

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
  const wanted = normalize(name);
  let best: string | undefined;
  let least = Math.min(3, Math.floor(wanted.length / 3)) + 0.5;
  for (const candidate of candidates) {
    const distance = measureDistance(wanted, normalize(candidate));
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
  const elsewhere = settings.find(
    ([at, one]) => normalize(at.at(-1) ?? "") === normalize(key) || one.aliases.some((a) => a === key),
  );
  const same = here.find((one) => normalize(one) === normalize(key));
  if (same !== undefined) return `did you mean "${same}"?`;
  const partial = here.filter((one) => normalize(one).endsWith(normalize(`_${key}`)));
  // "password" below ldap.server means the bind password, not that of the sign-in.
  if (partial.length === 1 && key.includes("_") === false && key.length > 3)
    return `did you mean "${partial[0]}"?`;
  if (elsewhere !== undefined) return `it belongs elsewhere: ${elsewhere[0].join(".")}`;
  const near = suggestName(key, here);
  if (near !== undefined) return `did you mean "${near}"?`;
  const names = new Map(
    settings.flatMap(([at, one]) => [at.at(-1) ?? "", ...one.aliases].map((name) => [name, at.join(".")])),
  );
  const far = suggestName(key, names.keys());
  if (far !== undefined) return `did you mean ${names.get(far)}?`;
  if (here.length <= 8) return `the keys here are ${here.join(", ")}`;
  return "`owconf schema` lists all settings";
}

function normalize(name: string): string {
  return name.toLowerCase().replaceAll("-", "_");
}

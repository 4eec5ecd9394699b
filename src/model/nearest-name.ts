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

/** Returns a name in the form in which letter case, and signs between words, do not count. */
export function normalizeName(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]/g, "");
}

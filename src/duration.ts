const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Returns the milliseconds of a duration such as "90s", "1.5h" or "4w"; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const match = /^(-?\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/.exec(text);
  return match ? Number(match[1]) * (units[match[2] ?? ""] ?? 0) : undefined;
}

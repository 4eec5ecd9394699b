import type { Plan } from "../plan/types.ts";

/**
 * Returns the command that applies a plan, to be typed as it stands: with the arguments of this run that apply takes,
 * too, and what the dangers need. Undefined where nothing is to be done.
 */
export function describeNext(
  { summary, dangers }: Plan,
  allowed: readonly string[],
  repeated: readonly string[],
): string | undefined {
  if (summary.change === 0) return undefined;
  const missing = dangers.map(({ name }) => name).filter((name) => !allowed.includes(name));
  // Behind -- there are no flags.
  const end = repeated.includes("--") ? repeated.indexOf("--") : repeated.length;
  const args = repeated.toSpliced(end, 0, ...missing.flatMap((name) => ["--allow", name]));
  return ["owconf", "apply", ...args.map(quoteArgument)].join(" ");
}

/** Returns an argument as a POSIX shell takes it. */
function quoteArgument(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

import type { Context } from "./context.ts";
import type { Shard } from "./list-specs.ts";

/** The options of a command that takes several specs. */
export interface SpecsOptions {
  /** Files and folders. */
  specs: readonly string[];
  /** How many servers at once. */
  parallel: number;
  /** Begin no further server after a failure. */
  failFast: boolean;
  /** Only this part of the specs. */
  shard?: Shard | undefined;
}

/** Returns whether a command is about one spec: one file, and no part of several. */
export async function isOneSpec(
  { specs, shard }: Pick<SpecsOptions, "specs" | "shard">,
  context: Context,
): Promise<boolean> {
  const [only = "", ...others] = specs;
  if (others.length > 0 || shard !== undefined) return false;
  return only === "-" || (await context.listFolder(only)) === undefined;
}

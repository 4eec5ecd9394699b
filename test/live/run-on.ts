import { expect } from "vitest";
import { dangers } from "../../src/resources/dangers.ts";
import { type Run, runOwconf } from "../commands/run-owconf.ts";
import type { Target } from "../contract/target.ts";

/** The options that allow every dangerous change. */
export const allowAll: readonly string[] = dangers.flatMap(({ name }) => ["--allow", name]);

/** Runs owconf on a server with a spec and the secrets in it, without spending a sign-in. */
export function runOn(
  { url, token }: Pick<Target, "url" | "token">,
  spec: string,
  args: readonly string[],
  secrets: Record<string, string> = {},
): Promise<Run> {
  const env = { OWCONF_URL: url, OWCONF_TOKEN: token, ...secrets };
  return runOwconf([...args], { env, files: { "owconf.yaml": spec } });
}

/** Expects a run to have done what it was told, and shows what it said if not. */
export function expectDone({ exitCode, stdout, stderr }: Run): void {
  expect([exitCode, exitCode === 0 ? "" : stdout + stderr]).toEqual([0, ""]);
}

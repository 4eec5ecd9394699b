import { toOwconfError } from "../bug-error.ts";
import { ExitCode, type OwconfError, UsageError } from "../errors.ts";
import type { SpecReading } from "../spec/parse.ts";
import type { Spec } from "../spec/types.ts";
import type { Context } from "./context.ts";
import { nameTarget } from "./name-target.ts";

/** How several specs are run, each for a server of its own. */
export interface FleetOptions {
  /** How many at once. */
  parallel: number;
  /** Begin no further one after a failure. */
  failFast: boolean;
}

/** How the run of one spec ended. */
export type Member<Result> = {
  spec: string;
  /** As far as it is known. */
  url: string | undefined;
  exitCode: ExitCode;
  warnings: Context["warnings"];
} & (
  | { result: Result; error?: undefined }
  | { error: OwconfError; result?: undefined }
  | { result?: undefined; error?: undefined }
);

/**
 * Runs every spec, so many at once. Returns how each ended, in the order of the specs; `onEnd` is told as they end. One
 * that fails stops no other, unless `failFast`; those that did not begin have neither result nor error.
 */
export async function runFleet<Result extends { exitCode: ExitCode }>(
  specs: readonly string[],
  { parallel, failFast }: FleetOptions,
  context: Context,
  run: (spec: string, context: Context) => Promise<Result>,
  onEnd: (member: Member<Result>) => void,
): Promise<Member<Result>[]> {
  const members: Member<Result>[] = specs.map((spec) => ({
    spec,
    url: undefined,
    exitCode: ExitCode.ok,
    warnings: [],
  }));
  const shared = shareContext(context);
  let next = 0;
  let ended = 0;
  let isStopped = false;
  const showProgress = () =>
    context.stderr.progress(
      `${ended} of ${specs.length} done, ${Math.min(next, specs.length) - ended} running`,
    );
  const work = async () => {
    while (next < specs.length && !isStopped && !shared.signal()?.aborted) {
      const index = next++;
      const spec = specs[index] ?? "";
      showProgress();
      const member = await runOne(spec, shared.forMember(), run);
      members[index] = member;
      ended += 1;
      if (failFast && isFailure(member.exitCode)) isStopped = true;
      context.stderr.progress("");
      onEnd(member);
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, specs.length) }, work));
  return members;
}

async function runOne<Result extends { exitCode: ExitCode }>(
  spec: string,
  context: Context,
  run: (spec: string, context: Context) => Promise<Result>,
): Promise<Member<Result>> {
  const common = { spec, warnings: context.warnings };
  try {
    const result = await run(spec, context);
    return { ...common, url: nameTarget(context.target), exitCode: result.exitCode, result };
  } catch (error) {
    const known = toOwconfError(error);
    return { ...common, url: nameTarget(context.target), exitCode: known.exitCode, error: known };
  }
}

/** Returns contexts that say nothing by themselves: what a run found is told when it has ended. */
function shareContext(context: Context) {
  // A base that a thousand specs extend is read and parsed once.
  const parsed = new Map<string, SpecReading>();
  const silent = { ...context.stderr, write: () => {}, progress: () => {}, isTerminal: false };
  let signal: AbortSignal | undefined;
  return {
    signal: () => signal,
    forMember: (): Context => ({
      ...context,
      parsed,
      stdout: silent,
      stderr: silent,
      warnings: [],
      target: undefined,
      confirm: undefined,
      ask: undefined,
      catchInterruption: () => {
        signal ??= context.catchInterruption();
        return signal;
      },
    }),
  };
}

/** True for what no drift check and no apply should end with. */
function isFailure(exitCode: ExitCode): boolean {
  return exitCode !== ExitCode.ok && exitCode !== ExitCode.changes;
}

/** The worst first: a server that was left changed needs a person most. */
const byGravity: readonly ExitCode[] = [
  ExitCode.failedChanged,
  ExitCode.bug,
  ExitCode.failedUnchanged,
  ExitCode.refused,
  ExitCode.unavailable,
  ExitCode.invalid,
  ExitCode.changes,
];

/** Returns the one exit code of many runs: the worst. */
export function findWorst(exitCodes: readonly ExitCode[]): ExitCode {
  return byGravity.find((code) => exitCodes.includes(code)) ?? ExitCode.ok;
}

/** Throws `UsageError` for what would make all specs be about one server. */
export function refuseOneServer(
  count: number,
  { url }: { url?: string | undefined },
  { env }: Context,
): void {
  const by = url === undefined ? env.OWCONF_URL && "OWCONF_URL" : "--url";
  if (!by) return;
  throw new UsageError(`${by} names one server, and would win over server.url of all ${count} specs`, {
    hint: by === "--url" ? "leave it out, or give one spec" : "unset OWCONF_URL, or give one spec",
  });
}

/** Returns the error for an option that makes no sense for several servers. */
export function describeOneSpecOnly(option: string): UsageError {
  return new UsageError(`${option} is about one spec, and several are given`, {
    hint: "run owconf once for each spec",
  });
}

/** Throws `UsageError` for a spec whose own account the environment would replace: its password is no other server's. */
export function refuseSharedAccount({ server: { signIn = {} } }: Spec, { env }: Context): void {
  const by = ["OWCONF_TOKEN", "OWCONF_LDAP_USER", "OWCONF_EMAIL"].find((name) => env[name]);
  const isStated = signIn.token !== undefined || signIn.ldap !== undefined || signIn.email !== undefined;
  if (by === undefined || !isStated) return;
  throw new UsageError(`${by} would win over this spec's own server.signIn, for every server of the run`, {
    hint: `unset ${by}, or leave server.signIn out of the specs that share this account`,
  });
}

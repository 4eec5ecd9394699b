import { RateLimitedError, ServerError, TimeoutError, UnreachableError } from "../errors.ts";

/** In milliseconds. */
export interface Clock {
  now: () => number;
  sleep: (ms: number) => Promise<unknown>;
}

/** How one attempt ended. */
export type Outcome<Result> = { result: Result } | { error: unknown };

/**
 * Returns when to try again after the n-th attempt, from 1: milliseconds to wait. Undefined: the outcome
 * is final.
 */
export type Pause<Result> = (
  outcome: Outcome<Result>,
  attempt: number,
) => number | undefined | Promise<number | undefined>;

/** Tries until `pauseAfter` takes an outcome for final. Returns its result, or throws its error. */
export async function retry<Result>(
  attempt: (n: number) => Promise<Result>,
  pauseAfter: Pause<Result>,
  sleep: Clock["sleep"],
): Promise<Result> {
  for (let n = 1; ; n++) {
    const outcome = await attempt(n).then(
      (result) => ({ result }),
      (error: unknown) => ({ error }),
    );
    const pause = await pauseAfter(outcome, n);
    if (pause !== undefined) await sleep(pause);
    else if ("error" in outcome) throw outcome.error;
    else return outcome.result;
  }
}

/** Returns a pause of this length, cut to what is left of a limit that begins now; undefined once it is over. */
export function limitPauses({ now }: Clock, limitMs: number): (pause: number) => number | undefined {
  // By the clock: an attempt can take as long as the pause behind it.
  const end = now() + limitMs;
  return (pause) => {
    const left = end - now();
    return left <= 0 ? undefined : Math.min(pause, left);
  };
}

/** Returns a pause that doubles with each attempt, up to a bound. */
export function backOff(attempt: number, first: number, max = Number.POSITIVE_INFINITY): number {
  return Math.min(first * 2 ** (attempt - 1), max);
}

/** True for the status of a server that is away, which a proxy in front of it gives: 500 is Open WebUI's own. */
export function isAwayStatus(status: number | undefined): boolean {
  return status !== undefined && status > 500;
}

/** True when the server is away, and it is not known whether it carried the request out. */
export function isAway(error: unknown): boolean {
  return (
    error instanceof UnreachableError ||
    error instanceof TimeoutError ||
    (error instanceof ServerError && isAwayStatus(error.status))
  );
}

/** The server counts sign-ins by the minute, refused ones included: asking more often would make it last longer. */
const rateLimitPauseMs = 60_000;

/** Returns when to ask again after a 429, in milliseconds; undefined for any other error. */
export function pauseOfRateLimit(error: unknown): number | undefined {
  if (!(error instanceof RateLimitedError)) return undefined;
  return error.retryAfterSeconds === undefined ? rateLimitPauseMs : error.retryAfterSeconds * 1000;
}

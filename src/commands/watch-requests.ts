import type { HttpClientOptions, RequestEnd, SentRequest } from "../api/http.ts";
import type { Context } from "./context.ts";

/** A request that takes longer is told of. */
const patienceMs = 2000;

/**
 * Returns what a client tells of its requests: with `verbose`, a line for each; on a terminal, what is waited for
 * once that takes long. A line has no secret: method, path, status, time.
 */
export function watchRequests(context: Context, verbose: boolean): HttpClientOptions["onRequest"] {
  const { stderr, now } = context;
  if (!verbose && !stderr.isTerminal) return undefined;
  return (request) => {
    const start = now();
    let isShown = false;
    const show = () => {
      const elapsed = now() - start;
      if (elapsed < patienceMs) return;
      isShown = true;
      stderr.progress(`Waiting for ${describe(request)} (${Math.floor(elapsed / 1000)} s)`);
    };
    const timer = stderr.isTerminal ? setInterval(show, 1000) : undefined;
    timer?.unref();
    return (end) => {
      clearInterval(timer);
      if (isShown) stderr.progress("");
      if (verbose)
        stderr.write(`${describe(request)}: ${describeEnd(end)} in ${Math.round(now() - start)} ms\n`);
    };
  };
}

function describe({ method, path, attempt }: SentRequest): string {
  return `${method} ${path}${attempt > 1 ? ` (attempt ${attempt})` : ""}`;
}

function describeEnd(end: RequestEnd): string {
  return "status" in end ? String(end.status) : end.failure;
}

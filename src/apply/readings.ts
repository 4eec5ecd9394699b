import { backOff, isAway, limitPauses, retry } from "../api/retry.ts";
import { readResource } from "../api/settings.ts";
import { InconsistentError, NotOpenWebUIError } from "../errors.ts";
import type { Json } from "../model/json.ts";
import { type Resource, readPathOf } from "../model/resource.ts";
import { isInEntry, listLive } from "../model/settings.ts";
import { holdsAllSame } from "../plan/compare.ts";
import type { StepContext } from "./step.ts";

const maxReadings = 5;

/** How to read. */
export interface ReadOptions {
  /** What counts at once. */
  isExpected: (live: Json) => boolean;
  /** Wait for a server that went away; true when left out. */
  wait?: boolean;
}

/**
 * Reads until it is known what the server holds. What is not expected may be an old reading, of a cache
 * or another worker: it counts once the next one, a while later and on a new connection, says the same.
 * @throws InconsistentError when no two readings agree
 * @throws ApiError as `readResource` does
 */
export async function readSurely(
  resource: Resource,
  context: StepContext,
  { isExpected, wait = true }: ReadOptions,
): Promise<Json> {
  let previous: Json | undefined;
  const read = async (attempt: number) => {
    const live = await readPatiently(resource, context, wait, attempt > 1);
    const isSure = isExpected(live) || (previous !== undefined && holdsAllSame(resource, previous, live));
    previous = live;
    return { live, isSure };
  };
  const { live, isSure } = await retry(
    read,
    (outcome, attempt) =>
      "error" in outcome || outcome.result.isSure || attempt === maxReadings ? undefined : 500,
    context.clock.sleep,
  );
  if (isSure) return live;
  throw new InconsistentError(
    `the server never says the same of the ${resource.title} twice in a row`,
    { method: "GET", url: context.http.url + readPathOf(resource, context.version) },
    { hint: "is there a cache in front of it, are there workers without Redis, or is somebody writing?" },
  );
}

/** Reads; a server that went away is given time to come back, if `wait`. */
async function readPatiently(
  resource: Resource,
  { http, version, patienceMs, clock }: StepContext,
  wait: boolean,
  fresh: boolean,
): Promise<Json> {
  const limit = limitPauses(clock, patienceMs);
  return retry(
    () => readResource(http, resource, { version, fresh }),
    (outcome, attempt) =>
      wait && "error" in outcome && isAway(outcome.error) ? limit(backOff(attempt, 200, 2000)) : undefined,
    clock.sleep,
  );
}

/**
 * Throws NotOpenWebUIError when a reading lacks a setting that was there before: a body made from it would
 * reset that setting. Entries of collections may come and go.
 */
export function requireWhole(
  resource: Resource,
  live: Json,
  known: Json,
  { http, version }: StepContext,
): void {
  const { title, root } = resource;
  const held = listLive(root, live);
  const missing = [...listLive(root, known)]
    .filter(([key, { path }]) => !held.has(key) && !isInEntry(root, path))
    .map(([key]) => key);
  if (missing.length === 0) return;
  const names = missing.slice(0, 3).join(", ") + (missing.length > 3 ? " and others" : "");
  throw new NotOpenWebUIError(
    `the ${title} came without ${names}, which the server had before`,
    { method: "GET", url: http.url + readPathOf(resource, version) },
    { hint: "a proxy may have altered the answer, or another release of Open WebUI was started; plan again" },
  );
}

import { ApiError, NotOpenWebUIError } from "../errors.ts";
import { listCredentials } from "../model/credentials.ts";
import { isObject, type Json } from "../model/json.ts";
import { type Absence, type Resource, readPathOf } from "../model/resource.ts";
import { isHidden, listLive } from "../model/settings.ts";
import { hasResource } from "../releases/history.ts";
import { findResource } from "../resources/index.ts";
import { listTexts } from "./detail.ts";
import type { HttpClient } from "./http.ts";

/** The answer is JSON, and not the settings that were asked for. */
class ForeignSettingsError extends NotOpenWebUIError {}

/**
 * Reads one resource: GET its path on a server of release `version`, on a new connection if `fresh`.
 * Returns the settings as the server holds them, unknown ones included, secrets in clear.
 * @throws ApiError NotSignedInError, NotAdminError, NotOpenWebUIError when the answer has no known setting, and
 * those of every request
 */
export async function readResource(
  http: HttpClient,
  resource: Resource,
  { version, fresh = false }: { version: string; fresh?: boolean },
): Promise<Json> {
  const { unwrap = takeObject } = resource.read;
  const path = readPathOf(resource, version);
  const live = unwrap(await http.request("GET", path, { patient: true, fresh }));
  if (live !== undefined && hasKnownSetting(resource, live)) return live;
  throw new ForeignSettingsError(
    `the answer does not look like the ${resource.title} of an Open WebUI: it has none of the settings`,
    { method: "GET", url: http.url + path },
    { hint: "check the server URL: it is the address that you open in the browser" },
  );
}

/**
 * Writes one resource: POST `body`, which states `settings`, to its path. It
 * must be whole: the server resets or refuses what is left out. Returns the settings in the server's answer, undefined when it has none; they prove nothing: read back
 * and compare. `answer` is the whole answer.
 * @throws ApiError RejectedError when the server refuses the body, and those of every request
 */
export async function writeResource(
  http: HttpClient,
  resource: Resource,
  { settings, body }: { settings: Json; body: Json },
): Promise<{ answer: Json; settings: Json | undefined }> {
  const { path, timeoutMs, unwrap = resource.read.unwrap ?? takeObject } = resource.write;
  const secrets = pickSensitive(resource, settings);
  const answer = await http.request("POST", path, { body, secrets, timeoutMs });
  return { answer, settings: unwrap(answer) };
}

/** Returns what of the settings in a write must not be shown, should the server repeat them. */
function pickSensitive({ root }: Resource, settings: Json): Json[] {
  const hidden = [...listLive(root, settings).values()].flatMap((setting) =>
    setting.value !== undefined && isHidden(root, setting) ? [setting.value] : [],
  );
  // The address that names an entry is no setting.
  return [...hidden, ...listTexts(settings).flatMap(listCredentials)];
}

function takeObject(answer: Json): Json | undefined {
  return isObject(answer) ? answer : undefined;
}

function hasKnownSetting({ root }: Resource, live: Json): boolean {
  if (root.kind !== "group") return true;
  return isObject(live) && Object.keys(root.settings).some((name) => Object.hasOwn(live, name));
}

/** What a server holds, and what it lacks; each by resource name. */
export interface LiveReading {
  live: Record<string, Json>;
  absent: Record<string, Absence>;
}

/**
 * Reads the named resources at once. Returns their settings, and how the server answers for those that it
 * lacks altogether.
 * @throws ApiError as `readResource` does; also when the server lacks every one of them, though its release has one
 */
export async function readLive(
  http: HttpClient,
  version: string,
  names: readonly string[],
): Promise<LiveReading> {
  const live: Record<string, Json> = {};
  const absent: Record<string, Absence> = {};
  const errors = await Promise.all(
    names.map(async (name) => {
      const resource = findResource(name);
      const isThere = hasResource(resource, version);
      if (isThere === false) {
        // What answers there is another endpoint, such as that of a chat called "config".
        absent[name] = "no-endpoint";
        return undefined;
      }
      try {
        live[name] = await readResource(http, resource, { version });
        return undefined;
      } catch (error) {
        const absence = findAbsence(error, isThere === "perhaps");
        if (absence === undefined) throw error;
        absent[name] = absence;
        return isThere === "perhaps" ? undefined : error;
      }
    }),
  );
  const failure = errors.find((error) => error !== undefined);
  if (failure !== undefined && Object.keys(live).length === 0) throw failure;
  return { live, absent };
}

function findAbsence(error: unknown, isDoubtful: boolean): Absence | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const { status, detail, isPage } = error;
  if (status === 405 || (status === 404 && detail === "Not Found")) return "no-endpoint";
  if (isDoubtful && (error instanceof ForeignSettingsError || status === 401)) return "other-form";
  // To a path that it does not know, Open WebUI answers with its own page.
  return status === 200 && isPage ? "page" : undefined;
}

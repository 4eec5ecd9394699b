import { ApiError, NotOpenWebUIError } from "../errors.ts";
import { resources } from "../resources/index.ts";
import {
  type Absence,
  type Json,
  type JsonObject,
  pickSensitive,
  type Resource,
} from "../resources/resource.ts";
import type { HttpClient } from "./http.ts";

/**
 * Reads one resource: GET its endpoint, on a new connection if `fresh`.
 * Returns the raw live object, unknown fields included, secrets in clear.
 * @throws ApiError NotSignedInError, NotAdminError, NotOpenWebUIError when it has no known setting, and
 * those of every request
 */
export async function readResource(
  http: HttpClient,
  resource: Resource,
  { fresh = false }: { fresh?: boolean } = {},
): Promise<JsonObject> {
  const answer = await http.request("GET", resource.endpoint, { patient: true, fresh });
  const live = takeObject(answer, "GET", http, resource);
  if (Object.keys(resource.fields).some((name) => Object.hasOwn(live, name))) return live;
  throw describeForeign("it has none of the settings", "GET", http, resource);
}

/**
 * Writes one resource: POST to its endpoint. The body must be whole: the server resets or refuses
 * what is left out. Returns the server's answer, which proves nothing: read back and compare.
 * @throws ApiError RejectedError when the server refuses the body, and those of every request
 */
export async function writeResource(
  http: HttpClient,
  resource: Resource,
  body: JsonObject,
): Promise<JsonObject> {
  const secrets = pickSensitive(resource, body);
  return takeObject(await http.request("POST", resource.endpoint, { body, secrets }), "POST", http, resource);
}

function takeObject(answer: Json, method: string, http: HttpClient, resource: Resource): JsonObject {
  if (answer !== null && typeof answer === "object" && !Array.isArray(answer)) return answer;
  throw describeForeign("it is no object", method, http, resource);
}

function describeForeign(
  what: string,
  method: string,
  http: HttpClient,
  { title, endpoint }: Resource,
): NotOpenWebUIError {
  return new NotOpenWebUIError(
    `the answer does not look like the ${title} of an Open WebUI: ${what}`,
    { method, url: http.url + endpoint },
    { hint: "check the server URL: it is the address that you open in the browser" },
  );
}

/** What a server holds, and what it lacks; each by resource name. */
export interface LiveReading {
  live: Record<string, JsonObject>;
  absent: Record<string, Absence>;
}

/**
 * Reads all resources at once. Returns the raw live objects, and how the server answers for those that it
 * lacks altogether.
 * @throws ApiError as `readResource` does; also when the server lacks every resource
 */
export async function readLive(http: HttpClient): Promise<LiveReading> {
  const live: Record<string, JsonObject> = {};
  const absent: Record<string, Absence> = {};
  const errors = await Promise.all(
    resources.map(async (resource) => {
      try {
        live[resource.name] = await readResource(http, resource);
        return undefined;
      } catch (error) {
        const absence = findAbsence(error);
        if (absence === undefined) throw error;
        absent[resource.name] = absence;
        return error;
      }
    }),
  );
  if (Object.keys(live).length === 0) throw errors[0];
  return { live, absent };
}

function findAbsence(error: unknown): Absence | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const { status, detail, isPage } = error;
  if (status === 405 || (status === 404 && detail === "Not Found")) return "no-endpoint";
  // To a path that it does not know, Open WebUI answers with its own page.
  return status === 200 && isPage ? "page" : undefined;
}

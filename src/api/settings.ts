import { NotOpenWebUIError } from "../errors.ts";
import { resources } from "../resources/index.ts";
import { type Json, type JsonObject, pickSensitive, type Resource } from "../resources/resource.ts";
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

/**
 * Reads all resources at once. Returns the raw live objects by resource name.
 * @throws ApiError as `readResource` does
 */
export async function readLive(http: HttpClient): Promise<Record<string, JsonObject>> {
  return Object.fromEntries(
    await Promise.all(resources.map(async (one) => [one.name, await readResource(http, one)] as const)),
  );
}

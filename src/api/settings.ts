import { NotOpenWebUIError } from "../errors.ts";
import { resources } from "../resources/index.ts";
import type { Json, JsonObject, Resource } from "../resources/resource.ts";
import type { HttpClient } from "./http.ts";

/**
 * Reads one resource: GET its endpoint.
 * Returns the raw live object, unknown fields included, secrets in clear.
 * @throws ApiError NotSignedInError, NotAdminError, and those of every request
 */
export async function readResource(http: HttpClient, resource: Resource): Promise<JsonObject> {
  return takeObject(await http.request("GET", resource.endpoint, { patient: true }), "GET", http, resource);
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
  return takeObject(await http.request("POST", resource.endpoint, { body }), "POST", http, resource);
}

function takeObject(answer: Json, method: string, http: HttpClient, resource: Resource): JsonObject {
  if (answer !== null && typeof answer === "object" && !Array.isArray(answer)) return answer;
  throw new NotOpenWebUIError(
    `the answer does not look like the ${resource.title} of an Open WebUI: it is no object`,
    { method, url: http.url + resource.endpoint },
    { hint: "check the server URL: it is the address that you open in the browser" },
  );
}

/**
 * Reads the named resources, all at once. Returns the raw live objects by resource name.
 * @throws ApiError as `readResource` does
 */
export async function readLive(
  http: HttpClient,
  names: readonly string[],
): Promise<Record<string, JsonObject>> {
  const wanted = resources.filter(({ name }) => names.includes(name));
  return Object.fromEntries(
    await Promise.all(wanted.map(async (one) => [one.name, await readResource(http, one)] as const)),
  );
}

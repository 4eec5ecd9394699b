import { HttpResponse } from "msw";
import type { Json } from "../../src/model/json.ts";
import { type Form, readForm } from "./forms.ts";
import type { Release } from "./releases.ts";
import { words } from "./words.ts";

/** Ends the request with a status and a `detail`. */
export function refuse(status: number, detail: Json): never {
  throw HttpResponse.json({ detail }, { status });
}

/** Fails as an unhandled exception of the server does: the connection is closed afterwards. */
export function crash(): never {
  throw new HttpResponse("Internal Server Error", {
    status: 500,
    headers: { "content-type": "text/plain; charset=utf-8" },
  });
}

/** Returns the JSON body; undefined when there is none. Ends the request when it is no JSON. */
export async function readBody(request: Request, release: Release): Promise<Json | undefined> {
  const text = await request.text();
  if (text === "") return undefined;
  if (!/^application\/(.+\+)?json\b/.test(request.headers.get("content-type") ?? "")) return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    const problem = { type: "json_invalid", loc: ["body", 1], msg: "JSON decode error", input: {} };
    return refuse(422, release.listsInvalidFields ? [problem] : words.invalidRequest);
  }
}

/** Returns the form's values; ends the request with 422 when the body does not fit. */
export function requireForm(release: Release, form: Form, body: Json | undefined) {
  const { values, problems } = readForm(form, body);
  if (problems.length > 0) {
    refuse(422, release.listsInvalidFields ? (problems as unknown as Json) : words.invalidRequest);
  }
  return values;
}

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Returns what matches exactly this path below the auth endpoints: a missing or added slash is another page. */
export function authPath(path: string): RegExp {
  return new RegExp(`^https?://[^/]+/api/v1/auths${escapeRegExp(path)}$`);
}

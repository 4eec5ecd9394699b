import { HttpResponse } from "msw";
import type { Json } from "../../src/resources/resource.ts";
import { type Form, readForm } from "./forms.ts";
import type { Release } from "./releases.ts";

/** The words of the server. Clients show them to people, so they are imitated to the letter. */
export const words = {
  notAuthenticated: "Not authenticated",
  unauthorized: "401 Unauthorized",
  revoked: "Invalid token",
  invalidToken: "Your session has expired or the token is invalid. Please sign in again.",
  invalidCredentials:
    "The email or password provided is incorrect. Please check for typos and try logging in again.",
  incorrectPassword: "The password provided is incorrect. Please check for typos and try again.",
  invalidEmail:
    "The email format you entered is invalid. Please double-check and make sure you're using a valid email address (e.g., yourname@example.com).",
  emailTaken:
    "Uh-oh! This email is already registered. Sign in with your existing account or choose another email to start anew.",
  passwordTooLong:
    "Uh-oh! The password you entered is too long. Please make sure your password is less than 72 bytes long.",
  accessProhibited:
    "You do not have permission to access this resource. Please contact your administrator for assistance.",
  actionProhibited: "The requested action has been restricted as a security measure.",
  rateLimited: "API rate limit exceeded",
  humanNeeded: "A human session is required.",
  humanAdminNeeded: "A human administrator session is required to change MFA settings.",
  apiKeysOff: "Use of API key is not enabled in the environment.",
  apiKeyNotAllowed: "API key creation is not allowed in the environment.",
  apiKeyMissing:
    "Oops! It looks like there's a hiccup. The API key is missing. Please make sure to provide a valid API key to access this feature.",
  invalidRequest: "Invalid authentication request.",
} as const;

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

import { expect } from "vitest";
import type { Json, JsonObject } from "../../src/model/json.ts";
import { findCatalogued } from "../../src/releases/releases.ts";
import type { Directory } from "../server/directory.ts";
import { findRelease, type Release, type ReleaseName } from "../server/releases.ts";

/** A new server, real or emulated, whose first sign-up was the admin's. */
export interface Target {
  url: string;
  release: string;
  admin: { email: string; password: string };
  /** Of a session of the admin. The suite signs in as seldom as it can: 15 times in 3 minutes is the most. */
  token: string;
  /** A directory that the server can reach. */
  directory: Directory;
  /** Ends the server and starts it again, with its data and at the same URL. */
  restart(): Promise<void>;
}

export interface StartedTarget extends Target {
  stop(): Promise<void>;
}

export interface Answer {
  status: number;
  /** The content type without its parameters. */
  type: string;
  body: Json;
  /** The body when it is an object, else one without keys. */
  fields: JsonObject;
  detail: Json | undefined;
  headers: Headers;
}

interface CallOptions {
  body?: Json;
  token?: string;
  headers?: Record<string, string>;
}

/** Sends one request to a path below the server's URL. */
export async function call(
  target: Pick<Target, "url">,
  method: string,
  path: string,
  { body, token, headers = {} }: CallOptions = {},
): Promise<Answer> {
  const response = await fetch(target.url + path, {
    method,
    redirect: "manual",
    headers: {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const type = (response.headers.get("content-type") ?? "").split(";")[0] ?? "";
  const text = await response.text();
  const parsed = type === "application/json" ? (JSON.parse(text) as Json) : text;
  const fields = parsed !== null && typeof parsed === "object" && !Array.isArray(parsed) ? parsed : {};
  return {
    status: response.status,
    type,
    body: parsed,
    fields,
    detail: fields.detail,
    headers: response.headers,
  };
}

/** As call, for a path below the auth endpoints and as the admin unless `token` says otherwise. */
export function callAuths(
  target: Target,
  method: string,
  path: string,
  options: CallOptions = {},
): Promise<Answer> {
  return call(target, method, `/api/v1/auths${path}`, { token: target.token, ...options });
}

/** As callAuths, without a token. */
export function callOpenly(target: Target, method: string, path: string, body?: Json): Promise<Answer> {
  return call(target, method, `/api/v1/auths${path}`, body === undefined ? {} : { body });
}

/** How the target's release, or the catalogued one that stands for it, differs from the others. */
export const traitsOf = (target: Pick<Target, "release">): Release =>
  findRelease(findCatalogued(target.release) as ReleaseName);

/** Returns the live admin config. */
export async function readAdminConfig(target: Target): Promise<JsonObject> {
  const answer = await callAuths(target, "GET", "/admin/config");
  expect(answer.status).toBe(200);
  return answer.fields;
}

/** What the server holds, by resource. */
export type Settings = Record<"adminConfig" | "ldapServer" | "ldapConfig", JsonObject>;

/** Returns all live settings that owconf manages. */
export async function readSettings(target: Target): Promise<Settings> {
  return {
    adminConfig: await readAdminConfig(target),
    ldapServer: (await callAuths(target, "GET", "/admin/config/ldap/server")).fields,
    ldapConfig: (await callAuths(target, "GET", "/admin/config/ldap")).fields,
  };
}

/** Returns the environment in which owconf manages the target, and its specs find the bind password. */
export const environmentFor = ({ url, admin, directory }: Target): Record<string, string> => ({
  OWCONF_URL: url,
  OWCONF_EMAIL: admin.email,
  OWCONF_PASSWORD: admin.password,
  LDAP_BIND_PASSWORD: directory.readerPassword,
});

/** Returns the live admin config without the MFA fields, as it may be posted by anybody. */
export async function readPostable(target: Target): Promise<JsonObject> {
  const live = await readAdminConfig(target);
  return Object.fromEntries(Object.entries(live).filter(([name]) => !/MFA/.test(name)));
}

/** Posts the live admin config with these changes. */
export async function changeAdminConfig(
  target: Target,
  changes: JsonObject,
  options: CallOptions = {},
): Promise<Answer> {
  const body = { ...(await readPostable(target)), ...changes };
  return callAuths(target, "POST", "/admin/config", { body, ...options });
}

let lastNumber = 0;

/** Creates an account that no other test uses, and returns it with a token. */
export async function addAccount(target: Target, role = "user") {
  lastNumber += 1;
  const account = {
    name: `Person ${lastNumber}`,
    email: `person-${lastNumber}@example.com`,
    password: `pass-${lastNumber}`,
  };
  const added = await callAuths(target, "POST", "/add", { body: { ...account, role } });
  expect(added.status).toBe(200);
  return { ...account, id: String(added.fields.id), token: String(added.fields.token), added };
}

import { randomUUID } from "node:crypto";
import { type Json, type JsonObject, readPath, setPath } from "../../src/model/json.ts";
import type { Directory } from "./directory.ts";
import type { Release } from "./releases.ts";
import { factoryValues, type SettingsFields } from "./settings-fields.ts";

export interface Credentials {
  name: string;
  email: string;
  password: string;
}

export interface User extends Credentials {
  id: string;
  role: string;
  profile_image_url: string;
  bio: string | null;
  gender: string | null;
  date_of_birth: string | null;
  apiKey: string | null;
  /** Sessions with another stamp are revoked. */
  stamp: string;
  /** Its key as base32, and when a code of it was last used. */
  secondFactor?: { key: string; lastStep: number };
}

/** A sign-in that waits for a second factor. */
export interface Challenge {
  userId: string;
  kind: "enroll" | "verify";
  /** In milliseconds. */
  expiresAt: number;
  attempts: number;
  /** The key that is offered for enrolling. */
  key?: string;
}

export interface Group {
  id: string;
  name: string;
  description: string;
}

export interface Session {
  userId: string;
  stamp: string;
  /** Unix seconds; null: for ever. */
  expiresAt: number | null;
}

/** All that the emulated server remembers; tests may read and change it. */
export interface State {
  adminConfig: JsonObject;
  ldapServer: JsonObject;
  ldapEnabled: Json;
  /** As it was when the server was started. */
  ldapAtStart: Json;
  /** All others, by resource and in the form of a write. */
  settings: Record<string, JsonObject>;
  users: User[];
  groups: Group[];
  sessions: Map<string, Session>;
  /** By token. */
  challenges: Map<string, Challenge>;
  /** E-mail → times of its sign-ins, in milliseconds. */
  signIns: Map<string, number[]>;
  directory: Directory | undefined;
}

/** Returns the state of a server that was never used. */
export function createState(release: Release, directory: Directory | undefined): State {
  return {
    adminConfig: factoryValues(release.adminConfig),
    ldapServer: factoryValues(release.ldapServer),
    ldapEnabled: false,
    ldapAtStart: false,
    settings: structuredClone(Object.fromEntries(release.forms.map(({ name, factory }) => [name, factory]))),
    users: [],
    groups: [],
    sessions: new Map(),
    challenges: new Map(),
    signIns: new Map(),
    directory,
  };
}

/** Changes what a restart changes. */
export function restartState(state: State, release: Release): void {
  if (release.forgetsNulls) {
    forgetNulls(state.adminConfig, release.adminConfig);
    forgetNulls(state.ldapServer, release.ldapServer);
    state.ldapEnabled ??= false;
  }
  state.ldapAtStart = state.ldapEnabled;
  for (const { name, form, factory } of release.forms) {
    const held = state.settings[name];
    if (held && release.forgetsNulls) forgetNulls(held, form);
    // Unless the environment says otherwise, these are not persistent.
    if (name === "oauth") state.settings.oauth = structuredClone(factory);
  }
}

function forgetNulls(settings: JsonObject, fields: SettingsFields): void {
  for (const [name, { factory }] of Object.entries(fields)) {
    const path = name.split(".");
    if (readPath(settings, path) === null) setPath(settings, path, factory);
  }
}

/** Adds a user; the first one becomes admin, and sign-up closes when they signed up themselves. */
export function insertUser(state: State, credentials: Credentials, role: string, image = "/user.png"): User {
  const user: User = {
    ...credentials,
    email: credentials.email.toLowerCase(),
    id: randomUUID(),
    role,
    profile_image_url: image,
    bio: null,
    gender: null,
    date_of_birth: null,
    apiKey: null,
    stamp: randomUUID(),
  };
  state.users.push(user);
  return user;
}

export function findUserByEmail(state: State, email: string): User | undefined {
  return state.users.find((user) => user.email === email.toLowerCase());
}

/** Adds the first user. */
export function insertFirstAdmin(state: State, credentials: Credentials, image?: string): User {
  state.adminConfig.ENABLE_SIGNUP = false;
  return insertUser(state, credentials, "admin", image);
}

const unitSeconds: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

function lifetimeSeconds(duration: Json | undefined): number | null {
  const match = /^(-?\d+(?:\.\d+)?)(ms|s|m|h|d|w)\s*$/.exec(String(duration));
  return match ? Math.trunc(Number(match[1]) * (unitSeconds[match[2] ?? ""] ?? 0)) : null;
}

const encode = (value: JsonObject): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Opens a session; its token only looks like a JWT. */
export function openSession(state: State, user: User): { token: string; expiresAt: number | null } {
  const lifetime = lifetimeSeconds(state.adminConfig.JWT_EXPIRES_IN);
  const expiresAt = lifetime === null ? null : Math.floor(Date.now() / 1000) + lifetime;
  const signature = Buffer.from(randomUUID()).toString("base64url");
  const token = `${encode({ alg: "HS256", typ: "JWT" })}.${encode({ id: user.id, jti: randomUUID() })}.${signature}`;
  state.sessions.set(token, { userId: user.id, stamp: user.stamp, expiresAt });
  return { token, expiresAt };
}

/** Ends every session of these users. */
export function revokeSessions(users: readonly User[]): void {
  for (const user of users) user.stamp = randomUUID();
}

import { refuse } from "./answers.ts";
import type { Release } from "./releases.ts";
import type { State, User } from "./state.ts";
import { words } from "./words.ts";

/** What every handler is made of. */
export interface Context {
  release: Release;
  state: State;
  /** The request header that names who signs in. */
  trustedHeader?: string | undefined;
}

/** Who sends a request, and with what. */
export interface Caller {
  user: User;
  token: string;
  byApiKey: boolean;
}

function findByApiKey(context: Context, token: string, path: string): User {
  const { release, state } = context;
  const user = state.users.find((one) => one.apiKey === token);
  if (user === undefined) return refuse(401, words.invalidToken);
  if (!mayHaveApiKey(context, user)) refuse(403, words.apiKeysOff);
  const { areRestricted, paths } = readApiKeySettings(context);
  if (areRestricted) {
    const isAllowed = paths.some(
      (one) => path === one || (release.apiKeyPaths === "beginnings" && path.startsWith(`${one}/`)),
    );
    if (!isAllowed) refuse(403, release.apiKeyElsewhere);
  }
  return user;
}

function readApiKeySettings({ state }: Context) {
  const { adminConfig: config } = state;
  return {
    areOn: (config.ENABLE_API_KEYS ?? config.ENABLE_API_KEY) === true,
    areRestricted:
      (config.ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS ?? config.ENABLE_API_KEY_ENDPOINT_RESTRICTIONS) === true,
    paths: String(config.API_KEYS_ALLOWED_ENDPOINTS ?? config.API_KEY_ALLOWED_ENDPOINTS)
      .split(",")
      .map((one) => one.trim())
      .filter((one) => one !== ""),
  };
}

/** Returns whether this account may have an API key; nobody has the permission for one. */
export function mayHaveApiKey(context: Context, user: User): boolean {
  const { apiKeysFor } = context.release;
  const isAmong = apiKeysFor === "everybody" || (apiKeysFor === "admins" && user.role === "admin");
  return readApiKeySettings(context).areOn && isAmong;
}

/** Returns the caller; ends the request with 401 or 403. */
export function requireUser(context: Context, request: Request): Caller {
  const [scheme, token] = (request.headers.get("authorization") ?? "").split(" ");
  if (scheme?.toLowerCase() !== "bearer" || !token) {
    return refuse(context.release.unsignedStatus, words.notAuthenticated);
  }
  if (token.startsWith("sk-")) {
    return { user: findByApiKey(context, token, new URL(request.url).pathname), token, byApiKey: true };
  }
  const session = context.state.sessions.get(token);
  const expired = session?.expiresAt != null && session.expiresAt <= Date.now() / 1000;
  const user = context.state.users.find((one) => one.id === session?.userId);
  if (session === undefined || expired || user === undefined) return refuse(401, context.release.wrongToken);
  if (context.release.hasSessions && session.stamp !== user.stamp) return refuse(401, words.revoked);
  return { user, token, byApiKey: false };
}

/** Returns the account whose session's token comes with a request; undefined when there is none. */
export function findSession({ state }: Context, request: Request): User | undefined {
  const token = (request.headers.get("authorization") ?? "").split(" ")[1] ?? "";
  const session = state.sessions.get(token);
  return state.users.find(({ id, stamp }) => id === session?.userId && stamp === session.stamp);
}

/** As requireUser; a person's session is needed where the release tells them from API keys. */
export function requirePerson(context: Context, request: Request): Caller {
  const caller = requireUser(context, request);
  if (caller.byApiKey && context.release.hasSessions) refuse(403, words.humanNeeded);
  return caller;
}

/** As requireUser, for accounts that are no longer pending. */
export function requireVerified(context: Context, request: Request): Caller {
  const caller = requireUser(context, request);
  if (!["user", "admin"].includes(caller.user.role)) refuse(401, words.accessProhibited);
  return caller;
}

/** As requireUser, for admins. Not being one is a 401 too. */
export function requireAdmin(context: Context, request: Request): Caller {
  const caller = requireUser(context, request);
  if (caller.user.role !== "admin") refuse(401, words.accessProhibited);
  return caller;
}

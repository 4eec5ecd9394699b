import { refuse, words } from "./answers.ts";
import type { Release } from "./releases.ts";
import type { State, User } from "./state.ts";

/** What every handler is made of. */
export interface Context {
  release: Release;
  state: State;
}

/** Who sends a request, and with what. */
export interface Caller {
  user: User;
  token: string;
  byApiKey: boolean;
}

function findByApiKey({ state }: Context, token: string, path: string): User {
  const user = state.users.find((one) => one.apiKey === token);
  if (user === undefined) return refuse(401, words.invalidToken);
  const config = state.adminConfig;
  // Only admins: the default permissions give nobody else an API key.
  if (config.ENABLE_API_KEYS !== true || user.role !== "admin") refuse(403, words.apiKeysOff);
  if (config.ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS === true) {
    const allowed = String(config.API_KEYS_ALLOWED_ENDPOINTS)
      .split(",")
      .map((one) => one.trim())
      .filter((one) => one !== "");
    if (!allowed.some((one) => path === one || path.startsWith(`${one}/`)))
      refuse(403, words.accessProhibited);
  }
  return user;
}

/** Returns the caller; ends the request with 401 or 403. */
export function requireUser(context: Context, request: Request): Caller {
  const [scheme, token] = (request.headers.get("authorization") ?? "").split(" ");
  if (scheme?.toLowerCase() !== "bearer" || !token) return refuse(401, words.notAuthenticated);
  if (token.startsWith("sk-")) {
    return { user: findByApiKey(context, token, new URL(request.url).pathname), token, byApiKey: true };
  }
  const session = context.state.sessions.get(token);
  const expired = session?.expiresAt != null && session.expiresAt <= Date.now() / 1000;
  const user = context.state.users.find((one) => one.id === session?.userId);
  if (session === undefined || expired || user === undefined) return refuse(401, words.unauthorized);
  if (context.release.hasSessions && session.stamp !== user.stamp) return refuse(401, words.revoked);
  return { user, token, byApiKey: false };
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

import { AuthsClient } from "../api/auths.ts";
import { ExitCode, OwconfError, UsageError } from "../errors.ts";
import type { StoredSession } from "../kept-sessions.ts";
import { type ConnectOptions, connect } from "./connect.ts";
import type { Command, Context } from "./context.ts";
import { requireStore } from "./login.ts";
import { readSpecIfThere } from "./read-spec.ts";
import { findServer } from "./target.ts";

/** The options of `logout`. */
export interface LogoutOptions extends ConnectOptions {
  /** Whose server and account it is; undefined: owconf.yaml, if it is there. */
  spec: string | undefined;
  /** End all kept sessions. */
  all: boolean;
}

/** Ends kept sessions: signs out on the server, and forgets them in any case. */
export const logout: Command<LogoutOptions> = async (options, context) => {
  const store = requireStore(context);
  const sessions = await store.list();
  const chosen = options.all ? sessions : await choose(sessions, options, context);
  for (const one of chosen) {
    await store.remove(one);
    context.stdout.write(`${await signOut(one, options, context)}\n`);
  }
  if (chosen.length === 0) context.stdout.write("No sessions are kept.\n");
  return ExitCode.ok;
};

async function choose(
  sessions: readonly StoredSession[],
  options: LogoutOptions,
  context: Context,
): Promise<StoredSession[]> {
  if (sessions.length === 0) return [];
  const { url, way } = findServer(options, await readSpecIfThere(options.spec, context), context);
  const account = way && "account" in way ? way.account : undefined;
  const found = sessions.filter((one) => one.url === url && (account ?? one.account) === one.account);
  if (found.length > 0) return found;
  throw new UsageError(`no session is kept for ${url}${account === undefined ? "" : ` and ${account}`}`, {
    hint: "owconf login --status lists those that are; owconf logout --all ends them all",
  });
}

async function signOut(one: StoredSession, options: LogoutOptions, context: Context): Promise<string> {
  const { url, account, token } = one;
  if (token.startsWith("sk-"))
    return `Forgot the API key for ${url}; it stays valid until it is deleted there.`;
  const target = { url, way: undefined, stored: one, store: undefined, isNeeded: () => false };
  try {
    const needs = { readOnly: true, concurrentReads: 0 };
    const session = await connect(target, {}, { ...options, waitMs: 0 }, needs, context);
    await new AuthsClient({ http: session.http }).signOut().finally(() => session.close());
    return `Signed out of ${url} (${account}). Without Redis, the server takes the token until it expires.`;
  } catch (error) {
    if (!(error instanceof OwconfError)) throw error;
    return `Forgot the session on ${url} (${account}); signing out there failed: ${error.message}`;
  }
}

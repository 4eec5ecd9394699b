import { AuthsClient } from "../api/auths.ts";
import type { KeptSession, Session } from "../api/session.ts";
import { readResource } from "../api/settings.ts";
import { ExitCode, ForbiddenError, NotAdminError, UsageError } from "../errors.ts";
import {
  findStateFolder,
  openSessionStore,
  type SessionStore,
  type StoredSession,
} from "../kept-sessions.ts";
import { adminConfig } from "../resources/admin-config.ts";
import { resolveServer } from "../spec/secrets.ts";
import type { ServerSection } from "../spec/types.ts";
import { type ConnectOptions, connect, createCredentials, describeMissingPassword } from "./connect.ts";
import type { Command, Context } from "./context.ts";
import { listSessions } from "./list-sessions.ts";
import { readSpecIfThere } from "./read-spec.ts";
import { showTime } from "./show-time.ts";
import { collectSecrets, type Way } from "./sign-in.ts";
import { findTarget, type Target } from "./target.ts";

/** The options of `login`. */
export interface LoginOptions extends ConnectOptions {
  /** Whose server and account it is; undefined: owconf.yaml, if it is there. */
  spec: string | undefined;
  /** Keep the token on standard input instead of signing in. */
  withToken: boolean;
  /** Only list the kept sessions. */
  status: boolean;
  json: boolean;
}

/** Signs in and keeps the session for later runs, or lists the kept ones. */
export const login: Command<LoginOptions> = async (options, context) => {
  const store = requireStore(context);
  if (options.status) return listSessions(await store.list(), options.json, context);
  const spec = await readSpecIfThere(options.spec, context);
  const target = await findTarget(options, spec, context);
  const fresh: Target = { ...target, stored: undefined };
  const section = spec && !options.withToken ? await resolveServer(spec, context, target.isNeeded) : {};
  const kept = options.withToken
    ? await keepToken(fresh, section, options, context)
    : await keepSignIn(fresh, section, options, context);
  await store.save(kept);
  context.stdout.write(
    `Signed in to ${kept.url} as ${kept.account}${describeEnd(kept)}.\nFurther runs use this session; owconf logout ends it.\n`,
  );
  return ExitCode.ok;
};

/** Returns where sessions are kept. Throws `UsageError` where they are not. */
export function requireStore({ env }: Context): SessionStore {
  const folder = findStateFolder(env);
  if (folder !== undefined) return openSessionStore(folder);
  throw new UsageError("there is no place to keep a session: this is CI, or the user has no home folder", {
    hint: "set OWCONF_STATE_DIR to a folder that only you can read; in a pipeline, an API key in OWCONF_TOKEN is simpler",
  });
}

async function keepSignIn(
  target: Target,
  section: ServerSection<string>,
  options: LoginOptions,
  context: Context,
): Promise<StoredSession> {
  const way = target.way ?? (await askForAccount(context));
  if (way.kind === "token") {
    throw new UsageError("there is a token already, which needs no session", {
      hint: "unset OWCONF_TOKEN, or take server.signIn.token out of the spec; to keep a token: owconf login --with-token",
    });
  }
  const secrets = collectSecrets(way, section, context.env);
  const secret = secrets.secret ?? (await askForPassword(way, context));
  const credentials = createCredentials(way, { ...secrets, secret }, context);
  const found: StoredSession[] = [];
  const kept: KeptSession = {
    token: undefined,
    save: async ({ token, role, expires_at: expiresAt = null }) => {
      if (role !== "admin") {
        throw new NotAdminError(
          "the signed-in account is not an admin",
          { method: "POST", url: target.url },
          {
            hint: "sign in with an account whose role is admin",
          },
        );
      }
      found.push({ url: target.url, account: way.account, token, expiresAt });
    },
  };
  const needs = { readOnly: true, concurrentReads: 0, credentials, kept };
  const session = await connect(target, section, options, needs, context);
  await session.close();
  return found[0] as StoredSession;
}

async function askForAccount({ ask }: Context): Promise<Way> {
  const account = await ask?.("E-mail address of the administrator", false);
  if (account !== undefined) return { kind: "password", account };
  throw new UsageError("no account to sign in with", {
    hint: "set OWCONF_EMAIL, or server.signIn in the spec; or give a token: owconf login --with-token",
  });
}

async function askForPassword(
  way: Exclude<Way, { kind: "token" }>,
  { ask }: Context,
): Promise<string | undefined> {
  if (way.kind === "trusted-header") return undefined;
  const password = await ask?.(`Password of ${way.account}`, true);
  if (password === undefined) throw describeMissingPassword(way);
  return password;
}

async function keepToken(
  target: Target,
  section: ServerSection<string>,
  options: LoginOptions,
  context: Context,
): Promise<StoredSession> {
  const token = new TextDecoder().decode(await context.readFile("-")).trim();
  const needs = { readOnly: true, concurrentReads: 0, credentials: { token }, kept: undefined };
  const session = await connect(target, section, options, needs, context);
  try {
    await readResource(session.http, adminConfig, { version: session.server.version });
    return { url: target.url, token, ...(await describeOwner(session)) };
  } finally {
    await session.close();
  }
}

/** Whose token it is, as far as the server says: 0.12 does not say it to an API key. */
async function describeOwner({ http }: Session): Promise<Pick<StoredSession, "account" | "expiresAt">> {
  try {
    const { email, expires_at: expiresAt = null } = await new AuthsClient({ http }).getSessionUser();
    return { account: email, expiresAt: http.token?.startsWith("sk-") ? null : expiresAt };
  } catch (error) {
    if (!(error instanceof ForbiddenError)) throw error;
    return { account: "(API key)", expiresAt: null };
  }
}

function describeEnd({ expiresAt }: StoredSession): string {
  return expiresAt === null ? "" : ` until ${showTime(expiresAt)}`;
}

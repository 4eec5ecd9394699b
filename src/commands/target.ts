import { parseBaseUrl } from "../api/base-url.ts";
import type { Diagnostic } from "../errors.ts";
import { UsageError } from "../errors.ts";
import type { SessionStore, StoredSession } from "../kept-sessions.ts";
import type { Path } from "../model/path.ts";
import type { Spec, SpecServer } from "../spec/types.ts";
import type { Context } from "./context.ts";
import { chooseWay, needsSecret, type Way } from "./sign-in.ts";
import { warn } from "./warn.ts";

/** Which server, and as whom; no secret of the spec is known yet. */
export interface Target {
  url: string;
  /** Undefined where nothing names an account: a kept session may do. */
  way: Way | undefined;
  /** The session that `owconf login` kept for it, if there is one that has not expired. */
  stored: StoredSession | undefined;
  store: SessionStore | undefined;
  /** Whether a secret of the spec's `server` section is needed, by its path. */
  isNeeded: (path: Path) => boolean;
}

/**
 * Returns the server and the account: a flag wins over the environment, and the environment over the spec; what of the
 * spec does not count is warned about. Throws `UsageError` when there is no URL.
 */
export function findServer(
  flags: { url?: string | undefined },
  spec: Pick<Spec, "server" | "locate"> | undefined,
  context: Context,
): Pick<Target, "url" | "way"> {
  const { env } = context;
  const server = spec?.server ?? {};
  const stated = flags.url ?? (env.OWCONF_URL || server.url);
  if (!stated) {
    throw new UsageError("no server URL", {
      hint: "set OWCONF_URL, give --url, or add server.url to the spec",
    });
  }
  const url = parseBaseUrl(stated);
  if (spec) warn(context, findOverridden(url, flags.url === undefined ? "OWCONF_URL" : "--url", spec, env));
  return { url, way: chooseWay(server, env) };
}

/** As `findServer`, with the kept session. Throws `UsageError` too where there is a choice between several. */
export async function findTarget(
  flags: { url?: string | undefined },
  spec: Pick<Spec, "server" | "locate"> | undefined,
  context: Context,
): Promise<Target> {
  const { env } = context;
  const server = spec?.server ?? {};
  const { url, way } = findServer(flags, spec, context);
  const { store, stored } = way?.kind === "token" ? {} : await findKept(url, way?.account, context);
  return {
    url,
    way,
    store,
    stored,
    isNeeded: (path) => needsSecret(way, server, env, path) && !(stored && isUnset(server, path, env)),
  };
}

/** With a kept session, the password need not be at hand. */
function isUnset({ signIn = {} }: SpecServer, path: Path, env: Context["env"]): boolean {
  const stated = path.includes("ldap") ? signIn.ldap?.password : signIn[path.at(-1) as "password" | "totp"];
  return path[1] === "signIn" && typeof stated === "object" && "env" in stated && !env[stated.env];
}

/** Loaded only where no token is given. */
async function findKept(
  url: string,
  account: string | undefined,
  { env, wallClock }: Context,
): Promise<Partial<Pick<Target, "store" | "stored">>> {
  const { findStateFolder, openSessionStore, isAlive } = await import("../kept-sessions.ts");
  const folder = findStateFolder(env);
  if (folder === undefined) return {};
  const store = openSessionStore(folder);
  const found = (await store.list()).filter(
    (one) =>
      one.url === url && (account === undefined || one.account === account) && isAlive(one, wallClock()),
  );
  if (found.length > 1) {
    throw new UsageError(
      `several sessions are kept for ${url}: ${found.map((one) => one.account).join(", ")}`,
      {
        hint: "set OWCONF_EMAIL, or server.signIn.email in the spec, to the one to use",
      },
    );
  }
  return { store, stored: found[0] };
}

function findOverridden(
  url: string,
  by: string,
  { server, locate }: Pick<Spec, "server" | "locate">,
  env: Context["env"],
): Diagnostic[] {
  const severity = "warning" as const;
  const code = "server.overridden";
  const hint = "a flag wins over the environment, and the environment over the spec";
  const address = server.url !== undefined && parseBaseUrl(server.url) !== url;
  const email = server.signIn?.email;
  const account = email !== undefined && env.OWCONF_EMAIL && !env.OWCONF_TOKEN && env.OWCONF_EMAIL !== email;
  return [
    ...(address
      ? [
          locate(["server", "url"], {
            severity,
            code,
            message: `${by} wins over server.url: this is about ${url}`,
            hint,
          }),
        ]
      : []),
    ...(account
      ? [
          locate(["server", "signIn", "email"], {
            severity,
            code,
            message: `OWCONF_EMAIL wins over server.signIn.email: owconf signs in as ${env.OWCONF_EMAIL}`,
            hint,
          }),
        ]
      : []),
  ];
}

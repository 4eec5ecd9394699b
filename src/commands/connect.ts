import { type Credentials, openSession, type Session, type SessionOptions } from "../api/session.ts";
import { ServerError, TimeoutError, UnreachableError, UsageError } from "../errors.ts";
import type { SpecServer } from "../spec/types.ts";
import type { Context } from "./context.ts";

/** Which server, as whom, and how. */
export interface Target {
  server: SpecServer;
  /** The password that `server.signIn.password` refers to. */
  password: string | undefined;
  /** The time limit of each request, in milliseconds. */
  timeoutMs: number;
  /** How long to wait for a server that is still starting, in milliseconds. */
  waitMs: number;
  /** Refuse to write. */
  readOnly: boolean;
}

/**
 * Signs in where the spec says; what it leaves out comes from OWCONF_URL, OWCONF_EMAIL and
 * OWCONF_PASSWORD. OWCONF_TOKEN makes signing in needless, whatever the spec says. Throws `UsageError` when that is not enough, and the errors of `openSession`.
 */
export async function connect(target: Target, context: Context): Promise<Session> {
  const { env } = context;
  const url = target.server.url ?? env.OWCONF_URL;
  if (!url) {
    throw new UsageError("no server URL", {
      hint: "set OWCONF_URL, or server.url in the spec (export: --url)",
    });
  }
  const credentials = chooseCredentials(target, env);
  const { timeoutMs, readOnly } = target;
  return openWhenReady({ url, credentials, timeoutMs, readOnly }, target.waitMs, context);
}

async function openWhenReady(
  options: SessionOptions,
  waitMs: number,
  { stderr, sleep, now }: Context,
): Promise<Session> {
  const start = now();
  let isShown = false;
  for (;;) {
    try {
      return await openSession(options);
    } catch (error) {
      const waited = now() - start;
      if (!isStarting(error) || waited >= waitMs) throw error;
      isShown = true;
      stderr.progress(`Waiting for ${options.url} (${Math.round(waited / 1000)} s)`);
      await sleep(Math.min(1000, waitMs - waited));
    } finally {
      if (isShown) stderr.progress("");
    }
  }
}

/** True for what a server that is still starting, or the proxy in front of it, answers. */
function isStarting(error: unknown): boolean {
  return (
    error instanceof UnreachableError ||
    error instanceof TimeoutError ||
    (error instanceof ServerError && [502, 503, 504].includes(error.status ?? 0))
  );
}

function chooseCredentials({ server, password }: Target, env: Context["env"]): Credentials {
  if (env.OWCONF_TOKEN) return { token: env.OWCONF_TOKEN };
  const email = server.signIn?.email ?? env.OWCONF_EMAIL;
  const secret = password ?? env.OWCONF_PASSWORD;
  if (!email) {
    throw new UsageError("no account to sign in with", {
      hint: "set server.signIn.email in the spec, or OWCONF_EMAIL and OWCONF_PASSWORD, or OWCONF_TOKEN",
    });
  }
  if (!secret) {
    throw new UsageError(`no password for ${email}`, {
      hint: "set OWCONF_PASSWORD, or server.signIn.password in the spec: { env: NAME } or { file: path }",
    });
  }
  return { email, password: secret };
}

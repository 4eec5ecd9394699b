import { isAway, limitPauses, type Pause, retry } from "../api/retry.ts";
import { type Credentials, openSession, type Session, type SessionOptions } from "../api/session.ts";
import { UsageError } from "../errors.ts";
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
  /** How many resources will be read together. */
  concurrentReads: number;
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
  const { timeoutMs, readOnly, concurrentReads } = target;
  return openWhenReady({ url, credentials, timeoutMs, readOnly, concurrentReads }, target.waitMs, context);
}

async function openWhenReady(options: SessionOptions, waitMs: number, context: Context): Promise<Session> {
  const start = context.now();
  const limit = limitPauses(context, waitMs);
  const pauseAfter: Pause<Session> = (outcome, attempt) => {
    if (attempt > 1) context.stderr.progress("");
    const pause = "error" in outcome && isAway(outcome.error) ? limit(1000) : undefined;
    if (pause !== undefined) {
      const seconds = Math.round((context.now() - start) / 1000);
      context.stderr.progress(`Waiting for ${options.url} (${seconds} s)`);
    }
    return pause;
  };
  return retry(() => openSession(options), pauseAfter, context.sleep);
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

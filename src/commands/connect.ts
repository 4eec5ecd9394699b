import { type Credentials, openSession, type Session } from "../api/session.ts";
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
  /** Refuse to write. */
  readOnly: boolean;
}

/**
 * Signs in where the spec says; what it leaves out comes from OWCONF_URL, OWCONF_TOKEN, OWCONF_EMAIL
 * and OWCONF_PASSWORD. Throws `UsageError` when that is not enough, and the errors of `openSession`.
 */
export async function connect(target: Target, { env }: Context): Promise<Session> {
  const url = target.server.url ?? env.OWCONF_URL;
  if (!url) {
    throw new UsageError("no server is given", { hint: "set server.url in the spec, or OWCONF_URL" });
  }
  const credentials = chooseCredentials(target, env);
  return openSession({ url, credentials, timeoutMs: target.timeoutMs, readOnly: target.readOnly });
}

function chooseCredentials({ server, password }: Target, env: Context["env"]): Credentials {
  if (password === undefined && env.OWCONF_TOKEN) return { token: env.OWCONF_TOKEN };
  const email = server.signIn?.email ?? env.OWCONF_EMAIL;
  const secret = password ?? env.OWCONF_PASSWORD;
  if (!email) {
    throw new UsageError("no account to sign in with is given", {
      hint: "set server.signIn.email in the spec, or OWCONF_EMAIL and OWCONF_PASSWORD, or OWCONF_TOKEN",
    });
  }
  if (!secret) {
    throw new UsageError(`the password of ${email} is not given`, {
      hint: "set OWCONF_PASSWORD, or in the spec server.signIn.password: { env: NAME } or { file: path }",
    });
  }
  return { email, password: secret };
}

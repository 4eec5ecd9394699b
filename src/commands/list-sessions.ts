import { ExitCode } from "../errors.ts";
import { isAlive, type StoredSession } from "../kept-sessions.ts";
import type { Context } from "./context.ts";
import { showTime } from "./show-time.ts";

/** Lists sessions without their tokens. */
export function listSessions(sessions: readonly StoredSession[], json: boolean, context: Context): ExitCode {
  const shown = sessions
    .map(({ token: _token, ...rest }) => rest)
    .toSorted((a, b) => a.url.localeCompare(b.url) || a.account.localeCompare(b.account));
  if (json) {
    context.stdout.write(`${JSON.stringify({ formatVersion: 1, sessions: shown }, null, 2)}\n`);
    return ExitCode.ok;
  }
  const now = context.wallClock();
  const lines = shown.map((one) => {
    const until = one.expiresAt === null ? "does not expire" : `until ${showTime(one.expiresAt)}`;
    return `${one.url}  ${one.account}  ${isAlive(one, now) ? until : "expired"}\n`;
  });
  context.stdout.write(lines.length === 0 ? "No sessions are kept.\n" : lines.join(""));
  return ExitCode.ok;
}

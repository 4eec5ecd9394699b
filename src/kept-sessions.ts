import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { FileError } from "./errors.ts";

/** A session that `owconf login` keeps for later runs. */
export interface StoredSession {
  /** The server's base URL. */
  url: string;
  /** E-mail address or LDAP user. */
  account: string;
  token: string;
  /** Seconds since 1970; null: never. */
  expiresAt: number | null;
}

/** The sessions that are kept, one file each. */
export interface SessionStore {
  /** Returns those that are kept, expired ones included. Throws `FileError` for one that others can read. */
  list: () => Promise<StoredSession[]>;
  /** Throws `FileError`. */
  save: (session: StoredSession) => Promise<void>;
  remove: (session: Pick<StoredSession, "url" | "account">) => Promise<void>;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Returns where sessions are kept: OWCONF_STATE_DIR, or a folder of the user's own. Undefined in CI, where nothing is
 * kept unless OWCONF_STATE_DIR asks for it, and where the user has no folder.
 */
export function findStateFolder(env: Env): string | undefined {
  if (env.OWCONF_STATE_DIR) return env.OWCONF_STATE_DIR;
  if (env.CI && env.CI !== "false" && env.CI !== "0") return undefined;
  if (process.platform === "win32") return env.LOCALAPPDATA && join(env.LOCALAPPDATA, "owconf");
  // The specification tells to ignore relative paths.
  if (env.XDG_STATE_HOME && isAbsolute(env.XDG_STATE_HOME)) return join(env.XDG_STATE_HOME, "owconf");
  return env.HOME ? join(env.HOME, ".local", "state", "owconf") : undefined;
}

/** Returns the store in a state folder, which is made when something is first kept. */
export function openSessionStore(stateFolder: string): SessionStore {
  const folder = join(stateFolder, "sessions");
  const fileOf = ({ url, account }: Pick<StoredSession, "url" | "account">) => {
    const name = createHash("sha256")
      .update(JSON.stringify([url, account]))
      .digest("hex");
    return join(folder, `${name.slice(0, 32)}.json`);
  };
  return {
    list: async () => {
      const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".json"));
      const found = await Promise.all(names.map((name) => readSession(join(folder, name))));
      return found.filter((one) => one !== undefined);
    },
    save: async (session) => {
      const file = fileOf(session);
      const whole = `${file}.${process.pid}.tmp`;
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeFile(whole, `${JSON.stringify(session)}\n`, { mode: 0o600, flag: "wx" });
        await rename(whole, file);
      } catch (error) {
        await rm(whole, { force: true });
        throw new FileError(
          `cannot keep the session in ${folder}: ${(error as NodeJS.ErrnoException).code}`,
          {
            hint: "check the folder and its permissions, or set OWCONF_STATE_DIR to another one",
          },
        );
      }
    },
    remove: (session) => rm(fileOf(session), { force: true }),
  };
}

async function readSession(file: string): Promise<StoredSession | undefined> {
  const stats = await stat(file).catch(() => undefined);
  if (stats === undefined) return undefined;
  const isOurs =
    process.getuid === undefined || (stats.uid === process.getuid() && (stats.mode & 0o077) === 0);
  if (!isOurs) {
    throw new FileError(`the kept session in ${file} can be read by others, or is another user's`, {
      hint: "delete the file, and run owconf login again",
    });
  }
  try {
    const session = JSON.parse(await readFile(file, "utf8")) as Partial<StoredSession>;
    const { url, account, token, expiresAt } = session;
    const isWhole = [url, account, token].every((one) => typeof one === "string");
    const isTime = expiresAt === null || typeof expiresAt === "number";
    return isWhole && isTime ? (session as StoredSession) : undefined;
  } catch {
    // One that was cut off or is of another version is none; the next sign-in replaces it.
    return undefined;
  }
}

/** Returns whether a session can still be used at `now`, in milliseconds since 1970. */
export function isAlive({ expiresAt }: Pick<StoredSession, "expiresAt">, now: number): boolean {
  return expiresAt === null || expiresAt * 1000 > now + 30_000;
}

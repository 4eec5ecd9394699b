import { lstatSync, mkdirSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";

/** What keeps compiled code in a folder, and finds it there; Node has it from 22.8 on. */
export type Enable = (folder: string) => unknown;

/**
 * Lets Node keep what it compiles of this program, so that the next run need not. Whoever can write to the folder
 * decides what runs, so it is one of the user's own: only the user can write to it, and nobody but root can put
 * another in its place. Where that is not so, or cannot be told, nothing is kept. Never throws.
 * @param user the user's number; Windows has none
 */
export function keepCompiledCode(
  env: NodeJS.ProcessEnv,
  user = process.getuid?.(),
  enable = findEnable(),
): void {
  const caches = findCaches(env);
  if (caches === undefined || user === undefined || enable === undefined) return;
  try {
    const parent = realpathSync(caches);
    if (!isOwn(parent, user, 0o022) || !isOutOfReach(dirname(parent), user)) return;
    const folder = join(parent, "owconf");
    // The first run makes the folder and the second fills it, which takes time: in a container, the first is the last.
    const isNew = mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined;
    if (!isNew && isOwn(folder, user, 0o077)) enable(folder);
  } catch {
    // There is no such folder, or none that can be written to.
  }
}

function findEnable(): Enable | undefined {
  const module: object = process.getBuiltinModule("node:module");
  return "enableCompileCache" in module ? (module.enableCompileCache as Enable) : undefined;
}

function findCaches({ XDG_CACHE_HOME, HOME }: NodeJS.ProcessEnv): string | undefined {
  if (XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME)) return XDG_CACHE_HOME;
  if (!HOME || !isAbsolute(HOME)) return undefined;
  return join(HOME, process.platform === "darwin" ? "Library/Caches" : ".cache");
}

/** True for a folder of the user's own that gives others none of these rights. */
function isOwn(folder: string, user: number, rights: number): boolean {
  const stats = lstatSync(folder);
  return stats.isDirectory() && stats.uid === user && (stats.mode & rights) === 0;
}

/** True when no other user can put something else in the place of what the user has in a folder, or in its own. */
function isOutOfReach(folder: string, user: number): boolean {
  const { uid, mode } = lstatSync(folder);
  const isSticky = (mode & 0o1000) !== 0;
  if ((uid !== user && uid !== 0) || ((mode & 0o022) !== 0 && !isSticky)) return false;
  const above = dirname(folder);
  return above === folder || isOutOfReach(above, user);
}

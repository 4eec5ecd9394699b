import { createReadStream } from "node:fs";
import { access, appendFile, constants, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { FileError } from "./errors.ts";

/** More than any spec or secret may have, and little enough to hold: /dev/zero must end, too. */
const maxBytes = 32 * 1024 * 1024;

/** Returns a file's content, at most 32 MiB of it; `-` is standard input. Fails as `node:fs` does. */
export async function readBounded(path: string): Promise<Uint8Array> {
  const stream: Readable = path === "-" ? process.stdin : createReadStream(path);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size >= maxBytes) break;
  }
  return Buffer.concat(chunks);
}

/**
 * Returns the mode of a file, that of the target for a symbolic link; undefined when it is no file or
 * cannot be looked at, and on Windows, whose permissions the mode does not tell.
 */
export async function readMode(path: string): Promise<number | undefined> {
  if (process.platform === "win32") return undefined;
  const stats = await stat(path).catch(() => undefined);
  return stats?.isFile() ? stats.mode : undefined;
}

/** Returns the names in a folder; undefined where the path leads to none. */
export async function listFolder(path: string): Promise<string[] | undefined> {
  const stats = await stat(path).catch(() => undefined);
  return stats?.isDirectory() ? readdir(path) : undefined;
}

/** Throws `FileError` when the path is a folder, or a file that is there, unless `force`. */
export async function refuseExisting(path: string, force: boolean): Promise<void> {
  const kind = await findKind(path);
  if (kind === "folder") {
    throw new FileError(`${path} is a folder`, { hint: `give a file: ${join(path, "owconf.yaml")}` });
  }
  if (kind === "file" && !force) {
    throw new FileError(`${path} already exists`, { hint: "add --force to replace it" });
  }
}

/**
 * Returns what is where a file shall be written, so that nobody finds out only afterwards that it cannot be. Throws
 * `FileError` for a folder, and where nothing can be written.
 */
export async function probePlace(path: string): Promise<"file" | "stream" | "nothing"> {
  const kind = await findKind(path);
  if (kind === "folder") throw new FileError(`${path} is a folder`, { hint: "give the path of a file" });
  try {
    if (kind === "stream") await access(path, constants.W_OK);
    else await writeFile(nameWhole(path), "", { flag: "wx" });
  } catch (error) {
    throw describeWriteFailure(path, error);
  } finally {
    if (kind !== "stream") await rm(nameWhole(path), { force: true });
  }
  return kind;
}

/** What a path leads to; a `stream` is a device, a pipe or a socket, of which nothing can be overwritten. */
async function findKind(path: string): Promise<"file" | "folder" | "stream" | "nothing"> {
  const stats = await stat(path).catch(() => undefined);
  if (stats === undefined) return "nothing";
  if (stats.isDirectory()) return "folder";
  // What /dev/stdout leads to may be a file, and the link itself must not be replaced.
  return stats.isFile() && !path.startsWith("/dev/") ? "file" : "stream";
}

/** Writes a file; one that is replaced is whole at any moment. Throws `FileError`. */
export async function writeTextFile(path: string, text: string, mode = 0o666): Promise<void> {
  if ((await findKind(path)) === "stream") {
    return appendFile(path, text).catch((error: unknown) => {
      throw describeWriteFailure(path, error);
    });
  }
  const whole = nameWhole(path);
  try {
    await writeFile(whole, text, { flag: "wx", mode });
    await rename(whole, path);
  } catch (error) {
    await rm(whole, { force: true });
    throw describeWriteFailure(path, error);
  }
}

function nameWhole(path: string): string {
  return `${path}.${process.pid}.tmp`;
}

function describeWriteFailure(path: string, error: unknown): FileError {
  return new FileError(`cannot write ${path}: ${(error as NodeJS.ErrnoException).code}`, {
    hint: "check the folder and its permissions",
  });
}

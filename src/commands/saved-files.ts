import type { ZodType } from "zod";
import { FileError, RefusedError, UsageError } from "../errors.ts";
import { escapeInvisibleInJson } from "../invisible.ts";
import { isObject, type Json, type JsonObject } from "../model/json.ts";
import type { Context } from "./context.ts";
import type { Sealer } from "./seal.ts";

/** A file of owconf's own: what it is called in messages, and as the area of errors. */
export interface Kind {
  format: "owconf-plan" | "owconf-receipt";
  name: string;
  area: string;
}

export const savedPlanKind: Kind = { format: "owconf-plan", name: "saved plan", area: "saved-plan" };
export const receiptKind: Kind = { format: "owconf-receipt", name: "receipt", area: "receipt" };

/**
 * Returns which of owconf's own formats a file has, by what is in it: JSON that says so. One that was cut off is
 * known by its beginning. Undefined for everything else.
 */
export function recogniseFormat(text: string): string | undefined {
  if (!/^\s*\{/.test(text) || !text.includes('"owconf-')) return undefined;
  const begun = /^\s*\{\s*"format"\s*:\s*"(owconf-[^"]*)"/.exec(text)?.[1];
  try {
    const { format } = JSON.parse(text) as JsonObject;
    return typeof format === "string" && format.startsWith("owconf-") ? format : undefined;
  } catch {
    return begun;
  }
}

/** Throws FileError or UsageError unless a file of this kind can be written to a path: it is free, or has an earlier one. */
export async function checkPlace(path: string, kind: Kind, context: Context): Promise<void> {
  if (path === "" || path === "-") {
    throw new UsageError(`a ${kind.name} is written to a file, not to standard output`, {
      hint: "give the path of a file",
    });
  }
  if ((await context.probePlace(path)) !== "file") return;
  const present = new TextDecoder().decode(await readBytes(path, context));
  if (present === "" || recogniseFormat(present) === kind.format) return;
  throw new FileError(`${path} already exists and is no ${kind.name}`, {
    hint: `give another path; only an earlier ${kind.name} is replaced`,
  });
}

/** Writes a file of owconf's own, sealed, for its owner only. Throws FileError. */
export async function writeSealed(
  path: string,
  content: Record<string, unknown>,
  { seal }: Sealer,
  context: Context,
): Promise<void> {
  const plain = JSON.parse(JSON.stringify(content)) as JsonObject;
  const text = JSON.stringify({ ...plain, seal: seal(plain) }, null, 2);
  await context.writeFile(path, `${escapeInvisibleInJson(text)}\n`, 0o600);
}

/**
 * Returns what stands in a file of owconf's own. Throws RefusedError for another format or version, and for a file
 * that is not as owconf wrote it.
 * @param createSealer makes what the file was sealed with, from its salt
 */
export async function readSealed<Content extends { salt: string; seal: string }>(
  text: string,
  file: string,
  { kind, schema }: { kind: Kind; schema: ZodType<Content> },
  createSealer: (salt: string) => Sealer,
): Promise<Content> {
  const { Head } = await import("../saved/formats.ts");
  const refuse = (finding: string, message: string, hint: string): never => {
    throw new RefusedError(`${kind.area}.${finding}`, `${file} ${message}`, { hint });
  };
  const again = `make a new ${kind.name}`;
  const value = parseJson(text);
  const head = Head.safeParse(value);
  const { format, formatVersion } = head.data ?? {};
  if (value === undefined) return refuse("damaged", "is cut off or no JSON", again);
  if (format !== kind.format) return refuse("format", `is no ${kind.name}`, `give a ${kind.name} of owconf`);
  if (formatVersion !== 1) {
    const advice = `use the version of owconf that wrote it, or ${again}`;
    return refuse("version", `is a ${kind.name} of a format version that this owconf does not know`, advice);
  }
  const read = schema.safeParse(value);
  if (!read.success || !isObject(value)) return refuse("edited", "is not as owconf wrote it", again);
  const { seal, ...content } = value;
  const sealer = createSealer(read.data.salt);
  const { keyed } = sealer.fingerprinter;
  const isKeyed = read.data.seal.startsWith("hmac-");
  if (isKeyed && !keyed) {
    return refuse("key", "was made with OWCONF_PLAN_KEY", "set OWCONF_PLAN_KEY to the same key");
  }
  if (!isKeyed && keyed) {
    return refuse(
      "key",
      "was made without OWCONF_PLAN_KEY",
      `${again} with the key, or unset OWCONF_PLAN_KEY`,
    );
  }
  if (!sealer.isSealOf(String(seal), content)) {
    const reason = keyed ? "was edited, or made with another OWCONF_PLAN_KEY" : "was edited";
    return refuse("edited", reason, again);
  }
  return read.data;
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Returns a file's content. Throws FileError. */
export async function readBytes(path: string, context: Context): Promise<Uint8Array> {
  try {
    return await context.readFile(path);
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error)) throw error;
    const message =
      error.code === "ENOENT" ? `there is no file ${path}` : `cannot read ${path}: ${error.code}`;
    throw new FileError(message, { hint: "check the path and the permissions of the file" });
  }
}

import { type Diagnostic, SpecError } from "../../src/errors.ts";
import type { ParseOptions } from "../../src/spec/parse.ts";
import { readSpec } from "../../src/spec/read-spec.ts";
import type { FileSources, Spec } from "../../src/spec/types.ts";

/** Contents by path; a name in capitals is the code that reading the file fails with. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** Returns a reader of these files that notes what it is asked for. */
export function createSources(files: Files): FileSources & { asked: string[] } {
  const asked: string[] = [];
  const readFile = async (path: string) => {
    asked.push(path);
    const content = Object.hasOwn(files, path) ? files[path] : "ENOENT";
    if (content instanceof Uint8Array) return content;
    if (/^E[A-Z]+$/.test(content ?? "")) throw Object.assign(new Error("hunter2"), { code: content });
    return new TextEncoder().encode(content);
  };
  return { readFile, resolvePath: (path) => (path.startsWith("/") ? path : `/work/${path}`), asked };
}

/** Reads the first of some files as a spec. */
export async function readFiles(files: Files, options: ParseOptions = {}): Promise<Spec> {
  return readSpec(Object.keys(files)[0] ?? "", createSources(files), options);
}

/** Returns what is wrong with the first of some files, the warnings of a valid one included. */
export async function problemsOfFiles(files: Files): Promise<readonly Diagnostic[]> {
  try {
    return (await readFiles(files)).warnings;
  } catch (error) {
    if (error instanceof SpecError) return error.diagnostics;
    throw error;
  }
}

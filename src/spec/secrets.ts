import { type Diagnostic, SpecError } from "../errors.ts";
import { escapeInvisible } from "../invisible.ts";
import { isObject, type Json } from "../model/json.ts";
import type { Node } from "../model/node.ts";
import { type Path, showPath } from "../model/path.ts";
import type { Desired } from "../model/resource.ts";
import { getNode, listDeclared } from "../model/settings.ts";
import { resources } from "../resources/index.ts";
import { type ProblemText, sortByPlace } from "./diagnostics.ts";
import { isReference, listReferences } from "./references.ts";
import type { SecretReference, Spec } from "./types.ts";
import { isShowableReference } from "./visibility.ts";

/** Where secrets are read from. */
export interface SecretSources {
  env: Readonly<Record<string, string | undefined>>;
  /** Returns a file's content; fails as that of `node:fs/promises` does. */
  readFile: (path: string) => Promise<Uint8Array>;
  /** Returns the absolute form of a path, for messages; without it they tell none. */
  resolvePath?: (path: string) => string;
}

const passwordPath = ["server", "signIn", "password"];
const maxBytes = 64 * 1024;

/**
 * Returns what the server shall hold and the password to sign in with, all references replaced by the
 * secrets themselves. Throws SpecError with all references that lead nowhere.
 */
export async function resolveSecrets(
  spec: Spec,
  sources: SecretSources,
): Promise<{ desired: Desired; password?: string }> {
  const problems: Diagnostic[] = [];
  const password = await collect(problems, () => resolvePassword(spec, sources));
  const desired = await collect(problems, () => resolveDesired(spec, sources));
  if (problems.length > 0) throw new SpecError(sortByPlace(problems));
  return { desired: desired ?? {}, ...(password === undefined ? {} : { password }) };
}

/** Returns the password of `server.signIn`, or undefined when the spec has none. Throws SpecError. */
export async function resolvePassword(spec: Spec, sources: SecretSources): Promise<string | undefined> {
  const stated = spec.server.signIn?.password;
  if (stated === undefined) return undefined;
  const outcome = await resolveSecret(spec, passwordPath, stated, sources);
  if (typeof outcome === "string") return outcome;
  throw new SpecError([outcome]);
}

/** Returns what the server shall hold, with the secrets' values. Throws SpecError. */
export async function resolveDesired(spec: Spec, sources: SecretSources): Promise<Desired> {
  const problems: Diagnostic[] = [];
  const desired: Record<string, Json> = {};
  for (const { name, root, specPath } of resources) {
    const declared = spec.declared[name];
    if (declared !== undefined) desired[name] = await resolveNode(root, declared, specPath);
  }
  if (problems.length > 0) throw new SpecError(sortByPlace(problems));
  return desired;

  /** What owconf does not know may be a secret. */
  async function resolveNode(node: Node | undefined, value: Json, path: Path): Promise<Json> {
    if (node === undefined || (node.kind === "leaf" && node.secret)) {
      return resolveValue(spec, path, value, sources, problems);
    }
    if (node.kind === "leaf" || !isObject(value)) return value;
    const entries: [string, Json][] = [];
    for (const [key, one] of Object.entries(value)) {
      const below = node.kind === "collection" ? node.item : getNode(node, key);
      entries.push([key, await resolveNode(below, one, [...path, key])]);
    }
    return Object.fromEntries(entries);
  }
}

/** Returns the value with secrets in the place of references at any depth. */
async function resolveValue(
  spec: Spec,
  path: Path,
  value: Json,
  sources: SecretSources,
  problems: Diagnostic[],
): Promise<Json> {
  if (value === null || typeof value !== "object") return value;
  if (isReference(value)) {
    const outcome = await resolveSecret(spec, path, value, sources);
    if (typeof outcome === "string") return outcome;
    problems.push(outcome);
    return null;
  }
  const entries: [string, Json][] = [];
  for (const [key, one] of Object.entries(value)) {
    entries.push([key, await resolveValue(spec, [...path, key], one, sources, problems)]);
  }
  return Array.isArray(value) ? entries.map(([, one]) => one) : Object.fromEntries(entries);
}

/** A secret that stands in a file. */
export interface SecretFile {
  /** Where in the spec, as ["ldap", "server", "app_dn_password"]. */
  path: string[];
  /** As `readFile` takes it. */
  file: string;
}

/** Returns all files with secrets that a spec refers to. */
export function listSecretFiles(spec: Spec): SecretFile[] {
  const secrets = resources.flatMap(({ name, root, specPath }) =>
    [...listDeclared(root, spec.declared[name] ?? {}).values()].flatMap(
      ({ path, value = null, leaf, isEntry }) =>
        isEntry || (leaf && !leaf.secret) ? [] : [{ path: [...specPath, ...path], value }],
    ),
  );
  return [{ path: passwordPath, value: spec.server.signIn?.password ?? null }, ...secrets]
    .flatMap(({ path, value }) => listReferences(value, path))
    .flatMap(([path, value]) =>
      isReference(value) && "file" in value
        ? [{ path: [...path, "file"], file: locateFile(spec.file, value.file) }]
        : [],
    );
}

async function resolveSecret(
  spec: Spec,
  path: Path,
  stated: SecretReference | string,
  sources: SecretSources,
): Promise<string | Diagnostic> {
  if (typeof stated === "string") return stated;
  const to = "env" in stated ? "env" : "file";
  const name = "env" in stated ? stated.env : stated.file;
  const found = "env" in stated ? readVariable(name, sources) : await readSecretFile(spec, name, sources);
  if (typeof found === "string") return found;
  const subject = isShowableReference(to, name)
    ? `${subjects[to]} ${name}`
    : `the ${subjects[to]} given here`;
  const problem = { severity: "error", code: found.code, message: `${subject} ${found.message}` } as const;
  // The name of an entry may hold a password: only the spec knows how to show a path.
  const owner = spec.locate(path, problem).path ?? showPath(path);
  const hint = found.hint ?? `it must hold the secret of ${owner}: set it, or change the reference`;
  return spec.locate([...path, to], { ...problem, hint });
}

const subjects = { env: "environment variable", file: "file" };

function readVariable(name: string, { env }: SecretSources): string | ProblemText {
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  if (value === undefined) return { code: "secret.unset", message: "is not set" };
  return value === "" ? { code: "secret.empty", message: "is empty" } : value;
}

async function readSecretFile(
  spec: Spec,
  path: string,
  sources: SecretSources,
): Promise<string | ProblemText> {
  let bytes: Uint8Array;
  try {
    bytes = await sources.readFile(locateFile(spec.file, path));
  } catch (error) {
    const isShown = isShowableReference("file", path);
    const tried = isShown ? sources.resolvePath?.(locateFile(spec.file, path)) : undefined;
    return describeReadFailure(error, path, tried);
  }
  if (bytes.byteLength > maxBytes) {
    const message = `is ${Math.ceil(bytes.byteLength / 1024)} KiB; the limit is 64 KiB`;
    return { code: "secret.too-large", message };
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return { code: "secret.encoding", message: "is not valid UTF-8" };
  }
  // Editors and `echo` end a file with one line break; any other one belongs to the secret.
  const secret = text.replace(/\r?\n$/, "");
  return secret === "" ? { code: "secret.empty", message: "is empty" } : secret;
}

function describeReadFailure(error: unknown, path: string, tried: string | undefined): ProblemText {
  const errno = error instanceof Error && "code" in error ? String(error.code) : "";
  if (errno === "ENOENT" || errno === "ENOTDIR") {
    const hint = path.startsWith("~")
      ? "~ is not expanded: write the full path"
      : `${tried === undefined ? "" : `tried ${escapeInvisible(tried)}; `}a relative path starts at the folder of the spec`;
    return { code: "secret.missing", message: "does not exist", hint };
  }
  if (errno === "EISDIR") return { code: "secret.unreadable", message: "is a folder" };
  if (errno === "EACCES" || errno === "EPERM") {
    const hint = "check the permissions of the file and its folder";
    return { code: "secret.unreadable", message: "cannot be read: permission denied", hint };
  }
  const reason = /^[A-Z0-9_]+$/.test(errno) ? ` (${errno})` : "";
  return { code: "secret.unreadable", message: `cannot be read${reason}` };
}

function locateFile(specFile: string, path: string): string {
  if (/^(?:[\\/]|[A-Za-z]:[\\/])/.test(path)) return path;
  const folder = specFile.slice(0, Math.max(specFile.lastIndexOf("/"), specFile.lastIndexOf("\\")) + 1);
  // "-" alone would be standard input.
  return `${folder === "" ? "./" : folder}${path}`;
}

async function collect<Result>(
  problems: Diagnostic[],
  resolve: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await resolve();
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    problems.push(...error.diagnostics);
    return undefined;
  }
}

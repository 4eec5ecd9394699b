import { type Diagnostic, SpecError } from "../errors.ts";
import { escapeInvisible } from "../invisible.ts";
import { isObject, type Json } from "../model/json.ts";
import type { Node } from "../model/node.ts";
import { type Path, showPath } from "../model/path.ts";
import type { Desired } from "../model/resource.ts";
import { getNode, listDeclared } from "../model/settings.ts";
import { resources } from "../resources/index.ts";
import { type ProblemText, sortByPlace } from "./diagnostics.ts";
import { locateFile } from "./locate-file.ts";
import { specModel } from "./model.ts";
import { isReference, listReferences } from "./references.ts";
import type { FileSources, SecretReference, ServerSection, Spec } from "./types.ts";
import { isShowableReference } from "./visibility.ts";

/** Where secrets are read from. */
export interface SecretSources extends FileSources {
  env: Readonly<Record<string, string | undefined>>;
}

const maxBytes = 64 * 1024;

/** A spec's secrets, in place of the references to them. */
export interface Resolved {
  /** What the server shall hold. */
  desired: Desired;
  /** The `server` section. */
  server: ServerSection<string>;
}

/**
 * Returns what the server shall hold and how to sign in to it, all references replaced by the secrets
 * themselves. Throws SpecError with all references that lead nowhere.
 *
 * `isNeeded` says which secrets of the `server` section to resolve, by their path; left out: all.
 */
export async function resolveSecrets(
  spec: Spec,
  sources: SecretSources,
  isNeeded: (path: Path) => boolean = () => true,
): Promise<Resolved> {
  const problems: Diagnostic[] = [];
  const server = await collect(problems, () => resolveServer(spec, sources, isNeeded));
  const desired = await collect(problems, () => resolveDesired(spec, sources));
  if (problems.length > 0) throw new SpecError(sortByPlace(problems));
  return { desired: desired ?? {}, server: server ?? {} };
}

/** Returns the `server` section with its secrets, as `resolveSecrets` does. Throws SpecError. */
export async function resolveServer(
  spec: Spec,
  sources: SecretSources,
  isNeeded: (path: Path) => boolean = () => true,
): Promise<ServerSection<string>> {
  const problems: Diagnostic[] = [];
  const node = specModel.settings.server;
  const server = await resolveNode(node, spec.server as Json, ["server"], {
    spec,
    sources,
    problems,
    isNeeded,
  });
  if (problems.length > 0) throw new SpecError(sortByPlace(problems));
  return locateFiles(server as ServerSection<string>, spec);
}

/** Returns the section with the paths of its files as `readFile` takes them. */
function locateFiles({ tls, ...server }: ServerSection<string>, { fileOf }: Spec): ServerSection<string> {
  if (tls === undefined) return server;
  const { keyPassphrase, ...files } = tls;
  const located = Object.entries(files).map(([key, path]) => [
    key,
    locateFile(fileOf(["server", "tls", key]), path),
  ]);
  return { ...server, tls: { ...tls, ...Object.fromEntries(located) } };
}

/** Returns what the server shall hold, with the secrets' values. Throws SpecError. */
export async function resolveDesired(spec: Spec, sources: SecretSources): Promise<Desired> {
  const problems: Diagnostic[] = [];
  const desired: Record<string, Json> = {};
  for (const { name, root, specPath } of resources) {
    const declared = spec.declared[name];
    if (declared === undefined) continue;
    desired[name] = await resolveNode(root, declared, specPath, { spec, sources, problems });
  }
  if (problems.length > 0) throw new SpecError(sortByPlace(problems));
  return desired;
}

interface Resolving {
  spec: Spec;
  sources: SecretSources;
  /** Those found are added. */
  problems: Diagnostic[];
  /** Secrets that are not needed are left out; they need not be there. */
  isNeeded?: (path: Path) => boolean;
}

/** What owconf does not know may be a secret. */
async function resolveNode(
  node: Node | undefined,
  value: Json,
  path: Path,
  resolving: Resolving,
): Promise<Json> {
  if (node === undefined || (node.kind === "leaf" && node.secret)) {
    return resolveValue(path, value, resolving);
  }
  if (node.kind === "leaf" || !isObject(value)) return value;
  const entries: [string, Json][] = [];
  for (const [key, one] of Object.entries(value)) {
    const below = node.kind === "collection" ? node.item : getNode(node, key);
    const place = [...path, key];
    const isSecret = below?.kind === "leaf" && below.secret !== undefined;
    if (isSecret && resolving.isNeeded?.(place) === false) continue;
    entries.push([key, await resolveNode(below, one, place, resolving)]);
  }
  return Object.fromEntries(entries);
}

/** Returns the value with secrets in the place of references at any depth. */
async function resolveValue(path: Path, value: Json, resolving: Resolving): Promise<Json> {
  if (value === null || typeof value !== "object") return value;
  if (isReference(value)) {
    const outcome = await resolveSecret(resolving.spec, path, value, resolving.sources);
    if (typeof outcome === "string") return outcome;
    resolving.problems.push(outcome);
    return null;
  }
  const entries: [string, Json][] = [];
  for (const [key, one] of Object.entries(value)) {
    entries.push([key, await resolveValue([...path, key], one, resolving)]);
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
  const { keyFile } = spec.server.tls ?? {};
  const key =
    keyFile === undefined
      ? []
      : [
          {
            path: ["server", "tls", "keyFile"],
            file: locateFile(spec.fileOf(["server", "tls", "keyFile"]), keyFile),
          },
        ];
  const references = [{ path: ["server"], value: spec.server as Json }, ...secrets]
    .flatMap(({ path, value }) => listReferences(value, path))
    .flatMap(([path, value]) =>
      isReference(value) && "file" in value
        ? [{ path: [...path, "file"], file: locateFile(spec.fileOf([...path, "file"]), value.file) }]
        : [],
    );
  return [...references, ...key];
}

async function resolveSecret(
  spec: Spec,
  path: Path,
  stated: SecretReference,
  sources: SecretSources,
): Promise<string | Diagnostic> {
  const to = "env" in stated ? "env" : "file";
  const name = "env" in stated ? stated.env : stated.file;
  const found =
    "env" in stated
      ? readVariable(name, sources)
      : await readSecretFile(spec.fileOf([...path, to]), name, sources);
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
  statedIn: string,
  path: string,
  sources: SecretSources,
): Promise<string | ProblemText> {
  const file = locateFile(statedIn, path);
  let bytes: Uint8Array;
  try {
    bytes = await sources.readFile(file);
  } catch (error) {
    const tried = isShowableReference("file", path) ? sources.resolvePath?.(file) : undefined;
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
      : `${tried === undefined ? "" : `tried ${escapeInvisible(tried)}; `}a relative path starts at the folder of the file that says it`;
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

import type { Diagnostic } from "../errors.ts";
import type { Json } from "../model/json.ts";
import type { Path } from "../model/path.ts";
import type { SpecReading } from "./parse.ts";

/** How files are read. */
export interface FileSources {
  /** Returns a file's content; fails as that of `node:fs/promises` does. */
  readFile: (path: string) => Promise<Uint8Array>;
  /** Returns the absolute form of a path, for messages, and by which a file is known again. */
  resolvePath?: (path: string) => string;
  /** Files that several specs extend and that were parsed already, by their absolute path; new ones are added. */
  parsed?: Map<string, SpecReading>;
}

/** A secret that stands somewhere else: in an environment variable, or in a file. */
export type SecretReference = { env: string } | { file: string };

/** A secret as a spec states it: by reference, or written out. */
export type StatedSecret = SecretReference | string;

/** The `server` section; `Secret` is how it has its secrets. */
export interface ServerSection<Secret> {
  url?: string;
  signIn?: {
    token?: Secret;
    ldap?: { user?: string; password?: Secret };
    email?: string;
    password?: Secret;
    trustedHeader?: string;
    totp?: Secret;
  };
  /** By name. */
  headers?: Readonly<Record<string, Secret>>;
  tls?: { caFile?: string; certFile?: string; keyFile?: string; keyPassphrase?: Secret };
}

/** The `server` section as the spec states it, secrets unresolved. */
export type SpecServer = ServerSection<StatedSecret>;

/** A key below a resource that owconf does not know; a newer server may. */
export interface UnknownKey {
  /** Name of the resource whose settings would have it. */
  resource: string;
  /** Below the resource. */
  path: Path;
  value: Json;
  /** What is wrong with it, unless the server has it. */
  problem: Diagnostic;
}

/** A parsed and valid spec. Plain but for its two functions. */
export interface Spec {
  /** The file's name as the user gave it. */
  file: string;
  server: SpecServer;
  /** Names of dangerous changes that may be made. */
  allow: readonly string[];
  /**
   * Resource name → its settings as the spec states them: collections as maps by key, secrets unresolved.
   * A resource of which the spec states nothing is absent.
   */
  declared: Readonly<Record<string, Json>>;
  /** Keys that owconf does not know; empty unless `parseSpec` was told to keep them. `declared` has them, too. */
  unknown: readonly UnknownKey[];
  warnings: readonly Diagnostic[];
  /** Returns the file that says what stands at `path`, or at its nearest parent: `file`, or one that it extends. */
  fileOf: (path: Path) => string;
  /** Returns a diagnostic at the place of `path`, or of its nearest parent, in the file that says it. */
  locate: (path: Path, problem: Pick<Diagnostic, "severity" | "code" | "message" | "hint">) => Diagnostic;
}

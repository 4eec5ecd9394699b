import type { Diagnostic } from "../errors.ts";
import type { Json } from "../resources/resource.ts";

/** A secret that stands somewhere else: in an environment variable, or in a file. */
export type SecretReference = { env: string } | { file: string };

/** The `server` section as the spec states it, secrets unresolved. */
export interface SpecServer {
  url?: string;
  signIn?: { email?: string; password?: SecretReference | string };
}

/** What a spec states for one resource: the server's own field name → the value, secrets unresolved. */
export type DeclaredFields = Readonly<Record<string, Json>>;

/** A key below a resource that owconf does not know; a newer server may. */
export interface UnknownKey {
  /** Name of the resource whose live object would have it. */
  resource: string;
  field: string;
  value: Json;
  /** What is wrong with it, unless the server has it. */
  problem: Diagnostic;
}

/** A parsed and valid spec. Plain but for `locate`. */
export interface Spec {
  /** The file's name as the user gave it. */
  file: string;
  server: SpecServer;
  /** Names of dangerous changes that may be made. */
  allow: readonly string[];
  /** Resource name → field → value. A resource that the spec does not name is absent. */
  declared: Readonly<Record<string, DeclaredFields>>;
  /** Keys that owconf does not know; empty unless `parseSpec` was told to keep them. */
  unknown: readonly UnknownKey[];
  warnings: readonly Diagnostic[];
  /** Returns a diagnostic at the place of `path` in the file, or at its nearest parent there. */
  locate: (
    path: readonly string[],
    problem: Pick<Diagnostic, "severity" | "code" | "message" | "hint">,
  ) => Diagnostic;
}

/** What the server shall hold: as `declared`, with the secrets' values. Never printed. */
export type Desired = Readonly<Record<string, DeclaredFields>>;

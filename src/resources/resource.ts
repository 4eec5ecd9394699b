import type { z } from "zod";
import type { Collection } from "./collections.ts";

/** A value as JSON has it. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

/** One setting of a resource. */
export interface Field {
  /** The value as the spec may state it; its description documents it in editors. History is in the catalogue. */
  schema: z.ZodType;
  /** The value is a secret: given by reference, compared, never shown. `export` refers to the variable `env`. */
  sensitive?: { env: string };
  /** What the admin panel calls it. */
  label?: string;
  /** The key in the spec, when it is not the server's own name for the field. */
  specKey?: string;
  /** The key in the body of a write, when it is not the one the server answers with. */
  bodyKey?: string;
  /** A change can keep people from signing in, so signing in is tried afterwards. */
  affectsSignIn?: true;
  /** Left out of a write unless the plan changes it, because its mere presence has effects. */
  sendOnlyWhenChanged?: true;
  /** The value is the id of one of these, or empty. */
  pointsTo?: Collection;
  /** What is doubtful about a value that the server takes all the same; it is warned about. */
  findDoubt?: (value: Json) => Doubt | undefined;
  /** The form in which two values of this field compare equal: what the server turns one into. */
  canonical?: (value: Json) => Json;
}

/** Why a value may not be what was meant. */
export interface Doubt {
  /** As `spec.finding`. */
  code: string;
  message: string;
  hint: string;
}

/** A reason why the server would refuse a write. */
export interface Refusal {
  /** The server's name of the field at fault. */
  field: string;
  message: string;
  hint: string;
}

/** Something to know before a write that the server takes. */
export interface Caution extends Refusal {
  /** As `plan.finding`. */
  code: string;
}

/** One remote settings object: where it lives, where the spec states it, and how it behaves. */
export interface Resource {
  name: string;
  /** For people. */
  title: string;
  /** Where it is read (GET) and written (POST), below the server's base URL. */
  endpoint: string;
  /** Where in the spec its fields are. */
  specPath: readonly string[];
  /** By the server's own names. */
  fields: Readonly<Record<string, Field>>;
  /** What the server would refuse of a whole merged object. */
  findRefusals?: (merged: JsonObject, serverVersion: string) => Refusal[];
  /**
   * What to know of a change to these fields of this resource, though nothing forbids it; `after` has all
   * resources by name.
   */
  findCautions?: (
    after: Readonly<Record<string, JsonObject>>,
    serverVersion: string,
    changed: readonly string[],
  ) => Caution[];
  /**
   * Where the write of these changed fields stands: below 0 before what stands in registry order (0),
   * 1 with what is dangerous, above that behind it.
   */
  rankWrite?: (changed: Readonly<JsonObject>) => number;
  /** True when the answer to a write says that it ended every session, so that nothing can be read back. */
  endsSessions?: (answer: JsonObject) => boolean;
}

/** What a server answers that lacks a resource: that it has no such endpoint, or a web page. */
export type Absence = "no-endpoint" | "page";
/** Returns the fields with what the admin panel calls them. */
export function labelFields<Name extends string>(
  fields: Readonly<Record<Name, Field>>,
  labels: Readonly<Partial<Record<Name, string>>>,
): Record<string, Field> {
  const entries = Object.entries<Field>(fields).map(([name, field]): [string, Field] => {
    const label = labels[name as Name];
    return [name, label === undefined ? field : { ...field, label }];
  });
  return Object.fromEntries(entries);
}

/** Returns where in the spec a field stands, as ["ldap", "server", "port"]. */
export function specPathOf(resource: Resource, field: string): string[] {
  return [...resource.specPath, resource.fields[field]?.specKey ?? field];
}

/** True when the values of a field must not be shown: it is a secret, or owconf does not know it. */
export function isSensitive(resource: Resource, field: string): boolean {
  const known = Object.hasOwn(resource.fields, field) ? resource.fields[field] : undefined;
  return known === undefined || known.sensitive !== undefined;
}

/** Returns what of the body of a write must not be shown. */
export function pickSensitive(resource: Resource, body: JsonObject): Json[] {
  const names = new Map(
    Object.entries(resource.fields).map(([name, { bodyKey }]) => [bodyKey ?? name, name]),
  );
  return Object.entries(body)
    .filter(([key]) => isSensitive(resource, names.get(key) ?? key))
    .map(([, value]) => value);
}

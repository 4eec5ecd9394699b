import type { Json, JsonObject } from "../resources/resource.ts";

/** What the server holds: resource name → the raw object that it answered. */
export type Live = Readonly<Record<string, JsonObject>>;

/** One setting whose live value differs from the desired one. */
export interface FieldChange {
  /** The server's own name of the field. */
  field: string;
  /** Where the spec states it, as `ldap.server.port`. */
  path: string;
  /** A secret, or a setting that owconf does not know: `live` and `desired` are left out. */
  sensitive: boolean;
  /** What happens to a secret: `set` where none is, `cleared` where none shall be. */
  secretChange?: "set" | "cleared" | "changed";
  live?: Json;
  desired?: Json;
}

/** Something about a plan that is no change, at its place in the spec. */
export interface Finding {
  /** Where in the spec, as ["ldap", "server", "port"]. */
  path: string[];
  /** As `area.finding`. */
  code: string;
  message: string;
  hint: string;
}

/** What is to be done to one resource. */
export interface ResourcePlan {
  /** The resource's name in the registry. */
  resource: string;
  title: string;
  /** Where the spec states it, as `ldap.server`. */
  path: string;
  changes: FieldChange[];
  /** Settings that the spec declares and the server holds already. */
  inSync: number;
  /** Settings that the server holds and the spec does not declare. */
  unmanaged: number;
}

/** A change that needs an acknowledgement, by `--allow NAME` or `allow: [NAME]` in the spec. */
export interface PlannedDanger {
  name: string;
  /** What may happen. */
  reason: string;
  /** The changes that bring it near, as `adminConfig.ENABLE_MFA`. */
  paths: string[];
  /** The resources that it concerns; they are written last. */
  resources: string[];
}

/** What `apply` would do, in the order in which it would do it. Plain data without secrets. */
export interface Plan {
  server: { url: string; version: string };
  resources: ResourcePlan[];
  dangers: PlannedDanger[];
  summary: {
    /** Settings to change. */
    change: number;
    /** Resources to write. */
    resources: number;
    /** Settings that the spec declares and the server holds already. */
    inSync: number;
    /** Settings of the resources that the spec names, which it does not declare. */
    unmanaged: number;
  };
}

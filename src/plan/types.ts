import type { Json } from "../model/json.ts";
import type { Path } from "../model/path.ts";
import type { Actor } from "../resources/dangers.ts";
import type { ApplyReport } from "./report.ts";

/** One setting, or one entry of a collection, whose live value differs from the desired one. */
export interface Change {
  /** Where the spec states it, as `ldap.server.port`. */
  path: string;
  /** An entry is created or deleted; everything else is updated. */
  action: "create" | "update" | "delete";
  /** The path of the entry that is created with it. */
  within?: string;
  /** A secret, or a setting that owconf does not know: `live` and `desired` are left out. */
  sensitive: boolean;
  /** Of a secret: whether there was none before, there is none afterwards, or it is another one. */
  secretChange?: "set" | "cleared" | "changed";
  live?: Json;
  desired?: Json;
  /** Where it comes from; only with a receipt to compare with. */
  origin?: Origin;
  /** The server holds the factory value of its release: nobody has changed it yet. */
  factory?: true;
  /** Names of the dangers that it brings near, as in `Plan.dangers`; left out where there are none. */
  dangers?: string[];
}

/**
 * What made a difference since the apply of a receipt: somebody edited the `server`, the `spec` moved, `both`; it was
 * `not-applied`, as that apply failed; or the receipt does not tell.
 */
export type Origin = "server" | "spec" | "both" | "not-applied" | "unknown";

/** Something about a plan that is no change, at its place in the spec. */
export interface Finding {
  /** Where in the spec, as ["ldap", "server", "port"]. */
  path: Path;
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
  changes: Change[];
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
  /** The apply since which the origins of the changes count: when it ended, in UTC, as whom, and how. */
  receipt?: {
    when: string;
    by: { credential: Actor["credential"]; email?: string };
    status: ApplyReport["status"];
  };
  summary: {
    /** Settings to change; a new entry counts as one. */
    change: number;
    /** How many of these are dangerous, allowed or not. */
    dangerous: number;
    /** Resources to write. */
    resources: number;
    /** Settings that the spec declares and the server holds already. */
    inSync: number;
    /** Settings that the spec does not declare. */
    unmanaged: number;
  };
}

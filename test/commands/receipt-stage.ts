import type { Receipt } from "../../src/saved/formats.ts";
import { createHastyClock } from "../faults/stage.ts";
import type { Intercepted } from "../server/index.ts";
import { ldapSpec, type Stage } from "./journey.ts";
import type { Run, Surroundings } from "./run-owconf.ts";
import { clock } from "./saved-plan-stage.ts";

/** A spec of three resources. */
export const spec = `${ldapSpec}adminConfig:
  ENABLE_SIGNUP: true
  SHOW_ADMIN_DETAILS: false
`;

/** Applies the spec with a receipt. */
export function applyWith(
  { run }: Stage,
  args: string[] = [],
  more: Surroundings & { spec?: string } = {},
): Promise<Run> {
  const { spec: stated = spec, ...surroundings } = more;
  return run(stated, ["apply", "--auto-approve", "--receipt", "receipt.json", ...args], {
    ...{ clock: { ...createHastyClock(), ...clock } },
    ...surroundings,
  });
}

/** Returns the receipt that an apply wrote. */
export const readReceipt = ({ written }: Run) => JSON.parse(written["receipt.json"] ?? "null") as Receipt;

/** Fails each write of the LDAP switch. */
export const failSwitch = (request: Request): Intercepted =>
  request.method === "POST" && request.url.endsWith("/admin/config/ldap")
    ? Response.json({ detail: "no" }, { status: 500 })
    : undefined;

/** An LDAP server that was set up once, and can be put back. */
export const setUp = {
  ...{ certificate_path: "/etc/ssl/old.pem", host: "old.example.com", search_base: "dc=old" },
  ...{ app_dn: "cn=old", app_dn_password: "old-canary" },
};

import { z } from "zod";
import { compareReleases } from "./history.ts";
import { ldapServer } from "./ldap-server.ts";
import type { Caution, JsonObject, Resource } from "./resource.ts";

/** The switch for signing in through LDAP. */
export const ldapConfig: Resource = {
  name: "ldapConfig",
  title: "LDAP switch",
  endpoint: "/api/v1/auths/admin/config/ldap",
  specPath: ["ldap"],
  fields: {
    ENABLE_LDAP: {
      schema: z.boolean().meta({
        description:
          "Let people sign in with their account of the LDAP directory. When switched on, the LDAP server is set up first.",
      }),
      // A server that never had the switch touched, or was sent none, holds null.
      canonical: (value) => value ?? false,
      label: "LDAP",
      specKey: "enabled",
      // The server reads `enable_ldap` and answers `ENABLE_LDAP`; a body without the key stores null.
      bodyKey: "enable_ldap",
    },
  },
  // Nobody may be sent to a directory that is just being taken away.
  rankWrite: (changed) => (changed.ENABLE_LDAP === false ? -1 : 0),
  findCautions,
};

function findCautions(after: Readonly<Record<string, JsonObject>>, serverVersion: string): Caution[] {
  if (after.ldapConfig?.ENABLE_LDAP !== true) return [];
  const cautions: Caution[] = [];
  const directory = after.ldapServer;
  const [lack] = (directory && ldapServer.findRefusals?.(directory, serverVersion)) ?? [];
  if (lack) {
    cautions.push({
      field: "ENABLE_LDAP",
      code: "plan.ldap-not-set-up",
      message: `LDAP is switched on, and no LDAP server is set up: its ${lack.field} is empty`,
      hint: "declare ldap.server, or nobody can sign in through LDAP",
    });
  }
  if (loadsLdapAtStart(serverVersion)) {
    cautions.push({
      field: "ENABLE_LDAP",
      code: "plan.needs-restart",
      message: `Open WebUI ${serverVersion} loads LDAP at its start only, and only when it is on by then`,
      hint: "restart Open WebUI after the apply; until then, signing in through LDAP fails",
    });
  }
  return cautions;
}

// Measured: 0.6.14 fails with "Failed to configure TLS for LDAP connection.", 0.6.0 with a Python NameError.
function loadsLdapAtStart(version: string): boolean {
  return compareReleases(version, "0.6.15") < 0;
}

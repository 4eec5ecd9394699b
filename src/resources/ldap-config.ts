import { getOwn, type Json } from "../model/json.ts";
import type { Caution, Resource } from "../model/resource.ts";
import { compareReleases } from "../releases/releases.ts";
import { ldapServer } from "./ldap-server.ts";
import { flag, group } from "./nodes.ts";

/** The switch for signing in through LDAP. */
export const ldapConfig: Resource = {
  name: "ldapConfig",
  title: "LDAP switch",
  description: "Signing in with the accounts of an LDAP directory.",
  specPath: ["ldap"],
  panel: "Admin Panel > Settings > Authentication",
  read: {
    path: "/api/v1/auths/admin/config/ldap",
    unwrap: (answer) => {
      const enabled = getOwn(answer, "ENABLE_LDAP");
      return enabled === undefined ? undefined : { enabled };
    },
  },
  // The server reads `enable_ldap` and answers `ENABLE_LDAP`; a body without the key stores null.
  write: {
    path: "/api/v1/auths/admin/config/ldap",
    wrap: (settings) => ({ enable_ldap: getOwn(settings, "enabled") ?? null }),
  },
  root: group("Signing in with the accounts of an LDAP directory.", {
    enabled: flag(
      "Let people sign in with their account of the LDAP directory. When switched on, the LDAP server is set up first.",
      // A server that never had the switch touched, or was sent none, holds null.
      { label: "LDAP", aliases: ["ENABLE_LDAP", "enable_ldap"], canonical: (value) => value ?? false },
    ),
  }),
  needs: ["ldapServer"],
  // Nobody may be sent to a directory that is just being taken away.
  choosePhase: (changed) => (changed.get("enabled") === false ? "early" : "usual"),
  findCautions,
};

function findCautions(after: Readonly<Record<string, Json>>, serverVersion: string): Caution[] {
  if (getOwn(after.ldapConfig, "enabled") !== true) return [];
  const cautions: Caution[] = [];
  const directory = after.ldapServer;
  const [lack] =
    (directory === undefined ? [] : ldapServer.findRefusals?.(directory, serverVersion, [])) ?? [];
  if (lack) {
    cautions.push({
      path: ["enabled"],
      code: "plan.ldap-not-set-up",
      message: `LDAP is switched on, and no LDAP server is set up: its ${lack.path.join(".")} is empty`,
      hint: "declare ldap.server, or nobody can sign in through LDAP",
    });
  }
  if (loadsLdapAtStart(serverVersion)) {
    cautions.push({
      path: ["enabled"],
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

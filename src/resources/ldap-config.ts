import { z } from "zod";
import type { Resource } from "./resource.ts";

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
      specKey: "enabled",
      // The server reads `enable_ldap` and answers `ENABLE_LDAP`; a body without the key stores null.
      bodyKey: "enable_ldap",
    },
  },
  // Nobody may be sent to a directory that is just being taken away.
  rankWrite: (changed) => (changed.ENABLE_LDAP === false ? -1 : 0),
};

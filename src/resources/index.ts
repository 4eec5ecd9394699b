import { adminConfig } from "./admin-config.ts";
import { ldapConfig } from "./ldap-config.ts";
import { ldapServer } from "./ldap-server.ts";
import type { Resource } from "./resource.ts";

/** All resources that owconf manages, in the order in which they are written. */
export const resources: readonly Resource[] = [adminConfig, ldapServer, ldapConfig];

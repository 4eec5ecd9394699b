import type { JsonObject } from "../../src/resources/resource.ts";
import { adminConfigFields, ldapServerFields, type SettingsFields } from "./settings-fields.ts";

/** How one release of Open WebUI differs from the others. */
export interface Release {
  version: string;
  adminConfig: SettingsFields;
  ldapServer: SettingsFields;
  signOutMethod: "GET" | "POST";
  /** A 422 answer lists the fields; later ones only say that the request is invalid. */
  listsInvalidFields: boolean;
  /** LDAP server fields that a write may not leave empty. */
  ldapRequired: readonly string[];
  /** An admin may have an API key without the permission; reading and deleting one ask for it too. */
  adminsMayHaveApiKeys: boolean;
  /** API keys are no session, passwords end sessions, sessions can be revoked, MFA exists. */
  hasSessions: boolean;
  /** A failed LDAP sign-in says what failed. */
  explainsLdapFailures: boolean;
}

const ldapAlwaysRequired = ["label", "host", "attribute_for_mail", "attribute_for_username", "search_base"];

const traits = {
  "0.6.43": {
    signOutMethod: "GET",
    listsInvalidFields: true,
    ldapRequired: [...ldapAlwaysRequired.slice(0, 4), "app_dn", "app_dn_password", "search_base"],
    adminsMayHaveApiKeys: false,
    hasSessions: false,
    explainsLdapFailures: false,
    factory: { ENABLE_USER_WEBHOOKS: true },
  },
  "0.12.4": {
    signOutMethod: "POST",
    listsInvalidFields: false,
    ldapRequired: ldapAlwaysRequired,
    adminsMayHaveApiKeys: true,
    hasSessions: true,
    explainsLdapFailures: true,
    factory: {},
  },
} as const satisfies Record<
  string,
  Omit<Release, "version" | "adminConfig" | "ldapServer"> & { factory: JsonObject }
>;

export type ReleaseName = keyof typeof traits;
export const releaseNames = Object.keys(traits) as ReleaseName[];

/** Returns whether release `a` is at least release `b`. */
export function isAtLeast(a: string, b: string): boolean {
  return a.localeCompare(b, "en", { numeric: true }) >= 0;
}

/** Returns the named release. */
export function findRelease(name: ReleaseName): Release {
  const { factory, ...own } = traits[name];
  const pick = (fields: SettingsFields): SettingsFields =>
    Object.fromEntries(
      Object.entries(fields)
        .filter(([, field]) => isAtLeast(name, field.since))
        .map(([key, field]) => {
          const value = (factory as JsonObject)[key];
          return [key, value === undefined ? field : { ...field, factory: value }];
        }),
    );
  return { version: name, ...own, adminConfig: pick(adminConfigFields), ldapServer: pick(ldapServerFields) };
}

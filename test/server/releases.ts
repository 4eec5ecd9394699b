import { compareReleases } from "../../src/releases/releases.ts";
import { listSettings, type SettingsFields } from "./settings-fields.ts";
import { listForms, type SettingsForm } from "./settings-form.ts";
import { words } from "./words.ts";

/** How a release of Open WebUI behaves, beyond its settings. Measured by the contract suite on the real ones. */
export interface Traits {
  signOutMethod: "GET" | "POST";
  /** The status without a token. */
  unsignedStatus: 401 | 403;
  /** What is said to a wrong token. */
  wrongToken: string;
  /** Sign-ins are limited to 15 in 3 minutes for an e-mail address. */
  limitsSignIns: boolean;
  /** A 422 answer lists the fields; later ones only say that the request is invalid. */
  listsInvalidFields: boolean;
  /** LDAP sign-ins fail until the server is started with LDAP on. */
  loadsLdapAtStart: boolean;
  /** An LDAP server that uses TLS needs a certificate_path. */
  tlsNeedsCertificate: boolean;
  /** An LDAP server without app_dn and app_dn_password is accepted. */
  allowsAnonymousBind: boolean;
  /** How a failed LDAP sign-in says what failed. */
  ldapFailures: "with status" | "hidden" | "plain";
  /** Who may have an API key while they are on and no permission is granted. */
  apiKeysFor: "everybody" | "nobody" | "admins";
  /** Reading and deleting a key ask for that, too. */
  guardsApiKeys: boolean;
  /** The endpoints that keys may be restricted to are whole paths, or the beginnings of paths. */
  apiKeyPaths: "whole" | "beginnings";
  /** What is said to a key elsewhere. */
  apiKeyElsewhere: string;
  /** People have a biography, gender, date of birth and status. */
  hasProfiles: boolean;
  /** Asking for the session's user makes a new token. */
  renewsTokens: boolean;
  /** Pictures must have a known form of address. */
  checksImages: boolean;
  /** Sign-ins answer with the address of a picture instead of the stored one. */
  servesImages: boolean;
  /** After a restart, a setting that was set to null has its factory value again. */
  forgetsNulls: boolean;
  /** The OAuth settings come with whether a write survives a restart. */
  tellsOAuthPersistence: boolean;
  /** A write that fails half-way leaves what was stored before changed. */
  storesInOrder: boolean;
  /** API keys are no session, passwords end sessions, sessions can be revoked, MFA exists. */
  hasSessions: boolean;
}

/** Each release with what changed since the one before. */
const history = [
  [
    "0.5.20",
    {
      signOutMethod: "GET",
      unsignedStatus: 403,
      wrongToken: "401 Unauthorized",
      limitsSignIns: false,
      listsInvalidFields: true,
      loadsLdapAtStart: true,
      tlsNeedsCertificate: true,
      allowsAnonymousBind: false,
      ldapFailures: "with status",
      apiKeysFor: "everybody",
      guardsApiKeys: false,
      apiKeyPaths: "whole",
      apiKeyElsewhere: words.apiKeysOff,
      hasProfiles: false,
      renewsTokens: true,
      checksImages: false,
      servesImages: false,
      forgetsNulls: true,
      tellsOAuthPersistence: false,
      storesInOrder: true,
      hasSessions: false,
    },
  ],
  [
    "0.6.43",
    {
      unsignedStatus: 401,
      limitsSignIns: true,
      loadsLdapAtStart: false,
      tlsNeedsCertificate: false,
      ldapFailures: "hidden",
      apiKeysFor: "nobody",
      apiKeyPaths: "beginnings",
      apiKeyElsewhere: "API key not allowed to access this endpoint.",
      hasProfiles: true,
      renewsTokens: false,
    },
  ],
  ["0.7.2", {}],
  [
    "0.8.12",
    {
      allowsAnonymousBind: true,
      apiKeysFor: "admins",
      checksImages: true,
    },
  ],
  ["0.9.6", { signOutMethod: "POST", apiKeyElsewhere: words.accessProhibited }],
  ["0.10.2", { guardsApiKeys: true, forgetsNulls: false, storesInOrder: false }],
  ["0.11.4", { tellsOAuthPersistence: true }],
  ["0.12.4", { listsInvalidFields: false, ldapFailures: "plain", servesImages: true, hasSessions: true }],
] as const satisfies readonly (readonly [string, Partial<Traits>])[];

export type ReleaseName = (typeof history)[number][0];
export const releaseNames: readonly ReleaseName[] = history.map(([name]) => name);

export interface Release extends Traits {
  version: ReleaseName;
  adminConfig: SettingsFields;
  ldapServer: SettingsFields;
  /** The settings that need no handler of their own. */
  forms: readonly SettingsForm[];
  /** LDAP server fields that a write may not leave empty. */
  ldapRequired: readonly string[];
}

/** Returns whether release `a` is at least release `b`. */
export function isAtLeast(a: string, b: string): boolean {
  return compareReleases(a, b) >= 0;
}

/** Returns the named release; throws when it is not emulated. */
export function findRelease(version: ReleaseName): Release {
  const last = releaseNames.indexOf(version);
  if (last < 0) throw new Error(`Unknown release ${version}: there are ${releaseNames.join(", ")}.`);
  const traits: Traits = Object.assign({}, ...history.slice(0, last + 1).map(([, changes]) => changes));
  const application = traits.allowsAnonymousBind ? [] : ["app_dn", "app_dn_password"];
  return {
    version,
    ...traits,
    adminConfig: listSettings("adminConfig", version),
    ldapServer: listSettings("ldapServer", version),
    forms: listForms(version),
    ldapRequired: [
      ...["label", "host", "attribute_for_mail", "attribute_for_username"],
      ...application,
      "search_base",
    ],
  };
}

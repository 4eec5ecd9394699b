import type { Json } from "../../src/resources/resource.ts";
import type { FormField, Kind } from "./forms.ts";

/** A field of a settings object: how a write reads it, since when it exists, what a new server holds. */
export interface SettingsField extends FormField {
  /** The first release looked at that has it. */
  since: string;
  factory: Json;
}
export type SettingsFields = Readonly<Record<string, SettingsField>>;

const required = (kind: Kind, factory: Json, since = "0.5.20"): SettingsField => ({ kind, since, factory });
const reset = (kind: Kind, fallback: Json, factory: Json, since: string): SettingsField => ({
  kind,
  since,
  factory,
  fallback,
});
const kept = (kind: Kind, factory: Json, since: string): SettingsField => ({
  kind,
  since,
  factory,
  kept: true,
});

/** The admin config, in the order of the forms. */
export const adminConfigFields: SettingsFields = {
  ENABLE_MFA: kept("strictBoolean", false, "0.12.4"),
  MFA_ALLOW_OAUTH_BYPASS: kept("strictBoolean", false, "0.12.4"),
  MFA_ALLOW_TRUSTED_HEADER_BYPASS: kept("strictBoolean", false, "0.12.4"),
  SHOW_ADMIN_DETAILS: required("boolean", true),
  ADMIN_EMAIL: reset("optionalText", null, null, "0.7.2"),
  WEBUI_URL: required("text", ""),
  ENABLE_LOGIN_FORM: kept("boolean", true, "0.11.4"),
  ENABLE_SIGNUP: required("boolean", true),
  ENABLE_API_KEYS: required("boolean", false, "0.6.43"),
  ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS: required("boolean", false, "0.6.43"),
  API_KEYS_ALLOWED_ENDPOINTS: required("text", "", "0.6.43"),
  DEFAULT_USER_ROLE: required("text", "pending"),
  DEFAULT_GROUP_ID: required("text", "", "0.6.43"),
  DEFAULT_INTERFACE_SETTINGS: reset("optionalObject", null, {}, "0.11.4"),
  I18N: kept("translations", {}, "0.11.4"),
  JWT_EXPIRES_IN: required("text", "4w"),
  ENABLE_COMMUNITY_SHARING: required("boolean", true),
  ENABLE_MESSAGE_RATING: required("boolean", true),
  ENABLE_FOLDERS: required("boolean", true, "0.6.43"),
  FOLDER_MAX_FILE_COUNT: reset("count", null, "", "0.7.2"),
  AUTOMATION_MAX_COUNT: reset("count", null, "", "0.9.6"),
  AUTOMATION_MIN_INTERVAL: reset("count", null, "", "0.9.6"),
  ENABLE_AUTOMATIONS: required("boolean", true, "0.9.6"),
  ENABLE_CHANNELS: required("boolean", false),
  ENABLE_ENCRYPTED_CHANNELS: kept("boolean", false, "0.12.4"),
  ENABLE_APPS: kept("boolean", false, "0.12.4"),
  CHANNEL_MODEL_RESPONSE_MODE: reset("text", "thread", "thread", "0.11.4"),
  ENABLE_CALENDAR: required("boolean", true, "0.9.6"),
  ENABLE_MEMORIES: required("boolean", true, "0.7.2"),
  ENABLE_MEMORY_SYSTEM_CONTEXT: required("boolean", true, "0.10.2"),
  ENABLE_SKILL_LAZY_LOADING: kept("boolean", false, "0.12.4"),
  SKILL_CONTENT_MAX_CHARS: kept("optionalPositive", null, "0.12.4"),
  SKILL_PREVIEW_MAX_CHARS: kept("optionalPositive", null, "0.12.4"),
  ENABLE_NOTES: required("boolean", true, "0.6.43"),
  ENABLE_USER_WEBHOOKS: required("boolean", false, "0.6.43"),
  ENABLE_USER_STATUS: required("boolean", true, "0.7.2"),
  PENDING_USER_OVERLAY_TITLE: reset("optionalText", null, "", "0.6.43"),
  PENDING_USER_OVERLAY_CONTENT: reset("optionalText", null, "", "0.6.43"),
  RESPONSE_WATERMARK: reset("optionalText", null, "", "0.6.43"),
};

/** The LDAP server, in the order of the forms. */
export const ldapServerFields: SettingsFields = {
  label: required("text", "LDAP Server"),
  host: required("text", "localhost"),
  port: reset("optionalInteger", null, 389, "0.5.20"),
  attribute_for_mail: reset("text", "mail", "mail", "0.5.20"),
  default_email_domain: reset("text", "", "", "0.12.4"),
  attribute_for_username: reset("text", "uid", "uid", "0.5.20"),
  app_dn: required("text", ""),
  app_dn_password: required("text", ""),
  search_base: required("text", ""),
  search_filters: reset("text", "", "", "0.5.20"),
  use_tls: reset("boolean", true, true, "0.5.20"),
  certificate_path: reset("optionalText", null, "", "0.5.20"),
  validate_cert: reset("boolean", true, true, "0.6.43"),
  ciphers: reset("optionalText", "ALL", "ALL", "0.5.20"),
  enable_group_management: reset("boolean", false, false, "0.11.4"),
  enable_group_creation: reset("boolean", false, false, "0.11.4"),
  attribute_for_groups: reset("text", "memberOf", "memberOf", "0.11.4"),
};

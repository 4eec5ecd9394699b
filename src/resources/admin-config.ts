import { z } from "zod";
import { groups } from "./collections.ts";
import { type Doubt, type Field, type Json, labelFields, type Resource } from "./resource.ts";

const flag = (description: string) => ({
  schema: z.boolean().meta({ description }),
});
const text = (description: string) => ({
  schema: z.string().meta({ description }),
});
const optionalText = (description: string) => ({
  schema: z.string().nullable().meta({ description }),
});

// The server stores "100" as 100, and 0 and null as "". ("0" becomes 0 first, and "" at the next write.)
const canonicalCount = (value: Json): Json => {
  const count = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return count === null || count === 0 ? "" : count;
};
const count = (description: string) => ({
  schema: z
    .union([z.int().min(0), z.string().regex(/^\d+$/), z.literal(""), z.null()])
    .meta({ description: `${description} 0, "" and null: no limit.`, examples: [100, ""] }),
  canonical: canonicalCount,
});

const positiveOrNull = (description: string) => ({
  schema: z
    .int()
    .min(1)
    .nullable()
    .meta({ description: `${description} null: the server's own choice.` }),
});

const mfa = (description: string) => ({
  ...flag(description),
  affectsSignIn: true as const,
  // A body that carries one of these, changed or not, is refused for API keys (0.12.4); left out they are kept.
  sendOnlyWhenChanged: true as const,
});

const unsafeKeys = new Set(["__proto__", "prototype", "constructor"]);
const nameKey = z
  .string()
  .regex(/\S/, "must not be blank")
  .refine((key) => !unsafeKeys.has(key), "is a name that the server refuses");
const placeholders = (value: string): string =>
  [
    ...new Set(
      [...value.matchAll(/\{\{\s*-?\s*([^},]+)(?:,[^}]+)?\s*\}\}/g)].map((match) => (match[1] ?? "").trim()),
    ),
  ]
    .sort()
    .join("\n");

// 0.12.4 answers 422 without a reason when a text's placeholders differ from its key's.
const translations = z.record(nameKey, z.string()).superRefine((entries, context) => {
  for (const [key, value] of Object.entries(entries)) {
    if (value.trim() === "" || placeholders(key) === placeholders(value)) continue;
    context.addIssue({
      code: "custom",
      path: [key],
      message: "must have the same {{placeholders}} as its key",
    });
  }
});

// The server drops blank texts, and locales without a text.
const canonicalTranslations = (value: Json): Json => {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  const kept: [string, Json][] = [];
  for (const [locale, entries] of Object.entries(value)) {
    if (entries === null || typeof entries !== "object" || Array.isArray(entries)) return value;
    const texts = Object.entries(entries).filter(([, one]) => typeof one !== "string" || one.trim() !== "");
    if (texts.length > 0) kept.push([locale, Object.fromEntries(texts)]);
  }
  return Object.fromEntries(kept);
};

// The admin panel's form has an <input type="email">; of this rule, only that domains may have any letter is added.
const emailAddress = /^[\w.!#$%&'*+/=?^`{|}~-]+@[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?$/u;

function doubtEmail(value: Json): Doubt | undefined {
  if (value === null || value === "" || emailAddress.test(String(value))) return undefined;
  return {
    code: "spec.no-email-address",
    message: "not an e-mail address: this blocks Save in the admin panel",
    hint: "write a single address, such as admin@example.com",
  };
}

export const adminConfigFields = {
  SHOW_ADMIN_DETAILS: flag("Show people who wait for approval the administrator's name and e-mail address."),
  ADMIN_EMAIL: {
    ...optionalText("The administrator's e-mail address shown to people who wait for approval."),
    findDoubt: doubtEmail,
  },
  WEBUI_URL: {
    schema: z.string().meta({
      description: "The public address of this server, used in links.",
      examples: ["https://chat.example.com"],
    }),
  },
  ENABLE_LOGIN_FORM: {
    ...flag(
      "Show the form for e-mail address and password. When off, nobody can sign up with a password, either.",
    ),
    affectsSignIn: true,
  },
  ENABLE_SIGNUP: flag("Let anybody create an account."),
  DEFAULT_USER_ROLE: {
    schema: z.enum(["pending", "user", "admin"]).meta({
      description: "The role of new accounts. pending: an administrator has to let them in.",
    }),
  },
  DEFAULT_GROUP_ID: {
    ...text("The id of the group that new accounts join; empty: none."),
    pointsTo: groups,
  },
  JWT_EXPIRES_IN: {
    schema: z
      .string()
      .regex(/^(-1|0|(-?\d+(\.\d+)?)(ms|s|m|h|d|w))$/)
      .meta({
        description:
          'How long a sign-in lasts: a number and ms, s, m, h, d or w, as in "4w" or "12h". "-1" and "0": for ever.',
        examples: ["4w", "12h"],
      }),
    affectsSignIn: true,
  },
  ENABLE_API_KEYS: flag(
    "Let people use API keys, if they have the permission features.api_keys; admins need none since Open WebUI 0.8.",
  ),
  ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS: flag(
    "Let API keys call only the endpoints of API_KEYS_ALLOWED_ENDPOINTS.",
  ),
  API_KEYS_ALLOWED_ENDPOINTS: {
    schema: z.string().meta({
      description: "The endpoints that API keys may call, separated by commas.",
      examples: ["/api/v1/messages,/api/v1/channels"],
    }),
  },
  ENABLE_API_KEY: flag("Let people create API keys."),
  ENABLE_API_KEY_ENDPOINT_RESTRICTIONS: flag(
    "Let API keys call only the endpoints of API_KEY_ALLOWED_ENDPOINTS.",
  ),
  API_KEY_ALLOWED_ENDPOINTS: text("The endpoints that API keys may call, separated by commas."),
  ENABLE_MFA: mfa("Require a second factor at sign-in. A change ends every session."),
  MFA_ALLOW_OAUTH_BYPASS: mfa("Ask for no second factor after a sign-in through OAuth."),
  MFA_ALLOW_TRUSTED_HEADER_BYPASS: mfa("Ask for no second factor after a sign-in through a trusted header."),
  ENABLE_CHANNELS: flag("Offer channels."),
  ENABLE_ENCRYPTED_CHANNELS: flag("Offer end-to-end encrypted channels."),
  CHANNEL_MODEL_RESPONSE_MODE: {
    schema: z.enum(["thread", "channel"]).meta({
      description: "Where models answer in a channel: in a thread, or in the channel itself.",
    }),
  },
  ENABLE_FOLDERS: flag("Offer folders for chats."),
  FOLDER_MAX_FILE_COUNT: count("The most files that a folder may hold."),
  ENABLE_NOTES: flag("Offer notes."),
  ENABLE_MEMORIES: flag("Let models remember things about a person."),
  ENABLE_MEMORY_SYSTEM_CONTEXT: flag("Put memories into the system prompt."),
  ENABLE_AUTOMATIONS: flag("Offer automations."),
  AUTOMATION_MAX_COUNT: count("The most automations that a person may have."),
  AUTOMATION_MIN_INTERVAL: count("The least time between two runs of an automation, in seconds."),
  ENABLE_CALENDAR: flag("Offer the calendar."),
  ENABLE_APPS: flag("Offer apps."),
  ENABLE_SKILL_LAZY_LOADING: flag("Load skills only when they are needed."),
  SKILL_CONTENT_MAX_CHARS: positiveOrNull("The most characters of a skill's content."),
  SKILL_PREVIEW_MAX_CHARS: positiveOrNull("The most characters of a skill's preview."),
  ENABLE_COMMUNITY_SHARING: flag("Let people share chats with the Open WebUI community."),
  ENABLE_MESSAGE_RATING: flag("Let people rate answers."),
  ENABLE_USER_WEBHOOKS: flag("Let people set a webhook for their notifications."),
  ENABLE_USER_STATUS: flag("Let people set a status message."),
  DEFAULT_INTERFACE_SETTINGS: {
    schema: z.record(z.string(), z.json()).meta({
      description:
        "The interface settings of everybody who has not chosen their own, existing accounts included.",
    }),
    canonical: (value: Json) => value ?? {},
  },
  I18N: {
    schema: z.record(nameKey, translations).meta({
      description: "Texts of the interface to replace: locale, then the English text, then yours.",
      examples: [{ "de-DE": { "New Chat": "Neues Gespräch" } }],
    }),
    canonical: canonicalTranslations,
  },
  PENDING_USER_OVERLAY_TITLE: optionalText("Title of the page that people see who wait for approval."),
  PENDING_USER_OVERLAY_CONTENT: optionalText(
    "Text of the page that people see who wait for approval, in Markdown.",
  ),
  RESPONSE_WATERMARK: optionalText("Text put behind an answer that is copied."),
} satisfies Record<string, Field>;

// As on 0.12.4.
const labels = {
  ENABLE_COMMUNITY_SHARING: "Community Sharing",
  ENABLE_MESSAGE_RATING: "Message Rating",
  ENABLE_FOLDERS: "Folders",
  FOLDER_MAX_FILE_COUNT: "Folder Max File Count",
  ENABLE_MEMORIES: "Memories",
  ENABLE_MEMORY_SYSTEM_CONTEXT: "Memory System Context",
  ENABLE_SKILL_LAZY_LOADING: "Load selected skills on demand",
  SKILL_CONTENT_MAX_CHARS: "Skill Read Limit",
  SKILL_PREVIEW_MAX_CHARS: "Skill Preview Length",
  ENABLE_NOTES: "Notes",
  ENABLE_CHANNELS: "Channels",
  ENABLE_ENCRYPTED_CHANNELS: "Encrypted channels",
  CHANNEL_MODEL_RESPONSE_MODE: "Model Response Mode",
  ENABLE_APPS: "Apps",
  ENABLE_CALENDAR: "Calendar",
  ENABLE_AUTOMATIONS: "Automations",
  ENABLE_USER_WEBHOOKS: "User Webhooks",
  ENABLE_USER_STATUS: "User Status",
  RESPONSE_WATERMARK: "Response Watermark",
  WEBUI_URL: "WebUI URL",
  I18N: "UI Translations",
  DEFAULT_INTERFACE_SETTINGS: "Default Interface Settings",
  DEFAULT_USER_ROLE: "Default User Role",
  DEFAULT_GROUP_ID: "Default Group",
  ENABLE_LOGIN_FORM: "Login Form",
  ENABLE_SIGNUP: "New Sign Ups",
  ENABLE_API_KEYS: "API Keys",
  ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS: "API Key Endpoint Restrictions",
  API_KEYS_ALLOWED_ENDPOINTS: "Allowed Endpoints",
  JWT_EXPIRES_IN: "JWT Expiration",
  ENABLE_MFA: "Require an authenticator for all users",
  MFA_ALLOW_OAUTH_BYPASS: "Allow OAuth sign-in without an authenticator",
  MFA_ALLOW_TRUSTED_HEADER_BYPASS: "Allow trusted-header sign-in without an authenticator",
  SHOW_ADMIN_DETAILS: "Admin Details",
  ADMIN_EMAIL: "Admin Contact Email",
  PENDING_USER_OVERLAY_TITLE: "Pending User Overlay Title",
  PENDING_USER_OVERLAY_CONTENT: "Pending User Overlay Content",
};

/** The general settings of the admin panel. */
export const adminConfig: Resource = {
  name: "adminConfig",
  title: "admin config",
  endpoint: "/api/v1/auths/admin/config",
  specPath: ["adminConfig"],
  // A change of an MFA setting ends our own session: whatever else is to be written must be done by then.
  rankWrite: (changed) => (Object.keys(changed).some((name) => name.includes("MFA")) ? 2 : 0),
  endsSessions: (answer) => answer.sessions_revoked === true,
  fields: labelFields(adminConfigFields, labels),
};

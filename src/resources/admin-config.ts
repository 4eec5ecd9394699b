import { z } from "zod";
import type { Field, Json, Resource } from "./resource.ts";

const flag = (description: string, factory: boolean) => ({
  schema: z.boolean().meta({ description }),
  factory,
});
const text = (description: string, factory: string) => ({
  schema: z.string().meta({ description }),
  factory,
});
const optionalText = (description: string, factory: string | null) => ({
  schema: z.string().nullable().meta({ description }),
  factory,
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
  factory: "",
  canonical: canonicalCount,
});

const positiveOrNull = (description: string) => ({
  schema: z
    .int()
    .min(1)
    .nullable()
    .meta({ description: `${description} null: the server's own choice.` }),
  factory: null,
});

const mfa = (description: string) => ({
  ...flag(description, false),
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
      message: "the text must have the same {{placeholders}} as its key",
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

export const adminConfigFields = {
  SHOW_ADMIN_DETAILS: flag(
    "Show people who wait for approval the administrator's name and e-mail address.",
    true,
  ),
  ADMIN_EMAIL: optionalText(
    "The administrator's e-mail address shown to people who wait for approval. Since Open WebUI 0.7.",
    null,
  ),
  WEBUI_URL: {
    schema: z.string().meta({
      description: "The public address of this server, used in links.",
      examples: ["https://chat.example.com"],
    }),
    factory: "",
  },
  ENABLE_LOGIN_FORM: {
    ...flag("Show the form for e-mail address and password. Since Open WebUI 0.11.", true),
    affectsSignIn: true,
  },
  ENABLE_SIGNUP: flag("Let anybody create an account.", true),
  DEFAULT_USER_ROLE: {
    schema: z.enum(["pending", "user", "admin"]).meta({
      description: "The role of new accounts. pending: an administrator has to let them in.",
    }),
    factory: "pending",
  },
  DEFAULT_GROUP_ID: text(
    "The id of the group that new accounts join; empty: none. Since Open WebUI 0.6.",
    "",
  ),
  JWT_EXPIRES_IN: {
    schema: z
      .string()
      .regex(/^(-1|0|(-?\d+(\.\d+)?)(ms|s|m|h|d|w))$/)
      .meta({
        description:
          'How long a sign-in lasts: a number and ms, s, m, h, d or w, as in "4w" or "12h". "-1" and "0": for ever.',
        examples: ["4w", "12h"],
      }),
    factory: "4w",
    affectsSignIn: true,
  },
  ENABLE_API_KEYS: flag("Let people create API keys. Since Open WebUI 0.6.", false),
  ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS: flag(
    "Let API keys call only the endpoints of API_KEYS_ALLOWED_ENDPOINTS. Since Open WebUI 0.6.",
    false,
  ),
  API_KEYS_ALLOWED_ENDPOINTS: {
    schema: z.string().meta({
      description: "The endpoints that API keys may call, separated by commas. Since Open WebUI 0.6.",
      examples: ["/api/v1/messages,/api/v1/channels"],
    }),
    factory: "",
  },
  ENABLE_API_KEY: flag("Open WebUI 0.5 only; since 0.6 it is ENABLE_API_KEYS.", true),
  ENABLE_API_KEY_ENDPOINT_RESTRICTIONS: flag(
    "Open WebUI 0.5 only; since 0.6 it is ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS.",
    false,
  ),
  API_KEY_ALLOWED_ENDPOINTS: text("Open WebUI 0.5 only; since 0.6 it is API_KEYS_ALLOWED_ENDPOINTS.", ""),
  ENABLE_MFA: mfa(
    "Require a second factor at sign-in. A change ends every session, that of owconf included. Since Open WebUI 0.12.",
  ),
  MFA_ALLOW_OAUTH_BYPASS: mfa(
    "Ask for no second factor after a sign-in through OAuth. Since Open WebUI 0.12.",
  ),
  MFA_ALLOW_TRUSTED_HEADER_BYPASS: mfa(
    "Ask for no second factor after a sign-in through a trusted header. Since Open WebUI 0.12.",
  ),
  ENABLE_CHANNELS: flag("Offer channels.", false),
  ENABLE_ENCRYPTED_CHANNELS: flag("Offer end-to-end encrypted channels. Since Open WebUI 0.12.", false),
  CHANNEL_MODEL_RESPONSE_MODE: {
    schema: z.enum(["thread", "channel"]).meta({
      description:
        "Where models answer in a channel: in a thread, or in the channel itself. Since Open WebUI 0.11.",
    }),
    factory: "thread",
  },
  ENABLE_FOLDERS: flag("Offer folders for chats. Since Open WebUI 0.6.", true),
  FOLDER_MAX_FILE_COUNT: count("The most files that a folder may hold. Since Open WebUI 0.7."),
  ENABLE_NOTES: flag("Offer notes. Since Open WebUI 0.6.", true),
  ENABLE_MEMORIES: flag("Let models remember things about a person. Since Open WebUI 0.7.", true),
  ENABLE_MEMORY_SYSTEM_CONTEXT: flag("Put memories into the system prompt. Since Open WebUI 0.10.", true),
  ENABLE_AUTOMATIONS: flag("Offer automations. Since Open WebUI 0.9.", true),
  AUTOMATION_MAX_COUNT: count("The most automations that a person may have. Since Open WebUI 0.9."),
  AUTOMATION_MIN_INTERVAL: count(
    "The least time between two runs of an automation, in seconds. Since Open WebUI 0.9.",
  ),
  ENABLE_CALENDAR: flag("Offer the calendar. Since Open WebUI 0.9.", true),
  ENABLE_APPS: flag("Offer apps. Since Open WebUI 0.12.", false),
  ENABLE_SKILL_LAZY_LOADING: flag("Load skills only when they are needed. Since Open WebUI 0.12.", false),
  SKILL_CONTENT_MAX_CHARS: positiveOrNull("The most characters of a skill's content. Since Open WebUI 0.12."),
  SKILL_PREVIEW_MAX_CHARS: positiveOrNull("The most characters of a skill's preview. Since Open WebUI 0.12."),
  ENABLE_COMMUNITY_SHARING: flag("Let people share chats with the Open WebUI community.", true),
  ENABLE_MESSAGE_RATING: flag("Let people rate answers.", true),
  ENABLE_USER_WEBHOOKS: flag(
    "Let people set a webhook for their notifications. Since Open WebUI 0.6.",
    false,
  ),
  ENABLE_USER_STATUS: flag("Show whether people are active. Since Open WebUI 0.7.", true),
  DEFAULT_INTERFACE_SETTINGS: {
    schema: z.record(z.string(), z.json()).meta({
      description: "The interface settings that new accounts start with. Since Open WebUI 0.11.",
    }),
    factory: {},
  },
  I18N: {
    schema: z.record(nameKey, translations).meta({
      description:
        "Texts of the interface to replace: locale, then the English text, then yours. Since Open WebUI 0.11.",
      examples: [{ "de-DE": { "New Chat": "Neues Gespräch" } }],
    }),
    factory: {},
    canonical: canonicalTranslations,
  },
  PENDING_USER_OVERLAY_TITLE: optionalText(
    "Title of the page that people see who wait for approval. Since Open WebUI 0.6.",
    "",
  ),
  PENDING_USER_OVERLAY_CONTENT: optionalText(
    "Text of the page that people see who wait for approval, in Markdown. Since Open WebUI 0.6.",
    "",
  ),
  RESPONSE_WATERMARK: optionalText("Text put behind an answer that is copied. Since Open WebUI 0.6.", ""),
} satisfies Record<string, Field>;

/** The general settings of the admin panel. */
export const adminConfig: Resource = {
  name: "adminConfig",
  title: "admin config",
  endpoint: "/api/v1/auths/admin/config",
  specPath: ["adminConfig"],
  // A change of an MFA setting ends our own session: whatever else is to be written must be done by then.
  rankWrite: (changed) => (Object.keys(changed).some((name) => name.includes("MFA")) ? 2 : 0),
  endsSessions: (answer) => answer.sessions_revoked === true,
  fields: adminConfigFields,
};

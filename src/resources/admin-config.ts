import { isObject, type Json } from "../model/json.ts";
import type { Doubt, Leaf } from "../model/node.ts";
import type { Resource } from "../model/resource.ts";
import type { Zod } from "../model/zod.ts";
import { choice, flag, group, json, leaf, optionalText, optionalWhole, type Traits, text } from "./nodes.ts";

// The server stores "100" as 100, and 0 and null as "". ("0" becomes 0 first, and "" at the next write.)
const canonicalCount = (value: Json): Json => {
  const count = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return count === null || count === 0 ? "" : count;
};
const count = (description: string, traits: Traits) =>
  leaf(
    `${description} 0, "" and null: no limit.`,
    (z) =>
      z
        .union([z.int().min(0), z.string().regex(/^\d+$/), z.literal(""), z.null()])
        .meta({ examples: [100, ""] }),
    { canonical: canonicalCount, ...traits },
  );

const mfa = (description: string, traits: Traits) =>
  flag(description, {
    affectsSignIn: true,
    // A body that carries one of these, changed or not, is refused for API keys (0.12.4); left out they are kept.
    sendOnlyWhenChanged: true,
    needsPerson: true,
    ...traits,
  });

const unsafeKeys = new Set(["__proto__", "prototype", "constructor"]);
const placeholders = (value: string): string =>
  [
    ...new Set(
      [...value.matchAll(/\{\{\s*-?\s*([^},]+)(?:,[^}]+)?\s*\}\}/g)].map((match) => (match[1] ?? "").trim()),
    ),
  ]
    .sort()
    .join("\n");

function createTranslationsSchema(z: Zod) {
  const nameKey = z
    .string()
    .regex(/\S/, "must not be blank")
    .refine((key) => !unsafeKeys.has(key), "is a name that the server refuses");
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
  return z.record(nameKey, translations).meta({ examples: [{ "de-DE": { "New Chat": "Neues Gespräch" } }] });
}

// The server drops blank texts, and locales without a text.
const canonicalTranslations = (value: Json): Json => {
  if (!isObject(value)) return value;
  const kept: [string, Json][] = [];
  for (const [locale, entries] of Object.entries(value)) {
    if (!isObject(entries)) return value;
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

export const adminConfigSettings = {
  SHOW_ADMIN_DETAILS: flag("Show people who wait for approval the administrator's name and e-mail address.", {
    label: "Admin Details",
  }),
  ADMIN_EMAIL: optionalText("The administrator's e-mail address shown to people who wait for approval.", {
    label: "Admin Contact Email",
    findDoubt: doubtEmail,
  }),
  WEBUI_URL: leaf(
    "The public address of this server, used in links.",
    (z) => z.string().meta({ examples: ["https://chat.example.com"] }),
    { label: "WebUI URL" },
  ),
  ENABLE_LOGIN_FORM: flag(
    "Show the form for e-mail address and password. When off, nobody can sign up with a password, either.",
    { label: "Login Form", affectsSignIn: true },
  ),
  // The first account closes it.
  ENABLE_SIGNUP: flag("Let anybody create an account.", { label: "New Sign Ups", changesAtSetUp: true }),
  DEFAULT_USER_ROLE: choice(
    ["pending", "user", "admin"],
    "The role of new accounts. pending: an administrator has to let them in.",
    { label: "Default User Role" },
  ),
  DEFAULT_GROUP_ID: text("The id of the group that new accounts join, or { group: NAME }; empty: none.", {
    label: "Default Group",
    refersTo: "group",
  }),
  JWT_EXPIRES_IN: leaf(
    'How long a sign-in lasts: a number and ms, s, m, h, d or w, as in "4w" or "12h". "-1" and "0": for ever.',
    (z) =>
      z
        .string()
        .regex(/^(-1|0|(-?\d+(\.\d+)?)(ms|s|m|h|d|w))$/)
        .meta({ examples: ["4w", "12h"] }),
    { label: "JWT Expiration", affectsSignIn: true },
  ),
  ENABLE_API_KEYS: flag(
    "Let people use API keys, if they have the permission features.api_keys; admins need none since Open WebUI 0.8.",
    { label: "API Keys" },
  ),
  ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS: flag(
    "Let API keys call only the endpoints of API_KEYS_ALLOWED_ENDPOINTS.",
    { label: "API Key Endpoint Restrictions" },
  ),
  API_KEYS_ALLOWED_ENDPOINTS: leaf(
    "The endpoints that API keys may call, separated by commas.",
    (z) => z.string().meta({ examples: ["/api/v1/messages,/api/v1/channels"] }),
    { label: "Allowed Endpoints" },
  ),
  ENABLE_API_KEY: flag("Let people create API keys."),
  ENABLE_API_KEY_ENDPOINT_RESTRICTIONS: flag(
    "Let API keys call only the endpoints of API_KEY_ALLOWED_ENDPOINTS.",
  ),
  API_KEY_ALLOWED_ENDPOINTS: text("The endpoints that API keys may call, separated by commas."),
  ENABLE_MFA: mfa("Require a second factor at sign-in. A change ends every session.", {
    label: "Require an authenticator for all users",
  }),
  MFA_ALLOW_OAUTH_BYPASS: mfa("Ask for no second factor after a sign-in through OAuth.", {
    label: "Allow OAuth sign-in without an authenticator",
  }),
  MFA_ALLOW_TRUSTED_HEADER_BYPASS: mfa("Ask for no second factor after a sign-in through a trusted header.", {
    label: "Allow trusted-header sign-in without an authenticator",
  }),
  ENABLE_CHANNELS: flag("Offer channels.", { label: "Channels" }),
  ENABLE_ENCRYPTED_CHANNELS: flag("Offer end-to-end encrypted channels.", { label: "Encrypted channels" }),
  CHANNEL_MODEL_RESPONSE_MODE: choice(
    ["thread", "channel"],
    "Where models answer in a channel: in a thread, or in the channel itself.",
    { label: "Model Response Mode" },
  ),
  ENABLE_FOLDERS: flag("Offer folders for chats.", { label: "Folders" }),
  FOLDER_MAX_FILE_COUNT: count("The most files that a folder may hold.", { label: "Folder Max File Count" }),
  ENABLE_NOTES: flag("Offer notes.", { label: "Notes" }),
  ENABLE_MEMORIES: flag("Let models remember things about a person.", { label: "Memories" }),
  ENABLE_MEMORY_SYSTEM_CONTEXT: flag("Put memories into the system prompt.", {
    label: "Memory System Context",
  }),
  ENABLE_AUTOMATIONS: flag("Offer automations.", { label: "Automations" }),
  AUTOMATION_MAX_COUNT: count("The most automations that a person may have.", {}),
  AUTOMATION_MIN_INTERVAL: count("The least time between two runs of an automation, in seconds.", {}),
  ENABLE_CALENDAR: flag("Offer the calendar.", { label: "Calendar" }),
  ENABLE_APPS: flag("Offer apps.", { label: "Apps" }),
  ENABLE_SKILL_LAZY_LOADING: flag("Load skills only when they are needed.", {
    label: "Load selected skills on demand",
  }),
  SKILL_CONTENT_MAX_CHARS: optionalWhole(
    "The most characters of a skill's content. null: the server's own choice.",
    1,
    { label: "Skill Read Limit" },
  ),
  SKILL_PREVIEW_MAX_CHARS: optionalWhole(
    "The most characters of a skill's preview. null: the server's own choice.",
    1,
    { label: "Skill Preview Length" },
  ),
  ENABLE_COMMUNITY_SHARING: flag("Let people share chats with the Open WebUI community.", {
    label: "Community Sharing",
  }),
  ENABLE_MESSAGE_RATING: flag("Let people rate answers.", { label: "Message Rating" }),
  ENABLE_USER_WEBHOOKS: flag("Let people set a webhook for their notifications.", { label: "User Webhooks" }),
  ENABLE_USER_STATUS: flag("Let people set a status message.", { label: "User Status" }),
  DEFAULT_INTERFACE_SETTINGS: leaf(
    "The interface settings of everybody who has not chosen their own, existing accounts included.",
    (z) => z.record(z.string(), json(z)),
    { label: "Default Interface Settings", canonical: (value) => value ?? {} },
  ),
  I18N: leaf(
    "Texts of the interface to replace: locale, then the English text, then yours.",
    createTranslationsSchema,
    { label: "UI Translations", canonical: canonicalTranslations },
  ),
  PENDING_USER_OVERLAY_TITLE: optionalText("Title of the page that people see who wait for approval.", {
    label: "Pending User Overlay Title",
  }),
  PENDING_USER_OVERLAY_CONTENT: optionalText(
    "Text of the page that people see who wait for approval, in Markdown.",
    { label: "Pending User Overlay Content" },
  ),
  RESPONSE_WATERMARK: optionalText("Text put behind an answer that is copied.", {
    label: "Response Watermark",
  }),
} satisfies Record<string, Leaf>;

/** The general settings of the admin panel. */
export const adminConfig: Resource = {
  name: "adminConfig",
  title: "admin config",
  description: "General settings: accounts, signing in, API keys, and what people may use.",
  specPath: ["adminConfig"],
  panel: "Admin Panel > Settings > General, and Authentication",
  read: { path: "/api/v1/auths/admin/config" },
  write: { path: "/api/v1/auths/admin/config" },
  root: group(
    "General settings: accounts, signing in, API keys, and what people may use.",
    adminConfigSettings,
  ),
  // A change of an MFA setting ends our own session: whatever else is to be written must be done by then.
  choosePhase: (changed) => ([...changed.keys()].some((name) => name.includes("MFA")) ? "last" : "usual"),
  endsSessions: (answer) => isObject(answer) && answer.sessions_revoked === true,
};

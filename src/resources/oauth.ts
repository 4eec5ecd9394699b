import { isObject, type Json, readPath } from "../model/json.ts";
import type { Caution, Resource } from "../model/resource.ts";
import { flag, group, leaf, optionalText, secret, text } from "./nodes.ts";

/** Texts that are null until somebody sets them. */
const unsettable = ["OAUTH_CODE_CHALLENGE_METHOD", "OAUTH_TOKEN_ENDPOINT_AUTH_METHOD", "OAUTH_SUB_CLAIM"];

/** Signing in through an OpenID Connect provider. */
export const oauth: Resource = {
  name: "oauth",
  title: "OAuth",
  description:
    "Signing in through an OpenID Connect provider. A restart takes these settings from the environment again, unless the server runs with ENABLE_OAUTH_PERSISTENT_CONFIG=true.",
  specPath: ["oauth"],
  panel: "Admin Panel > Settings > Authentication",
  read: { path: "/api/v1/auths/admin/config/oauth" },
  write: { path: "/api/v1/auths/admin/config/oauth", wrap: clearNulls },
  root: group("Signing in through an OpenID Connect provider.", {
    ENABLE_OAUTH: flag("Offer signing in through the provider.", { label: "OAuth / OIDC" }),
    ENABLE_OAUTH_SIGNUP: flag("Make an account for whoever signs in for the first time.", {
      label: "OAuth Signup",
    }),
    OAUTH_MERGE_ACCOUNTS_BY_EMAIL: flag("Sign people in to the account that has their e-mail address.", {
      label: "Merge Accounts by Email",
    }),
    OAUTH_AUTO_REDIRECT: flag("Send people to the provider at once, without the sign-in page.", {
      label: "Auto Redirect",
    }),
    OAUTH_ALLOWED_DOMAINS: list(
      "E-mail domains that may sign in, separated by commas; *: all.",
      "Allowed Domains",
    ),
    OAUTH_BLOCKED_GROUPS: text(
      "Groups that are never taken over: names, wildcards or expressions, separated by commas or as a JSON list.",
      // The server holds a list until something is written, and the text that was written from then on.
      { label: "Blocked Groups", canonical: parseGroups, sendOnlyWhenChanged: true },
    ),
    ENABLE_OAUTH_ROLE_MANAGEMENT: flag("Take roles over from the provider at every sign-in.", {
      label: "Role Mapping",
    }),
    OAUTH_ROLES_CLAIM: text("Claim with a person's roles.", { label: "Roles Claim" }),
    OAUTH_ADMIN_ROLES: list("Roles that make an administrator, separated by commas.", "Admin Roles"),
    OAUTH_ALLOWED_ROLES: list("Roles that may sign in, separated by commas.", "Allowed Roles"),
    ENABLE_OAUTH_GROUP_MANAGEMENT: flag("Take group memberships over from the provider at every sign-in.", {
      label: "Group Mapping",
    }),
    ENABLE_OAUTH_GROUP_CREATION: flag("Create groups that only the provider has.", {
      label: "Auto-Create Groups",
    }),
    OAUTH_GROUP_CLAIM: text("Claim with a person's groups.", { label: "Group Claim" }),
    OAUTH_GROUP_DEFAULT_SHARE: leaf(
      "Who may share with a group that was created so: true, everybody; false, nobody; members.",
      (z) => z.union([z.boolean(), z.string()]),
    ),
    OAUTH_PROVIDER_NAME: text("Name of the provider on the sign-in page.", { label: "Provider Name" }),
    OPENID_PROVIDER_URL: text("URL of the provider's OpenID configuration.", { label: "Provider URL" }),
    OAUTH_CLIENT_ID: text("Client id that the provider knows this server by.", { label: "Client ID" }),
    OAUTH_CLIENT_SECRET: secret("OAUTH_CLIENT_SECRET", "Client secret.", { label: "Client Secret" }),
    OPENID_REDIRECT_URI: text(
      "Where the provider sends people back to; empty: worked out from the request.",
      {
        label: "Redirect URI",
      },
    ),
    OAUTH_SCOPES: text("Scopes to ask for, separated by blanks.", { label: "Scopes" }),
    OAUTH_CODE_CHALLENGE_METHOD: unset("Method of PKCE: S256; empty or null: no PKCE."),
    OAUTH_TOKEN_ENDPOINT_AUTH_METHOD: unset(
      "How to sign in at the token endpoint, such as client_secret_post; empty or null: the library's choice.",
    ),
    OPENID_END_SESSION_ENDPOINT: text(
      "Where people are sent to sign out of the provider as well; empty: nowhere.",
    ),
    OAUTH_TIMEOUT: seconds("Seconds to wait for the provider; empty: the library's choice."),
    OAUTH_CLIENT_TIMEOUT: seconds(
      "Seconds to wait for the authorization servers of tool servers; empty: the library's choice.",
    ),
    OAUTH_EMAIL_CLAIM: text("Claim with a person's e-mail address.", { label: "Email Claim" }),
    OAUTH_USERNAME_CLAIM: text("Claim with a person's name.", { label: "Username Claim" }),
    OAUTH_PICTURE_CLAIM: text("Claim with a person's picture; empty: none.", { label: "Picture Claim" }),
    OAUTH_SUB_CLAIM: unset("Claim that tells people apart; empty or null: sub.", "Sub Claim"),
    OAUTH_AUDIENCE: text("Audience to ask for; empty: none."),
    OAUTH_UPDATE_EMAIL_ON_LOGIN: flag("Take the e-mail address over at every sign-in.", {
      label: "Update Email",
    }),
    OAUTH_UPDATE_NAME_ON_LOGIN: flag("Take the name over at every sign-in.", { label: "Update Name" }),
    OAUTH_UPDATE_PICTURE_ON_LOGIN: flag("Take the picture over at every sign-in.", {
      label: "Update Picture",
    }),
    OAUTH_REFRESH_TOKEN_INCLUDE_SCOPE: flag("Name the scopes again when a token is renewed."),
  }),
  findCautions,
};

function list(description: string, label: string) {
  return text(description, { label, canonical: normalizeList });
}

function unset(description: string, label?: string) {
  return optionalText(description, {
    ...(label === undefined ? {} : { label }),
    canonical: (value) => value ?? "",
    sendOnlyWhenChanged: true,
  });
}

function seconds(description: string) {
  return leaf(description, (z) => z.union([z.int(), z.string()]));
}

function normalizeList(value: Json): Json {
  return typeof value === "string" ? splitList(value).join(",") : value;
}

function parseGroups(value: Json): Json {
  if (typeof value !== "string") return value;
  try {
    const parsed: Json = JSON.parse(value);
    if (Array.isArray(parsed)) return parsed.filter((one) => typeof one === "string" && one !== "");
  } catch {}
  return splitList(value);
}

function splitList(value: string): string[] {
  return value
    .split(",")
    .map((one) => one.trim())
    .filter(Boolean);
}

// The server takes a null for "keep what you hold".
function clearNulls(settings: Json): Json {
  if (!isObject(settings)) return settings;
  const cleared = unsettable.filter((key) => settings[key] === null).map((key) => [key, ""]);
  return { ...settings, ...Object.fromEntries(cleared) };
}

function findCautions(after: Readonly<Record<string, Json>>): Caution[] {
  const isKept = readPath(after.oauth, ["ENABLE_OAUTH_PERSISTENT_CONFIG"]);
  if (isKept === true) return [];
  // 0.10 does not tell.
  const condition =
    isKept === false ? "" : ", unless it was started with ENABLE_OAUTH_PERSISTENT_CONFIG=true";
  return [
    {
      path: [],
      code: "plan.not-kept",
      message: `the server forgets its OAuth settings when it restarts${condition}`,
      hint: "start it with ENABLE_OAUTH_PERSISTENT_CONFIG=true, or set them in its environment",
    },
  ];
}

import { HttpResponse, http } from "msw";
import type { Json, JsonObject } from "../../src/model/json.ts";
import { authPath, crash, readBody, refuse, requireForm } from "./answers.ts";
import { type Context, requireAdmin } from "./guards.ts";
import { revokeSessions } from "./state.ts";
import { words } from "./words.ts";

const counts = ["FOLDER_MAX_FILE_COUNT", "AUTOMATION_MAX_COUNT", "AUTOMATION_MIN_INTERVAL"];
const mfaFields = ["ENABLE_MFA", "MFA_ALLOW_OAUTH_BYPASS", "MFA_ALLOW_TRUSTED_HEADER_BYPASS"];

/** Values outside these are answered 200 and not stored. */
const accepted: Record<string, (value: Json) => boolean> = {
  DEFAULT_USER_ROLE: (value) => ["pending", "user", "admin"].includes(String(value)),
  CHANNEL_MODEL_RESPONSE_MODE: (value) => ["thread", "channel"].includes(String(value)),
  JWT_EXPIRES_IN: (value) => /^(-1|0|(-?\d+(\.\d+)?)(ms|s|m|h|d|w))\n?$/.test(String(value)),
};

function storedCount(value: Json): Json {
  if (typeof value !== "string") return value || "";
  if (value === "") return "";
  // A text that is no number is not noticed before it is stored.
  if (!/^\s*[+-]?\d+(_\d+)*\s*$/.test(value)) return crash();
  return Number(value.replaceAll("_", "")) + 0;
}

/** What releases up to 0.9 store before they look at the counts. */
const storedFirst = [
  ...["SHOW_ADMIN_DETAILS", "ADMIN_EMAIL", "WEBUI_URL", "ENABLE_SIGNUP", "ENABLE_API_KEYS"],
  ...["ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS", "API_KEYS_ALLOWED_ENDPOINTS", "ENABLE_FOLDERS"],
];

function storedValues(form: JsonObject): JsonObject {
  const values: JsonObject = {};
  for (const [name, value] of Object.entries(form)) {
    if (accepted[name]?.(value) === false) continue;
    values[name] = counts.includes(name) ? storedCount(value) : value;
    if (name === "DEFAULT_INTERFACE_SETTINGS") values[name] = value ?? {};
  }
  return values;
}

export function createAdminConfigHandlers(context: Context) {
  const { release, state } = context;
  return [
    http.get(authPath("/admin/config"), ({ request }) => {
      requireAdmin(context, request);
      return HttpResponse.json(state.adminConfig);
    }),

    http.post(authPath("/admin/config"), async ({ request }) => {
      const body = await readBody(request, release);
      const { byApiKey } = requireAdmin(context, request);
      const form = requireForm(release, release.adminConfig, body);
      if (release.storesInOrder) {
        const first = Object.entries(form).filter(([name]) => storedFirst.includes(name));
        Object.assign(state.adminConfig, Object.fromEntries(first));
      }
      const values = storedValues(form);
      if (byApiKey && mfaFields.some((name) => name in values)) refuse(403, words.humanAdminNeeded);
      const revoked = mfaFields.some((name) => name in values && values[name] !== state.adminConfig[name]);
      Object.assign(state.adminConfig, values);
      if (revoked) revokeSessions(state.users);
      return HttpResponse.json(
        release.hasSessions ? { ...state.adminConfig, sessions_revoked: revoked } : state.adminConfig,
      );
    }),
  ];
}

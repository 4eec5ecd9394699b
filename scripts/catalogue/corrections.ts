import type { Corrections } from "./merge.ts";

/** What the source of Open WebUI does not say, or says otherwise than the server does. */
export const corrections: Corrections = {
  // The default of each later one falls back on the earlier one's environment variable.
  renames: {
    adminConfig: {
      ENABLE_API_KEY: "ENABLE_API_KEYS",
      ENABLE_API_KEY_ENDPOINT_RESTRICTIONS: "ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS",
      API_KEY_ALLOWED_ENDPOINTS: "API_KEYS_ALLOWED_ENDPOINTS",
    },
  },
  facts: {
    adminConfig: {
      // The form admits null, and its validator refuses it (measured).
      I18N: { type: "object of objects of strings" },
    },
  },
};

import type { Corrections } from "./merge.ts";

/** What a fresh server does not say, or says otherwise than one with an empty environment. */
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
      // The first account closes it, and nothing can be read without one.
      ENABLE_SIGNUP: { factory: true },
      // The form admits null, and its validator refuses it (measured).
      I18N: { type: "object of objects of strings" },
      // A change of these ends all sessions, so it is not tried: the handler passes over what a body leaves out.
      ENABLE_MFA: { resetWhenOmitted: false },
      MFA_ALLOW_OAUTH_BYPASS: { resetWhenOmitted: false },
      MFA_ALLOW_TRUSTED_HEADER_BYPASS: { resetWhenOmitted: false },
    },
    // The form's list is that of their URLs.
    openai: { connections: { type: "list of objects" } },
    ollama: { connections: { type: "list of objects" } },
    embedding: {
      // The measured servers have another one: 0.9 does not start offline without.
      RAG_EMBEDDING_ENGINE: { factory: "" },
    },
    retrieval: {
      // 0.7 takes it and does not store it: it stays, whatever a write holds.
      ENABLE_MARKDOWN_HEADER_TEXT_SPLITTER: { resetWhenOmitted: false },
    },
  },
};

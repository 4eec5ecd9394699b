import type { Json } from "../../src/model/json.ts";
import type { ResourceName } from "../../src/releases/catalogue-types.ts";

/** What every body of a measurement holds, so that the server takes it and loads no model; one measurement each. */
export const fixed: Readonly<Partial<Record<ResourceName, readonly Readonly<Record<string, Json>>[]>>> = {
  ldapServer: [
    {
      label: "Directory",
      host: "ldap.test",
      search_base: "dc=test",
      attribute_for_mail: "mail",
      attribute_for_username: "uid",
      app_dn: "cn=reader",
      app_dn_password: "reader",
      // 0.5 takes no TLS without a file, and TLS is what it takes for one that is left out.
      use_tls: false,
      certificate_path: "/ca.pem",
    },
  ],
  audio: [{ "stt.ENGINE": "openai" }],
  retrieval: [{ RAG_RERANKING_ENGINE: "external" }],
  // A write takes the URL and key of the chosen engine only.
  embedding: ["openai", "ollama", "azure_openai"].map((engine) => ({ RAG_EMBEDDING_ENGINE: engine })),
};

/** What a setting is changed to, where the server takes few values. */
export const probes: Readonly<Partial<Record<ResourceName, Readonly<Record<string, Json>>>>> = {
  adminConfig: { I18N: { de: { RESPONSE_WATERMARK: "probe" } }, CHANNEL_MODEL_RESPONSE_MODE: "channel" },
  // A number in a text, or not stored.
  retrieval: { MINERU_API_TIMEOUT: "301" },
};

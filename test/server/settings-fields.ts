import { type ReleaseFacts, splitRelease } from "../../scripts/catalogue/merge.ts";
import type { Json, JsonObject } from "../../src/model/json.ts";
import { catalogue } from "../../src/releases/catalogue.ts";
import type { ResourceName } from "../../src/releases/catalogue-types.ts";
import type { FormField, Kind } from "./forms.ts";

/** A field of a settings object: how a write reads it, and what a new server holds. */
export interface SettingsField extends FormField {
  factory: Json;
}
export type SettingsFields = Readonly<Record<string, SettingsField>>;

const kindByType: Readonly<Record<string, Kind>> = {
  boolean: "boolean",
  "boolean or null": "optionalBoolean",
  "boolean or string or null": "optionalBooleanOrText",
  string: "text",
  "string or null": "optionalText",
  "integer or null": "optionalInteger",
  "integer or string or null": "count",
  "object or null": "optionalObject",
  "object of objects of strings": "translations",
};

/** Forms are stricter about these than their types say. */
const kindByName: Readonly<Record<string, Kind>> = {
  ENABLE_MFA: "strictBoolean",
  MFA_ALLOW_OAUTH_BYPASS: "strictBoolean",
  MFA_ALLOW_TRUSTED_HEADER_BYPASS: "strictBoolean",
  SKILL_CONTENT_MAX_CHARS: "optionalPositive",
  SKILL_PREVIEW_MAX_CHARS: "optionalPositive",
};

/** What the form takes for a field that a body leaves out, where that is neither null nor the factory value. */
const fallbacks: Readonly<Record<string, Json>> = {
  ciphers: "ALL",
  RAG_EMBEDDING_BATCH_SIZE: 1,
  ENABLE_ASYNC_EMBEDDING: true,
  RAG_EMBEDDING_CONCURRENT_REQUESTS: 0,
  "openai_config.url": "",
  "ollama_config.url": "",
  AUTOCOMPLETE_GENERATION_INPUT_MAX_LENGTH: -1,
};

const facts = new Map<string, ReleaseFacts>();

/** Returns what the catalogue says of a release. */
export function listFacts(release: string): ReleaseFacts {
  const own = facts.get(release) ?? splitRelease(catalogue, release);
  facts.set(release, own);
  return own;
}

/**
 * Returns the fields that a settings object has in a release, by the catalogue and without those of entries;
 * none when there is no such object.
 */
export function listSettings(resource: ResourceName, release: string): SettingsFields {
  const fields = Object.entries(listFacts(release)[resource]?.fields ?? {});
  return Object.fromEntries(
    fields
      .filter(([name]) => !name.includes("*"))
      .map(([name, { type, required, resetWhenOmitted, factory = null }]) => {
        const kind = kindByName[name] ?? kindByType[type] ?? "typed";
        const field = { kind, factory, ...(kind === "typed" ? { type } : {}) };
        if (required) return [name, field];
        if (!resetWhenOmitted) return [name, { ...field, kept: true }];
        const fallback = fallbacks[name] ?? (type.endsWith("or null") ? null : factory);
        return [name, { ...field, fallback }];
      }),
  );
}

/** Returns what a new server holds. */
export function factoryValues(fields: SettingsFields): JsonObject {
  return structuredClone(
    Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.factory])),
  );
}

import { splitRelease } from "../../scripts/catalogue/merge.ts";
import { catalogue } from "../../src/resources/catalogue.ts";
import type { ResourceName } from "../../src/resources/catalogue-types.ts";
import type { Json, JsonObject } from "../../src/resources/resource.ts";
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
const fallbacks: Readonly<Record<string, Json>> = { ciphers: "ALL" };

/** Returns the fields that a settings object has in a release, by the catalogue; none when there is no such object. */
export function listSettings(resource: ResourceName, release: string): SettingsFields {
  const facts = splitRelease(catalogue, release)[resource] ?? {};
  return Object.fromEntries(
    Object.entries(facts).map(([name, { type, required, resetWhenOmitted, factory = null }]) => {
      const kind = kindByName[name] ?? kindByType[type];
      if (kind === undefined) throw new Error(`No kind of form field for ${name}: ${type}.`);
      if (required) return [name, { kind, factory }];
      if (!resetWhenOmitted) return [name, { kind, factory, kept: true }];
      const fallback = fallbacks[name] ?? (type.endsWith("or null") ? null : factory);
      return [name, { kind, factory, fallback }];
    }),
  );
}

/** Returns what a new server holds. */
export function factoryValues(fields: SettingsFields): JsonObject {
  return structuredClone(
    Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.factory])),
  );
}

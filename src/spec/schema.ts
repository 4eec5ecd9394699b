import { z } from "zod";
import { resources } from "../resources/index.ts";
import { createModel, type Section, type Setting } from "./model.ts";

/** The names that an environment variable may have in a reference. */
export const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** All keys of a spec. */
export const specModel: Section = createModel(resources);

/** What a spec may state. */
export const specSchema: z.ZodType = createSchema(specModel);

/** Returns the zod schema of a section: every key optional but the required ones, no others allowed. */
export function createSchema(section: Section): z.ZodType {
  const shape: Record<string, z.ZodType> = {};
  for (const [key, entry] of section.entries) {
    const schema = entry.kind === "section" ? createSchema(entry) : createSettingSchema(entry);
    shape[key] = entry.kind === "setting" && entry.required ? schema : schema.optional();
  }
  return z.strictObject(shape).meta({ description: section.description });
}

/** Returns the JSON Schema (draft-07) of a spec, as editors use it. */
export function createJsonSchema(section: Section = specModel): object {
  const schema = createSchema(section).meta({
    title: "Spec of owconf",
    description: section.description,
  });
  return z.toJSONSchema(schema, { target: "draft-7", io: "input" });
}

function createSettingSchema(setting: Setting): z.ZodType {
  if (!setting.sensitive) return setting.schema;
  const description = setting.schema.meta()?.description;
  const advice = "Use a reference: { env: NAME } or { file: path }. A secret in plain text gets a warning.";
  return z
    .union([
      z
        .strictObject({
          env: z
            .string()
            .regex(variableName)
            .meta({
              description: "Environment variable that holds the secret.",
              examples: ["LDAP_BIND_PASSWORD"],
            }),
        })
        .meta({ description: "The secret is in an environment variable." }),
      z
        .strictObject({
          file: z
            .string()
            .min(1)
            .meta({
              description: "Path of the file that holds the secret, relative to the spec's folder.",
              examples: ["/run/secrets/ldap-bind-password"],
            }),
        })
        .meta({ description: "The secret is in a file." }),
      setting.schema,
    ])
    .meta({
      description: description === undefined ? advice : `${description} ${advice}`,
      examples: [{ env: "NAME" }, { file: "path" }],
    });
}

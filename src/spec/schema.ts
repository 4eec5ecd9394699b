import type { z as zod } from "zod";
import { isObject, type Json } from "../model/json.ts";
import { absent, type Leaf, type Node } from "../model/node.ts";
import type { Zod } from "../model/zod.ts";
import { requiredKeys, specModel } from "./model.ts";

/** The names that an environment variable may have in a reference. */
export const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Returns the zod schema that a spec is checked with. Schemas are made for what the spec states only: most
 * specs use a few of several hundred settings.
 */
export function createSchemaFor(z: Zod, stated: Json, node: Node = specModel): zod.ZodType {
  if (node.kind === "leaf") return createLeafSchema(z, node);
  const keys = isObject(stated) ? Object.keys(stated) : [];
  const shape: Record<string, zod.ZodType> = {};
  for (const key of keys) {
    const below = isObject(stated) ? (stated[key] ?? null) : null;
    if (node.kind === "collection") {
      shape[key] = below === absent ? z.literal(absent) : createSchemaFor(z, below, node.item);
    } else if (Object.hasOwn(node.settings, key)) {
      shape[key] = createSchemaFor(z, below, node.settings[key]);
    }
  }
  if (node === specModel) {
    for (const key of requiredKeys) shape[key] ??= createLeafSchema(z, specModel.settings[key] as Leaf);
  }
  return z.strictObject(shape);
}

/** Returns the schema of what a spec may state for a setting: a reference to a secret and a name included. */
export function createLeafSchema(z: Zod, node: Leaf): zod.ZodType {
  const schema = node.schema(z);
  if (node.secret !== undefined) {
    const examples = [{ env: "NAME" }, { file: "path" }];
    return z.union([createEnvSchema(z), createFileSchema(z), schema]).meta({ examples });
  }
  if (node.refersTo === undefined) return schema;
  return z.union([schema, createNameSchema(z, node.refersTo)]);
}

function createEnvSchema(z: Zod): zod.ZodType {
  const env = z
    .string()
    .regex(variableName)
    .meta({
      description: "Name of the environment variable that holds the secret.",
      examples: ["LDAP_BIND_PASSWORD"],
    });
  return z.strictObject({ env }).meta({ description: "The secret stands in an environment variable." });
}

function createFileSchema(z: Zod): zod.ZodType {
  const file = z
    .string()
    .min(1)
    .meta({
      description: "Path of the file that holds the secret; relative ones begin at the spec's folder.",
      examples: ["/run/secrets/ldap-bind-password"],
    });
  return z.strictObject({ file }).meta({ description: "The secret stands in a file." });
}

function createNameSchema(z: Zod, kind: NonNullable<Leaf["refersTo"]>): zod.ZodType {
  if (kind === "models") {
    const names = z.array(z.string().min(1));
    return z.strictObject({ models: names }).meta({ description: "The models with these ids or names." });
  }
  const name = z.string().min(1);
  return z.strictObject({ [kind]: name }).meta({ description: `The ${kind} of this name or id.` });
}

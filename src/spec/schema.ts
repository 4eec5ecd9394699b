import { z } from "zod";
import { isObject, type Json } from "../model/json.ts";
import { absent, type Collection, type Group, type Leaf, type Node } from "../model/node.ts";
import type { Path } from "../model/path.ts";
import { describeKey, requiredKeys, specModel } from "./model.ts";

/** The names that an environment variable may have in a reference. */
export const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Returns the zod schema that a spec is checked with. Schemas are made for what the spec states only: most
 * specs use a few of several hundred settings.
 */
export function createSchemaFor(stated: Json, node: Node = specModel): z.ZodType {
  if (node.kind === "leaf") return createLeafSchema(node);
  const keys = isObject(stated) ? Object.keys(stated) : [];
  const shape: Record<string, z.ZodType> = {};
  for (const key of keys) {
    const below = isObject(stated) ? (stated[key] ?? null) : null;
    if (node.kind === "collection") {
      shape[key] = below === absent ? z.literal(absent) : createSchemaFor(below, node.item);
    } else if (Object.hasOwn(node.settings, key)) {
      shape[key] = createSchemaFor(below, node.settings[key]);
    }
  }
  if (node === specModel) {
    for (const key of requiredKeys) shape[key] ??= createLeafSchema(specModel.settings[key] as Leaf);
  }
  return z.strictObject(shape);
}

/** Returns the JSON Schema (draft-07) of a spec, as editors use it. */
export function createJsonSchema(): object {
  const schema = createFullSchema(specModel, []).meta({
    title: "Spec of owconf",
    description: specModel.description,
  });
  return z.toJSONSchema(schema, { target: "draft-7", io: "input" });
}

function createFullSchema(node: Node, path: Path): z.ZodType {
  const description = describeKey(path);
  if (node.kind === "leaf") {
    const schema = createLeafSchema(node);
    const advice = node.secret === undefined ? "" : ` ${secretAdvice}`;
    return schema.meta({ ...schema.meta(), description: `${description}${advice}` });
  }
  return (node.kind === "group" ? createGroupSchema(node, path) : createMapSchema(node, path)).meta({
    description,
  });
}

function createGroupSchema(node: Group, path: Path): z.ZodType {
  const shape = Object.entries(node.settings).map(([key, below]): [string, z.ZodType] => {
    const schema = createFullSchema(below, [...path, key]);
    const isRequired = path.length === 0 && requiredKeys.includes(key);
    return [key, isRequired ? schema : schema.optional()];
  });
  return z.strictObject(Object.fromEntries(shape));
}

function createMapSchema(node: Collection, path: Path): z.ZodType {
  const gone = z.literal(absent).meta({ description: "The entry is removed." });
  return z.record(z.string(), z.union([createFullSchema(node.item, [...path, "*"]), gone]));
}

const secretAdvice =
  "Best given by reference: { env: NAME } or { file: path }. A secret written out is a warning.";

/** Returns the schema of what a spec may state for a setting: a reference to a secret and a name included. */
export function createLeafSchema(node: Leaf): z.ZodType {
  const schema = node.schema();
  if (node.secret !== undefined) {
    const examples = [{ env: "NAME" }, { file: "path" }];
    return z.union([createEnvSchema(), createFileSchema(), schema]).meta({ examples });
  }
  if (node.refersTo === undefined) return schema;
  return z.union([schema, createNameSchema(node.refersTo)]);
}

function createEnvSchema(): z.ZodType {
  const env = z
    .string()
    .regex(variableName)
    .meta({
      description: "Name of the environment variable that holds the secret.",
      examples: ["LDAP_BIND_PASSWORD"],
    });
  return z.strictObject({ env }).meta({ description: "The secret stands in an environment variable." });
}

function createFileSchema(): z.ZodType {
  const file = z
    .string()
    .min(1)
    .meta({
      description: "Path of the file that holds the secret; relative ones begin at the spec's folder.",
      examples: ["/run/secrets/ldap-bind-password"],
    });
  return z.strictObject({ file }).meta({ description: "The secret stands in a file." });
}

function createNameSchema(kind: NonNullable<Leaf["refersTo"]>): z.ZodType {
  if (kind === "models") {
    const names = z.array(z.string().min(1));
    return z.strictObject({ models: names }).meta({ description: "The models with these ids or names." });
  }
  const name = z.string().min(1);
  return z.strictObject({ [kind]: name }).meta({ description: `The ${kind} of this name or id.` });
}

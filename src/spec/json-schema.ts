import { toJSONSchema, type ZodType } from "zod";
import { absent, type Collection, type Group, type Node } from "../model/node.ts";
import type { Path } from "../model/path.ts";
import { z } from "../model/whole-zod.ts";
import { describeKey, requiredKeys, specModel } from "./model.ts";
import { createLeafSchema } from "./schema.ts";

/** Returns the JSON Schema (draft-07) of a spec, as editors use it. */
export function createJsonSchema(): object {
  const schema = createFullSchema(specModel, []).meta({
    title: "Spec of owconf",
    description: specModel.description,
  });
  return toJSONSchema(schema, { target: "draft-7", io: "input" });
}

function createFullSchema(node: Node, path: Path): ZodType {
  const description = describeKey(path);
  if (node.kind === "leaf") {
    const schema = createLeafSchema(z, node);
    const advice = node.secret === undefined ? "" : ` ${secretAdvice}`;
    return schema.meta({ ...schema.meta(), description: `${description}${advice}` });
  }
  return (node.kind === "group" ? createGroupSchema(node, path) : createMapSchema(node, path)).meta({
    description,
  });
}

function createGroupSchema(node: Group, path: Path): ZodType {
  const shape = Object.entries(node.settings).map(([key, below]): [string, ZodType] => {
    const schema = createFullSchema(below, [...path, key]);
    const isRequired = path.length === 0 && requiredKeys.includes(key);
    return [key, isRequired ? schema : schema.optional()];
  });
  return z.strictObject(Object.fromEntries(shape));
}

function createMapSchema(node: Collection, path: Path): ZodType {
  const gone = z.literal(absent).meta({ description: "The entry is removed." });
  return z.record(z.string(), z.union([createFullSchema(node.item, [...path, "*"]), gone]));
}

const secretAdvice =
  "Best given by reference: { env: NAME } or { file: path }. A secret written out is a warning.";

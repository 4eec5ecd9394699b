import fc from "fast-check";
import type { Json, JsonObject } from "../../src/model/json.ts";
import type { Leaf, Node } from "../../src/model/node.ts";
import { z } from "../../src/model/whole-zod.ts";
import { createValueSchema, type ValueSchema } from "../../src/spec/expectations.ts";

const names = fc.stringMatching(/^[a-z]{1,4}$/);
const texts = fc.string({ unit: "grapheme", maxLength: 12 });

function valuesOfShape(shape: ValueSchema): fc.Arbitrary<Json> {
  if (shape.anyOf) return fc.oneof(...shape.anyOf.map(valuesOfShape));
  const { type } = shape;
  if (Array.isArray(type)) return fc.oneof(...type.map((one) => valuesOfShape({ ...shape, type: one })));
  if (shape.enum) return fc.constantFrom(...(shape.enum as Json[]));
  if (shape.const !== undefined) return fc.constant(shape.const as Json);
  if (shape.pattern !== undefined) return fc.stringMatching(new RegExp(shape.pattern));
  switch (type) {
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "integer":
      return fc.integer({ min: shape.minimum ?? 0, max: Math.min(shape.maximum ?? 10_000, 10_000) });
    case "number":
      return fc.double({ min: -100, max: 100, noNaN: true });
    case "string":
      return texts;
    case "array":
      return fc.array(shape.items?.type ? valuesOfShape(shape.items) : texts, { maxLength: 2 });
    case "object":
      if (shape.properties) return fc.record(valuesOfProperties(shape.properties));
      return fc.dictionary(names, fc.oneof(fc.dictionary(names, texts), fc.boolean(), texts), { maxKeys: 3 });
    default:
      throw new Error(`no values for ${JSON.stringify(shape)}`);
  }
}

function valuesOfProperties(properties: Readonly<Record<string, ValueSchema>>) {
  return Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, valuesOfShape(one)]));
}

/** Values that a spec may state for a setting. */
export function valuesOf(leaf: Leaf): fc.Arbitrary<Json> {
  const schema = leaf.schema(z);
  return valuesOfShape(createValueSchema(schema)).filter((value) => schema.safeParse(value).success);
}

const entries = fc.constantFrom("http://a.test", "http://b.test", "http://c.test#d", "X-One");

function valuesOfNode(node: Node, isWhole: boolean): fc.Arbitrary<Json> {
  if (node.kind === "leaf") return valuesOf(node);
  if (node.kind === "group") return isWhole ? wholeOf(node.settings) : partOf(node.settings);
  return fc.dictionary(entries, valuesOfNode(node.item, isWhole), { maxKeys: 3 });
}

function valuesByName(settings: Readonly<Record<string, Node>>, isWhole: boolean) {
  return Object.fromEntries(
    Object.entries(settings).map(([name, node]): [string, fc.Arbitrary<Json>] => [
      name,
      valuesOfNode(node, isWhole),
    ]),
  );
}

/** Objects with all of these settings. */
export function wholeOf(settings: Readonly<Record<string, Node>>): fc.Arbitrary<JsonObject> {
  return fc.record(valuesByName(settings, true));
}

/** Objects with some of these settings. */
export function partOf(settings: Readonly<Record<string, Node>>): fc.Arbitrary<JsonObject> {
  return fc.record(valuesByName(settings, false), { requiredKeys: [] }) as fc.Arbitrary<JsonObject>;
}

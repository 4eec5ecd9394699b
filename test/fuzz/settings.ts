import fc from "fast-check";
import type { Field, Json, JsonObject } from "../../src/resources/resource.ts";
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
    case "string":
      return texts;
    case "object":
      return fc.dictionary(names, fc.oneof(fc.dictionary(names, texts), fc.boolean(), texts), { maxKeys: 3 });
    default:
      throw new Error(`no values for ${JSON.stringify(shape)}`);
  }
}

/** Values that a spec may state for a field. */
export function valuesOf(field: Field): fc.Arbitrary<Json> {
  return valuesOfShape(createValueSchema(field.schema)).filter(
    (value) => field.schema.safeParse(value).success,
  );
}

function valuesByName(fields: Readonly<Record<string, Field>>): Record<string, fc.Arbitrary<Json>> {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, valuesOf(field)]));
}

/** Objects with all of these fields. */
export function wholeOf(fields: Readonly<Record<string, Field>>): fc.Arbitrary<JsonObject> {
  return fc.record(valuesByName(fields));
}

/** Objects with some of these fields. */
export function partOf(fields: Readonly<Record<string, Field>>): fc.Arbitrary<JsonObject> {
  return fc.record(valuesByName(fields), { requiredKeys: [] }) as fc.Arbitrary<JsonObject>;
}

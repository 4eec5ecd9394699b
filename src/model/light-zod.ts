import { isObject, type Json } from "./json.ts";
import type { Zod } from "./zod.ts";

type Test = (value: Json) => boolean;

/**
 * A schema of zod's as a mere test, without explanations: what zod says of a value is found out by zod itself.
 * It has those methods of zod's schemas that settings use; a test holds that it takes what zod takes.
 */
export class LightSchema {
  readonly accepts: Test;
  readonly isOptional: boolean;

  constructor(accepts: Test, isOptional = false) {
    this.accepts = accepts;
    this.isOptional = isOptional;
  }

  min(least: number): LightSchema {
    return this.refine((value) => sizeOf(value) >= least);
  }

  max(most: number): LightSchema {
    return this.refine((value) => sizeOf(value) <= most);
  }

  regex(pattern: RegExp): LightSchema {
    return this.refine((value) => pattern.test(value as string));
  }

  refine(test: Test): LightSchema {
    return new LightSchema((value) => this.accepts(value) && test(value));
  }

  superRefine(check: (value: Json, context: { addIssue: () => void }) => void): LightSchema {
    return this.refine((value) => {
      let isRight = true;
      const addIssue = () => {
        isRight = false;
      };
      check(value, { addIssue });
      return isRight;
    });
  }

  nullable(): LightSchema {
    return new LightSchema((value) => value === null || this.accepts(value), this.isOptional);
  }

  optional(): LightSchema {
    return new LightSchema(this.accepts, true);
  }

  nullish(): LightSchema {
    return this.nullable().optional();
  }

  meta(): LightSchema {
    return this;
  }
}

/** Of a text, the number of characters and not of UTF-16 units, as zod counts. */
function sizeOf(value: Json): number {
  if (typeof value === "number") return value;
  return typeof value === "string" ? [...value].length : (value as Json[]).length;
}

type Shape = Readonly<Record<string, LightSchema>>;

const parts = {
  array: (item: LightSchema) =>
    new LightSchema((value) => Array.isArray(value) && value.every((one) => item.accepts(one))),
  boolean: () => new LightSchema((value) => typeof value === "boolean"),
  enum: (words: readonly Json[]) => new LightSchema((value) => words.includes(value)),
  int: () => new LightSchema((value) => Number.isSafeInteger(value)),
  json: () => new LightSchema(() => true),
  literal: (wanted: Json) => new LightSchema((value) => value === wanted),
  looseObject: (shape: Shape) => new LightSchema((value) => isObject(value) && fits(value, shape)),
  null: () => new LightSchema((value) => value === null),
  number: () => new LightSchema((value) => Number.isFinite(value)),
  record: (key: LightSchema, item: LightSchema) =>
    new LightSchema(
      (value) =>
        isObject(value) &&
        Object.entries(value).every(([name, one]) => key.accepts(name) && item.accepts(one)),
    ),
  strictObject: (shape: Shape) =>
    new LightSchema(
      (value) =>
        isObject(value) && fits(value, shape) && Object.keys(value).every((key) => Object.hasOwn(shape, key)),
    ),
  string: () => new LightSchema((value) => typeof value === "string"),
  union: (options: readonly LightSchema[]) =>
    new LightSchema((value) => options.some((one) => one.accepts(value))),
};

function fits(value: Readonly<Record<string, Json>>, shape: Shape): boolean {
  return Object.entries(shape).every(([key, schema]) => {
    const one = Object.hasOwn(value, key) ? value[key] : undefined;
    return one === undefined ? schema.isOptional : schema.accepts(one);
  });
}

/** Stands in for zod where only right or wrong is asked. */
export const lightZod = parts as unknown as Zod;

/** True when a schema that `lightZod` made takes a value. */
export function takes(schema: unknown, value: Json): boolean {
  return (schema as LightSchema).accepts(value);
}

import { toJSONSchema, type ZodType } from "zod";
import { joinWithOr } from "./text.ts";

/** The parts of JSON Schema that owconf's settings come out as. */
export interface ValueSchema {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: ValueSchema[];
  pattern?: string;
  minLength?: number;
  minimum?: number;
  maximum?: number;
  properties?: Record<string, ValueSchema>;
  additionalProperties?: ValueSchema | boolean;
  items?: ValueSchema;
  examples?: unknown[];
  description?: string;
}

/** Returns what a setting accepts, as plain data; cheaper to read than zod's own issues. */
export function createValueSchema(schema: ZodType): ValueSchema {
  return toJSONSchema(schema, { target: "draft-7", io: "input", unrepresentable: "any" }) as ValueSchema;
}

/** Returns the shape at a path below a setting, or undefined. */
export function findValueSchema(shape: ValueSchema, path: readonly PropertyKey[]): ValueSchema | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return shape;
  for (const option of listOptions(shape)) {
    const further = option.additionalProperties;
    const named = option.properties ?? {};
    const next =
      (Object.hasOwn(named, key) ? named[String(key)] : undefined) ??
      (typeof further === "object" ? further : undefined) ??
      option.items;
    const found = next === undefined ? undefined : findValueSchema(next, rest);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Returns whether a shape takes values of a JSON type. */
export function takesType(
  shape: ValueSchema,
  type: "string" | "integer" | "boolean" | "null" | "object",
): boolean {
  return listOptions(shape).some(
    (option) => option.type === type || (type === "integer" && option.type === "number"),
  );
}

/** Returns the allowed words of a setting that has a list of them. */
export function listWords(shape: ValueSchema): string[] {
  return listOptions(shape).flatMap((option) =>
    (option.enum ?? []).filter((one): one is string => typeof one === "string"),
  );
}

/** Returns what a setting accepts in words, as `a whole number from 1 to 65535 or null`. */
export function describeValueSchema(shape: ValueSchema): string {
  return joinWithOr([...new Set(listOptions(shape).map(describeOption))]);
}

function listOptions(shape: ValueSchema): ValueSchema[] {
  if (shape.anyOf !== undefined) return shape.anyOf.flatMap(listOptions);
  const { type } = shape;
  return Array.isArray(type) ? type.map((one) => ({ ...shape, type: one })) : [shape];
}

function describeOption(option: ValueSchema): string {
  if (option.const !== undefined) return JSON.stringify(option.const);
  if (option.enum !== undefined) return joinWithOr(option.enum.map((one) => JSON.stringify(one)));
  switch (option.type) {
    case "boolean":
      return "true or false";
    case "null":
      return "null";
    case "integer":
      return `a whole number${describeLimits(option)}`;
    case "number":
      return `a number${describeLimits(option)}`;
    case "object":
      return describeMap(option);
    case "array":
      return "a list";
    case "string":
      if (option.pattern === "^\\d+$") return "digits in quotes";
      return option.minLength === undefined ? "text" : "text that is not empty";
    default:
      return "another value";
  }
}

/** A reference to something by its name is told by its one key. */
function describeMap({ properties = {}, additionalProperties }: ValueSchema): string {
  const [[key, value] = [], ...others] = Object.entries(properties);
  if (key === undefined || others.length > 0 || additionalProperties !== false) return "a map";
  return `{ ${key}: ${value?.type === "array" ? "[NAME]" : "NAME"} }`;
}

function describeLimits({ minimum, maximum }: ValueSchema): string {
  const least = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER;
  const most = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
  if (least && most) return ` from ${minimum} to ${maximum}`;
  if (least) return ` of at least ${minimum}`;
  return most ? ` of at most ${maximum}` : "";
}

import type { z } from "zod";
import type { Collection, Group, Leaf, Node } from "../model/node.ts";
import { oncePerZod, type Zod } from "../model/zod.ts";

/** Any JSON value; one schema for all, so that the JSON Schema of a spec defines it once. */
export const json = oncePerZod((z) => z.json());

/** What a setting may have besides its value and description. */
export type Traits = Partial<Omit<Leaf, "kind" | "schema" | "description">>;

/** Returns a setting of any schema, which is made when it is first needed. */
export function leaf<Schema extends z.ZodType>(
  description: string,
  make: (z: Zod) => Schema,
  traits: Traits = {},
): Leaf<Schema> {
  return { kind: "leaf", description, schema: oncePerZod(make), ...traits };
}

/** true or false. */
export const flag = (description: string, traits?: Traits) => leaf(description, (z) => z.boolean(), traits);

/** true, false or null. */
export const optionalFlag = (description: string, traits?: Traits) =>
  leaf(description, (z) => z.boolean().nullable(), traits);

export const text = (description: string, traits?: Traits) => leaf(description, (z) => z.string(), traits);

/** Text that is not empty. */
export const filledText = (description: string, traits?: Traits) =>
  leaf(description, (z) => z.string().min(1), traits);

/** Text or null. */
export const optionalText = (description: string, traits?: Traits) =>
  leaf(description, (z) => z.string().nullable(), traits);

/** A secret text, for which `export` refers to the variable `env`. */
export const secret = (env: string, description: string, traits?: Traits) =>
  leaf(description, (z) => z.string(), { ...traits, secret: { env } });

/** A secret text or null. */
export const optionalSecret = (env: string, description: string, traits?: Traits) =>
  leaf(description, (z) => z.string().nullable(), { ...traits, secret: { env } });

/** A whole number of at least `min`. */
export const whole = (description: string, min = 0, traits?: Traits) =>
  leaf(description, (z) => z.int().min(min), traits);

/** A whole number of at least `min`, or null. */
export const optionalWhole = (description: string, min = 0, traits?: Traits) =>
  leaf(description, (z) => z.int().min(min).nullable(), traits);

/** Any whole number. */
export const integer = (description: string, traits?: Traits) => leaf(description, (z) => z.int(), traits);

/** Any whole number, or null. */
export const optionalInteger = (description: string, traits?: Traits) =>
  leaf(description, (z) => z.int().nullable(), traits);

/** Any number. */
export const number = (description: string, traits?: Traits) => leaf(description, (z) => z.number(), traits);

/** One of these words. */
export const choice = <const Word extends string>(
  words: readonly [Word, ...Word[]],
  description: string,
  traits?: Traits,
) => leaf(description, (z) => z.enum(words), traits);

/** A list of texts, compared in order. */
export const texts = (description: string, traits?: Traits) =>
  leaf(description, (z) => z.array(z.string()), traits);

/** A list of texts, or null. */
export const optionalTexts = (description: string, traits?: Traits) =>
  leaf(description, (z) => z.array(z.string()).nullable(), traits);

/** A map of whatever the server takes there, compared as a whole. */
export const anyMap = (description: string, traits?: Traits) =>
  leaf(description, (z) => z.record(z.string(), json(z)), traits);

/** A map of whatever the server takes there, or null. */
export const optionalAnyMap = (description: string, traits?: Traits) =>
  leaf(description, (z) => z.record(z.string(), json(z)).nullable(), traits);

/** Settings of their own names. */
export function group(description: string, settings: Readonly<Record<string, Node>>): Group {
  return { kind: "group", description, settings };
}

/** A list of objects that the spec states as a map by what stands at `identity` in each. */
export function listById(
  identity: readonly string[],
  description: string,
  settings: Readonly<Record<string, Node>>,
  traits: Partial<Omit<Collection, "kind" | "wire" | "item" | "identity" | "description">> = {},
): Collection {
  return {
    kind: "collection",
    wire: "list",
    description,
    identity,
    item: group(description, settings),
    ...traits,
  };
}

/** An object by free keys, of which those that the spec does not name are left alone. */
export function mapOf(description: string, item: Leaf | Group): Collection {
  return { kind: "collection", wire: "map", description, item };
}

import {
  array,
  boolean,
  int,
  json,
  literal,
  looseObject,
  null as nothing,
  number,
  enum as oneOf,
  record,
  strictObject,
  string,
  union,
} from "zod";
import type { Zod } from "./zod.ts";

/** What descriptors are given of zod. One by one, so that a bundle leaves out the rest of it. */
export const z: Zod = {
  array,
  boolean,
  enum: oneOf,
  int,
  json,
  literal,
  looseObject,
  null: nothing,
  number,
  record,
  strictObject,
  string,
  union,
};

import { isObject, type Json, type JsonObject, readPath, setPath } from "../../src/model/json.ts";

/** What a field of a request body may hold. */
export type Kind =
  | "boolean"
  | "optionalBoolean"
  | "optionalBooleanOrText"
  | "strictBoolean"
  | "text"
  | "optionalText"
  | "optionalInteger"
  | "count"
  | "optionalPositive"
  | "optionalObject"
  | "translations"
  | "optionalDate"
  | "image"
  | "optionalImage"
  | "typed";

export interface FormField {
  kind: Kind;
  /** Of the kind "typed": what it may hold, as the catalogue says it. */
  type?: string;
  /** The value when the body leaves the field out; without one the field is required. */
  fallback?: Json;
  /** Left out, the live value stays. */
  kept?: true;
}
/** By path: the names of a nested field are joined by ".". */
export type Form = Readonly<Record<string, FormField>>;

/** One line of a 422 answer, as releases before 0.12 give it. */
export interface FormProblem {
  type: string;
  loc: (string | number)[];
  msg: string;
  input: Json;
}

type Checked = { value: Json } | { type: string; msg: string };

const truthy = new Set(["1", "true", "t", "yes", "y", "on"]);
const falsy = new Set(["0", "false", "f", "no", "n", "off"]);

function checkBoolean(value: Json): Checked {
  if (typeof value === "boolean") return { value };
  if (typeof value === "string") {
    const word = value.toLowerCase();
    if (truthy.has(word) || falsy.has(word)) return { value: truthy.has(word) };
  }
  if (value === 0 || value === 1) return { value: value === 1 };
  if (typeof value === "string" || Number.isInteger(value)) {
    return { type: "bool_parsing", msg: "Input should be a valid boolean, unable to interpret input" };
  }
  return { type: "bool_type", msg: "Input should be a valid boolean" };
}

function checkText(value: Json): Checked {
  return typeof value === "string"
    ? { value }
    : { type: "string_type", msg: "Input should be a valid string" };
}

function checkInteger(value: Json): Checked {
  if (typeof value === "boolean") return { value: Number(value) };
  if (typeof value === "number") {
    if (Number.isInteger(value)) return { value };
    const msg = "Input should be a valid integer, got a number with a fractional part";
    return { type: "int_from_float", msg };
  }
  if (typeof value !== "string") return { type: "int_type", msg: "Input should be a valid integer" };
  const parsed = /^[+-]?\d+(_\d+)*(\.0+)?$/.test(value.trim())
    ? Number(value.replaceAll("_", ""))
    : undefined;
  if (parsed !== undefined) return { value: parsed };
  const msg = "Input should be a valid integer, unable to parse string as an integer";
  return { type: "int_parsing", msg };
}

function checkPositive(value: Json): Checked {
  if (typeof value !== "number" || !Number.isInteger(value)) {
    return { type: "int_type", msg: "Input should be a valid integer" };
  }
  return value > 0 ? { value } : { type: "greater_than", msg: "Input should be greater than 0" };
}

const unsafeKeys = new Set(["__proto__", "prototype", "constructor"]);
const placeholders = (text: string): string =>
  [...new Set([...text.matchAll(/\{\{\s*-?\s*([^},]+)(?:,[^}]+)?\s*\}\}/g)].map((one) => one[1]?.trim()))]
    .sort()
    .join("\n");

function checkTranslations(value: Json): Checked {
  const wrong = { type: "value_error", msg: "Value error" };
  if (!isObject(value)) return wrong;
  const kept: JsonObject = {};
  for (const [locale, entries] of Object.entries(value)) {
    if (!locale.trim() || unsafeKeys.has(locale) || !isObject(entries)) return wrong;
    const texts: JsonObject = {};
    for (const [key, text] of Object.entries(entries)) {
      if (!key.trim() || unsafeKeys.has(key) || typeof text !== "string") return wrong;
      if (text.trim() === "") continue;
      if (placeholders(key) !== placeholders(text)) return wrong;
      texts[key] = text;
    }
    if (Object.keys(texts).length > 0) kept[locale] = texts;
  }
  return { value: kept };
}

function checkImage(value: Json): Checked {
  const text = checkText(value);
  if (
    !("value" in text) ||
    /^($|\/user\.png$|https?:\/\/|data:image\/|\/api\/v1\/users\/)/.test(String(value))
  ) {
    return text;
  }
  return { type: "value_error", msg: "Value error" };
}

function checkDate(value: Json): Checked {
  if (typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value)) return { value };
  return { type: "date_from_datetime_parsing", msg: "Input should be a valid date or datetime" };
}

const orNull =
  (check: (value: Json) => Checked) =>
  (value: Json): Checked =>
    value === null ? { value } : check(value);

function checkTyped(type: string, value: Json): Checked {
  const options = type.split(" or ");
  if (options.length === 1 && type === "boolean") return checkBoolean(value);
  if (options.length === 1 && type === "integer") return checkInteger(value);
  return options.some((option) => isOfType(option, value))
    ? { value }
    : { type: "type_error", msg: `Input should be ${type}` };
}

function isOfType(type: string, value: Json): boolean {
  if (type.startsWith('"')) return JSON.stringify(value) === type;
  if (type === "null") return value === null;
  if (type === "integer") return Number.isInteger(value);
  if (type.startsWith("list")) return Array.isArray(value);
  if (type.startsWith("object")) return isObject(value);
  return typeof value === type;
}

const checks: Record<Exclude<Kind, "typed">, (value: Json) => Checked> = {
  boolean: checkBoolean,
  optionalBoolean: orNull(checkBoolean),
  // Either type as it is; what is neither is taken for the boolean that it may mean.
  optionalBooleanOrText: orNull((value) => (typeof value === "string" ? { value } : checkBoolean(value))),
  strictBoolean: (value) =>
    typeof value === "boolean" ? { value } : { type: "bool_type", msg: "Input should be a valid boolean" },
  text: checkText,
  optionalText: orNull(checkText),
  optionalInteger: orNull(checkInteger),
  count: orNull((value) => (typeof value === "string" ? { value } : checkInteger(value))),
  optionalPositive: orNull(checkPositive),
  optionalObject: orNull((value) =>
    isObject(value) ? { value } : { type: "dict_type", msg: "Input should be a valid dictionary" },
  ),
  translations: checkTranslations,
  optionalDate: orNull(checkDate),
  image: checkImage,
  optionalImage: orNull(checkImage),
};

/**
 * Returns the body's known fields, coerced, those left out replaced by their fallback (or
 * absent when they are kept), and what is wrong with the body.
 */
export function readForm(
  form: Form,
  body: Json | undefined,
): { values: JsonObject; problems: FormProblem[] } {
  const values: JsonObject = {};
  if (body === undefined) {
    const problem = { type: "missing", loc: ["body"], msg: "Field required", input: null };
    return { values, problems: [problem] };
  }
  if (!isObject(body)) {
    const msg = "Input should be a valid dictionary or object to extract fields from";
    return { values, problems: [{ type: "model_attributes_type", loc: ["body"], msg, input: body }] };
  }
  const problems: FormProblem[] = [];
  for (const [name, field] of Object.entries(form)) {
    const path = name.split(".");
    const given = readPath(body, path);
    if (given === undefined) {
      if (field.kept) continue;
      // Nothing of a group that may be left out is changed without it.
      if (path.length > 1 && !isObject(readPath(body, path.slice(0, -1)))) {
        if (field.fallback !== undefined) continue;
      } else if (field.fallback !== undefined) {
        setPath(values, path, field.fallback);
        continue;
      }
      problems.push({ type: "missing", loc: ["body", ...path], msg: "Field required", input: body });
      continue;
    }
    const checked = field.kind === "typed" ? checkTyped(field.type ?? "", given) : checks[field.kind](given);
    if ("value" in checked) setPath(values, path, checked.value);
    else problems.push({ type: checked.type, loc: ["body", ...path], msg: checked.msg, input: given });
  }
  return { values, problems };
}

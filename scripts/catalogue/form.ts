import type { Json, JsonObject } from "../../src/model/json.ts";

/** A JSON Schema as FastAPI writes it. */
export interface Schema {
  $ref?: string;
  type?: string;
  enum?: string[];
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  required?: string[];
}

export interface OpenApi {
  paths: Record<string, { post?: { requestBody?: { content: Record<string, { schema: Schema }> } } }>;
  components: { schemas: Record<string, Schema> };
}

/** One setting of a form: its path, and what the form says of it. */
export interface FormLeaf {
  path: string;
  type: string;
  /** It and all groups that it stands in are required. */
  required: boolean;
  /** What a body without it lacks: the setting, or a group that cannot be without it. */
  omission: string;
  /** Undefined for a setting of a list's items. */
  schema?: Schema;
}

/** Returns the form that a path takes; undefined when the release has no such path. */
export function findForm(api: OpenApi, path: string): Schema | undefined {
  return api.paths[path]?.post?.requestBody?.content["application/json"]?.schema;
}

/** Returns the settings of a form by leaf path. A list has one of its own, and "*" for those of its items. */
export function listLeaves(api: OpenApi, form: Schema): FormLeaf[] {
  const resolve = (schema: Schema): Schema =>
    schema.$ref === undefined ? schema : resolve(api.components.schemas[lastOf(schema.$ref)] ?? {});
  /** Without the null of an optional one. */
  const strip = (schema: Schema): Schema => {
    const options = resolve(schema).anyOf?.filter(({ type }) => type !== "null");
    return options?.length === 1 && options[0] ? resolve(options[0]) : resolve(schema);
  };
  const walk = (
    schema: Schema,
    prefix: string,
    outer: { required: boolean; omission?: string; item?: boolean },
  ): FormLeaf[] =>
    Object.entries(schema.properties ?? {}).flatMap(([name, member]): FormLeaf[] => {
      const path = `${prefix}${name}`;
      const isRequired = schema.required?.includes(name) ?? false;
      const required = outer.required && isRequired;
      const omission = isRequired ? (outer.omission ?? path) : path;
      const inner = strip(member);
      if (inner.properties) {
        const item = outer.item === undefined ? {} : { item: outer.item };
        return walk(inner, `${path}.`, { required, ...(required ? {} : { omission }), ...item });
      }
      const type = describeType(member, resolve);
      const leaf: FormLeaf = { path, type, required, omission, ...(outer.item ? {} : { schema: inner }) };
      const items = inner.type === "array" && inner.items ? strip(inner.items) : {};
      return [leaf, ...walk(items, `${path}.*.`, { required: true, item: true })];
    });
  return walk(resolve(form), "", { required: true });
}

/** Returns a schema in words: "string or null". */
function describeType(schema: Schema, resolve: (schema: Schema) => Schema): string {
  const { anyOf, type, enum: values, items, additionalProperties: values_, properties } = resolve(schema);
  const describe = (one: Schema) => describeType(one, resolve);
  if (anyOf) return [...new Set(anyOf.map(describe))].join(" or ");
  if (values) return values.map((value) => JSON.stringify(value)).join(" or ");
  if (type === "array")
    return items && describe(items) !== "any" ? `list of ${plural(describe(items))}` : "list";
  if (type === "object" || properties) {
    return typeof values_ === "object" && describe(values_) !== "any"
      ? `object of ${plural(describe(values_))}`
      : "object";
  }
  return type ?? "any";
}

function plural(words: string): string {
  const [first = "", ...rest] = words.split(" ");
  return [`${first}s`, ...rest].join(" ");
}

function lastOf(reference: string): string {
  return reference.split("/").at(-1) ?? "";
}

/** Returns the value at a leaf path; undefined where the body has none. */
export function valueAtPath(body: Json | undefined, path: string): Json | undefined {
  return path
    .split(".")
    .reduce<Json | undefined>(
      (inner, name) => (typeof inner === "object" && inner ? (inner as JsonObject)[name] : undefined),
      body,
    );
}

/** Returns a body with another value at a leaf path, or with none. */
export function withValueAt(body: JsonObject, path: string, value: Json | undefined): JsonObject {
  const [name = "", ...rest] = path.split(".");
  const copy = { ...body };
  if (rest.length > 0) {
    copy[name] = withValueAt((copy[name] ?? {}) as JsonObject, rest.join("."), value);
  } else if (value === undefined) {
    delete copy[name];
  } else {
    copy[name] = value;
  }
  return copy;
}

/** Returns the leaf paths of a body, groups as the form has them. */
export function listPaths(body: JsonObject, leaves: readonly FormLeaf[]): string[] {
  const isGroup = (path: string) => leaves.some((leaf) => leaf.path.startsWith(`${path}.`) && leaf.schema);
  const walk = (value: JsonObject, prefix: string): string[] =>
    Object.entries(value).flatMap(([name, inner]) =>
      isGroup(`${prefix}${name}`) && inner !== null
        ? walk(inner as JsonObject, `${prefix}${name}.`)
        : [`${prefix}${name}`],
    );
  return walk(body, "");
}

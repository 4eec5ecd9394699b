import type { Json, JsonObject } from "../../src/model/json.ts";
import { type FormLeaf, type Schema, valueAtPath, withValueAt } from "./form.ts";

export interface Trial {
  read(): Promise<JsonObject>;
  /** Returns the answer's status. */
  write(body: JsonObject): Promise<number>;
  leaves: readonly FormLeaf[];
  /** Values by path that are in each body, so that a write is accepted and starts nothing. */
  fixed: Readonly<Record<string, Json>>;
  /** Values by path to change a setting to, where the form takes few. */
  probes: Readonly<Record<string, Json>>;
}

/**
 * Returns which optional settings a write without them changes, by measuring: writes other values, then a
 * body without them, and reads. The ones that cannot be told are left out.
 */
export async function measureResets({
  read,
  write,
  leaves,
  fixed,
  probes,
}: Trial): Promise<Map<string, boolean>> {
  const optional = leaves.filter((leaf) => leaf.schema && !leaf.required);
  if (optional.length === 0) return new Map();
  const base = Object.entries(fixed).reduce(
    (body, [path, value]) => withValueAt(body, path, value),
    await read(),
  );
  const without = (body: JsonObject, omitted: readonly FormLeaf[]) =>
    omitted.reduce((rest, { omission }) => withValueAt(rest, omission, undefined), body);
  const isSame = (left: Json | undefined, right: Json | undefined) =>
    JSON.stringify(left) === JSON.stringify(right);
  /** Returns of each whether its value outlives a write without it, starting from these values. */
  const survives = async (start: JsonObject, omitted: readonly FormLeaf[]) => {
    await write(start);
    const before = await read();
    const status = await write(without(start, omitted));
    // Refused, it tells nothing; a server's own error can come after it has stored.
    if (status >= 400 && status < 500) return new Map<string, boolean>();
    const after = await read();
    return new Map(
      omitted.flatMap(({ path }): [string, boolean][] => {
        const [wrote, had, has] = [start, before, after].map((body) => valueAtPath(body, path));
        return isSame(wrote, had) ? [[path, isSame(had, has)]] : [];
      }),
    );
  };
  /** The same, starting from such values of all; one by one where a refusal spoils them all. */
  const survivesFrom = async (change: (body: JsonObject, leaf: FormLeaf) => JsonObject) => {
    const all = await survives(optional.reduce(change, base), optional);
    if (all.size > 0) return all;
    for (const leaf of optional) {
      for (const [path, survived] of await survives(change(base, leaf), [leaf])) all.set(path, survived);
    }
    return all;
  };
  const changed = await survivesFrom((body, { path, schema = {} }) =>
    withValueAt(body, path, probes[path] ?? differFrom(valueAtPath(base, path), schema)),
  );
  // What a reset gives can be the very value that was written: the first values have to survive, too.
  const unchanged = await survivesFrom((body) => body);
  await write(base);
  return new Map([...changed].map(([path, survived]) => [path, !survived || unchanged.get(path) === false]));
}

/** Returns another value of the kind that a setting takes. */
function differFrom(value: Json | undefined, schema: Schema): Json {
  const type = schema.type ?? schema.anyOf?.find((one) => one.type !== "null")?.type;
  if (type === "boolean") return value !== true;
  if (type === "integer" || type === "number") return typeof value === "number" ? value + 1 : 7;
  if (type === "array") return schema.items?.type === "object" ? [{ id: "probe" }] : ["probe"];
  if (type === "object") return { probe: "probe" };
  return schema.enum?.find((one) => one !== value) ?? `${value ?? ""}probe`;
}

import { isObject, type Json } from "../model/json.ts";
import type { Node } from "../model/node.ts";
import { type Path, showPath } from "../model/path.ts";
import type { Desired, Live, Resource } from "../model/resource.ts";
import { getNode, mergeDeclared } from "../model/settings.ts";
import { findResource } from "../resources/index.ts";

/** Returns every resource that was read as it will be. */
export function mergeAll(live: Live, desired: Desired): Record<string, Json> {
  const merged = Object.entries(live).map(([name, held]): [string, Json] => {
    const declared = desired[name];
    return [name, declared === undefined ? held : mergeDeclared(findResource(name).root, held, declared)];
  });
  return Object.fromEntries(merged);
}

/**
 * Returns the body that brings a resource to `settings` in one write.
 *
 * It is whole, because the server resets what is left out; only settings with `sendOnlyWhenChanged`
 * stay out unless they are in `changed`, which has paths below the resource as `showPath` writes them.
 */
export function buildBody(resource: Resource, settings: Json, changed: ReadonlySet<string>): Json {
  const body = dropQuiet(resource.root, settings, [], changed);
  return resource.write.wrap?.(body) ?? body;
}

function dropQuiet(node: Node, value: Json, path: Path, changed: ReadonlySet<string>): Json {
  if (node.kind !== "group" || !isObject(value)) return value;
  const kept = Object.entries(value).flatMap(([key, one]): [string, Json][] => {
    const below = getNode(node, key);
    const at = [...path, key];
    if (below?.kind === "leaf" && below.sendOnlyWhenChanged && !changed.has(showPath(at))) return [];
    return [[key, below ? dropQuiet(below, one, at, changed) : one]];
  });
  return Object.fromEntries(kept);
}

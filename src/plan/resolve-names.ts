import { type Item, type Items, type Kind, listPaths } from "../model/items.ts";
import { getOwn, isObject, type Json, replaceAt } from "../model/json.ts";
import type { Leaf } from "../model/node.ts";
import type { Path } from "../model/path.ts";
import type { Desired } from "../model/resource.ts";
import { listDeclared } from "../model/settings.ts";
import { findResource } from "../resources/index.ts";
import { boundText, quoteText } from "../spec/text.ts";
import type { Finding } from "./types.ts";

const maxListed = 10;

/** A declared setting that names something else on the server. */
interface Reference {
  resource: string;
  /** Below the resource. */
  path: Path;
  leaf: Leaf;
  kind: Kind;
  value: Json;
}

/** Returns the kinds of things that the declared settings name. */
export function listKinds(desired: Desired): Kind[] {
  return [...new Set(listReferences(desired).map(({ kind }) => kind))];
}

/**
 * Returns what is desired with ids in place of names: `{ group: NAME }`, `{ model: NAME }`, `{ models: [NAME] }`;
 * and what the server has no such thing of. Ids that could not be looked up are told as notices. Pure.
 */
export function resolveNames(
  desired: Desired,
  items: Items,
): { desired: Desired; problems: Finding[]; notices: Finding[] } {
  const problems: Finding[] = [];
  const notices: Finding[] = [];
  const resolved: Record<string, Json> = { ...desired };
  for (const reference of listReferences(desired)) {
    const { resource, path, leaf, kind, value } = reference;
    const place = [...findResource(resource).specPath, ...path];
    const known = items[kind];
    if (known === undefined) {
      (isObject(value) ? problems : notices).push(describeForbidden(place, kind));
      continue;
    }
    const ids = listStated(leaf, value).map((name) => {
      const [found, ...others] = findItems(name, known, isObject(value));
      if (found && others.length > 0) problems.push(describeAmbiguous(place, kind, name, [found, ...others]));
      // A model may come from a connection that this very plan makes; a name leads nowhere until it is there.
      if (!found)
        (kind === "model" && !isObject(value) ? notices : problems).push(
          describeMissing(place, reference, name, known),
        );
      return found?.id ?? name;
    });
    if (isObject(value)) resolved[resource] = replaceAt(resolved[resource] ?? null, path, ids.join(","));
  }
  return { desired: resolved, problems, notices };
}

function listReferences(desired: Desired): Reference[] {
  return Object.entries(desired).flatMap(([resource, declared]) =>
    [...listDeclared(findResource(resource).root, declared).values()].flatMap(({ path, leaf, value }) => {
      if (leaf?.refersTo === undefined || value === undefined || value === null || value === "") return [];
      const kind: Kind = leaf.refersTo === "group" ? "group" : "model";
      return [{ resource, path, leaf, kind, value }];
    }),
  );
}

/** Returns the names or ids that a setting states, with their blanks: the server takes them for a part of an id. */
function listStated({ refersTo }: Leaf, value: Json): string[] {
  const stated = getOwn(value, "group") ?? getOwn(value, "model") ?? getOwn(value, "models") ?? value;
  if (Array.isArray(stated)) return stated.map(String);
  const isList = refersTo === "models" && !isObject(value);
  return isList
    ? String(stated)
        .split(",")
        .filter((one) => one !== "")
    : [String(stated)];
}

function findItems(name: string, known: readonly Item[], byName: boolean): Item[] {
  const byId = known.find(({ id }) => id === name);
  if (byId) return [byId];
  return byName ? known.filter((one) => one.name === name) : [];
}

function describeAmbiguous(path: Path, kind: Kind, name: string, found: readonly Item[]): Finding {
  return {
    path,
    code: `plan.ambiguous-${kind}`,
    message: `the server has several ${kind}s named ${quoteText(name)}: ${found.map(({ id }) => boundText(id)).join(", ")}`,
    hint: "write the id of the one that is meant",
  };
}

function describeMissing(
  path: Path,
  { kind, leaf }: Reference,
  name: string,
  known: readonly Item[],
): Finding {
  const wanted = name.trim().toLowerCase();
  const meant = known.find((one) => one.id === name.trim() || one.name.toLowerCase() === wanted);
  const listed = known.slice(0, maxListed).map((one) => `${quoteText(one.name)} (${boundText(one.id)})`);
  const more = known.length > maxListed ? ` and ${known.length - maxListed} more` : "";
  const there = known.length === 0 ? "it has none" : `it has ${listed.join(", ")}${more}`;
  return {
    path,
    code: `plan.no-such-${kind}`,
    message: `the server has no ${kind} ${quoteText(name)}; ${there}`,
    hint: meant
      ? `write ${leaf.refersTo === "models" ? `{ models: [${meant.name}] }` : `{ ${kind}: ${meant.name} }`}, or its id: ${boundText(meant.id)}`
      : `write the id of a ${kind}, or "" for none`,
  };
}

function describeForbidden(path: Path, kind: Kind): Finding {
  return {
    path,
    code: "plan.not-looked-up",
    message: `whether the server has this ${kind} could not be looked up: this account or API key may not list them`,
    hint: `if API keys are restricted, allow ${listPaths[kind]}, too`,
  };
}

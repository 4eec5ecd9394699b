import { holdsCredentials } from "../model/credentials.ts";
import { getOwn, type Json } from "../model/json.ts";
import { absent, type Collection } from "../model/node.ts";
import type { Path } from "../model/path.ts";
import type { Absence, Desired, Live, Resource } from "../model/resource.ts";
import {
  findAmbiguous,
  findNode,
  listDeclared,
  listLive,
  mergeDeclared,
  type Setting,
} from "../model/settings.ts";
import { explainAbsence, explainMissingResource } from "../releases/history.ts";
import { resources } from "../resources/index.ts";
import { listChangedKeys } from "./find-changes.ts";
import type { Finding, Plan } from "./types.ts";

/**
 * Returns all that the server lacks, or would ignore or refuse, of a plan, which then cannot be applied. Pure.
 * `lacking` has what the server answers for a resource that is not in `live`, by resource name.
 */
export function findObstacles(
  plan: Plan,
  desired: Desired,
  live: Live,
  lacking: Readonly<Record<string, Absence>> = {},
): Finding[] {
  const { version } = plan.server;
  return resources.flatMap((resource) => {
    const declared = desired[resource.name];
    const held = live[resource.name];
    if (declared === undefined) return [];
    if (held === undefined) return [describeMissing(resource, lacking[resource.name], version)];
    const isChanged = plan.resources.some(
      ({ resource: name, changes }) => name === resource.name && changes.length > 0,
    );
    if (!isChanged) return [];
    return [
      ...findUnknown(resource, declared, held, version),
      ...findAmbiguities(resource, declared, held),
      ...findIncomplete(resource, declared, held),
      ...findRefused(resource, declared, held, version),
    ];
  });
}

function describeMissing(resource: Resource, absence: Absence | undefined, version: string): Finding {
  const { specPath, read } = resource;
  const path = read.pathFor?.(version) ?? read.path;
  const [message, hint] = explainMissingResource(resource, version);
  const problem = { path: specPath, code: "plan.unknown-to-server" };
  if (absence === "page") {
    return {
      ...problem,
      message: `${message}; it answers ${path} with a web page`,
      hint: `${hint}; if a proxy in front of Open WebUI is the reason, let it pass /api`,
    };
  }
  const reason = absence === "other-form" ? `it answers ${path} in another form` : `it does not know ${path}`;
  return { ...problem, message: `${message}; ${reason}`, hint };
}

/** Declared settings that the server lacks. Entries come and go, and the server stores what is in them as it is sent. */
function findUnknown(resource: Resource, declared: Json, held: Json, version: string): Finding[] {
  const live = listLive(resource.root, held, declared);
  return [...listDeclared(resource.root, declared)]
    .filter(([key, setting]) => !live.has(key) && !isInCollection(resource, setting))
    .map(([, { path }]) => {
      const [message, hint] = explainAbsence(resource, path, version);
      return { path: [...resource.specPath, ...path], code: "plan.unknown-to-server", message, hint };
    });
}

function isInCollection(resource: Resource, { path }: Setting): boolean {
  return path.some((_, index) => findNode(resource.root, path.slice(0, index))?.kind === "collection");
}

function findAmbiguities(resource: Resource, declared: Json, held: Json): Finding[] {
  return findAmbiguous(resource.root, held, declared).map((path) => ({
    path: [...resource.specPath, ...path],
    code: "plan.ambiguous-key",
    message: `the server has several entries named ${JSON.stringify(path.at(-1))}`,
    hint: "tell them apart in the admin panel first: owconf cannot know which one is meant",
  }));
}

/** New entries that lack what the server wants of every one. */
function findIncomplete(resource: Resource, declared: Json, held: Json): Finding[] {
  const live = listLive(resource.root, held, declared);
  return [...listDeclared(resource.root, declared)].flatMap(([key, { path, isEntry, value }]) => {
    if (!isEntry || value === undefined || live.has(key)) return [];
    const collection = findNode(resource.root, path.slice(0, -1)) as Collection;
    const entry = path.reduce<Json | undefined>(getOwn, declared);
    if (holdsCredentials(path.at(-1) ?? "")) return [describeCredentials(resource, path)];
    return (collection.required ?? [])
      .filter((name) => (getOwn(entry, name) ?? absent) === absent)
      .map((name) => ({
        path: [...resource.specPath, ...path],
        code: "plan.refused-by-server",
        message: `a new entry needs ${name}, and ${JSON.stringify(path.at(-1))} has none`,
        hint: `declare ${name} below it`,
      }));
  });
}

/** The server would take it, and every output of owconf would have to hide what the entry is called. */
function describeCredentials(resource: Resource, path: Path): Finding {
  return {
    path: [...resource.specPath, ...path.slice(0, -1)],
    code: "plan.credentials-in-name",
    message: "the address of a new entry holds a user name or a password",
    hint: "give them in its key or headers; an address that must hold them can only be set in the admin panel",
  };
}

function findRefused(resource: Resource, declared: Json, held: Json, version: string): Finding[] {
  const merged = mergeDeclared(resource.root, held, declared);
  const changed = listChangedKeys(resource, declared, held, version);
  return (resource.findRefusals?.(merged, version, changed) ?? []).map(({ path, message, hint }) => ({
    path: [...resource.specPath, ...path],
    code: "plan.refused-by-server",
    message,
    hint,
  }));
}

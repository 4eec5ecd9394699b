import { getOwn, type Json, readPath } from "../model/json.ts";
import type { Collection } from "../model/node.ts";
import type { Path } from "../model/path.ts";
import { type Absence, type Desired, type Live, type Resource, readPathOf } from "../model/resource.ts";
import {
  createItem,
  findAmbiguous,
  findMisnamed,
  findNode,
  findOtherForms,
  isInEntry,
  listDeclared,
  listLive,
  mergeDeclared,
  type Setting,
} from "../model/settings.ts";
import { explainAbsence, explainMissingResource, lacksSetting } from "../releases/history.ts";
import type { Actor } from "../resources/dangers.ts";
import { resources } from "../resources/index.ts";
import { quoteText } from "../spec/text.ts";
import { listChangedKeys } from "./find-changes.ts";
import type { Finding, Plan } from "./types.ts";

/**
 * Returns all that the server lacks, or would ignore or refuse, of a plan, which then cannot be applied. Pure.
 * `lacking` has what the server answers for a resource that is not in `live`, by resource name; `credential` is what
 * the plan is applied with.
 */
export function findObstacles(
  plan: Plan,
  desired: Desired,
  live: Live,
  lacking: Readonly<Record<string, Absence>> = {},
  credential?: Actor["credential"],
): Finding[] {
  const { version } = plan.server;
  return resources.flatMap((resource) => {
    const declared = desired[resource.name];
    const held = live[resource.name];
    if (declared === undefined) return [];
    if (held === undefined) return [describeMissing(resource, lacking[resource.name], version)];
    const problems = findUnusable(resource, declared, held);
    if (problems.length > 0) return problems;
    const isChanged = plan.resources.some(
      ({ resource: name, changes }) => name === resource.name && changes.length > 0,
    );
    if (!isChanged) return [];
    return [
      ...findUnknown(resource, declared, held, version),
      ...findIncomplete(resource, declared, held),
      ...findRefused(resource, declared, held, version),
      ...(credential === "api-key" ? findPersonal(resource, declared, held, version) : []),
    ];
  });
}

function describeMissing(resource: Resource, absence: Absence | undefined, version: string): Finding {
  const { specPath } = resource;
  const path = readPathOf(resource, version);
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

/** Declared settings that the server lacks; of an entry those that its release does not know. */
function findUnknown(resource: Resource, declared: Json, held: Json, version: string): Finding[] {
  const live = listLive(resource.root, held, declared);
  return [...listDeclared(resource.root, declared)]
    .filter(([key, { path, isEntry, value }]) => {
      if (live.has(key) || isEntry || value === undefined) return false;
      return !isInEntry(resource.root, path) || lacksSetting(resource, path, version);
    })
    .map(([, { path }]) => {
      const [message, hint] = explainAbsence(resource, path, version);
      return { path: [...resource.specPath, ...path], code: "plan.unknown-to-server", message, hint };
    });
}

/** Declared entries that cannot be told apart, or laid over what the server holds. */
function findUnusable({ root, specPath }: Resource, declared: Json, held: Json): Finding[] {
  const locate = (paths: readonly Path[], code: string, message: (name: string) => string, hint: string) =>
    paths.map((path) => ({
      path: [...specPath, ...path],
      code,
      message: message(quoteText(path.at(-1) ?? "")),
      hint,
    }));
  const ambiguous = findAmbiguous(root, held, declared);
  const found = [
    ...locate(
      ambiguous,
      "plan.ambiguous-key",
      (name) => `the server has several entries named ${name}`,
      "tell them apart in the admin panel first, or call them by their full names: owconf cannot know which one is meant",
    ),
    ...locate(
      findOtherForms(root, held, declared),
      "plan.other-form",
      (name) => `the server holds ${name} in a form that entries cannot be laid over`,
      "empty it in the admin panel first, or leave it to the admin panel",
    ),
  ];
  if (found.length > 0) return found;
  return locate(
    findMisnamed(root, held, declared),
    "plan.renamed-entry",
    (name) => `once written, the entry ${name} would have another name, or share this one`,
    "its name must be what tells it apart: its id, its URL, or URL#prefix_id; to rename one, also declare the old name as absent",
  );
}

/** New entries that lack what the server wants of every one. */
function findIncomplete(resource: Resource, declared: Json, held: Json): Finding[] {
  const live = listLive(resource.root, held, declared);
  return [...listDeclared(resource.root, declared)].flatMap(([key, { path, isEntry, value }]) => {
    if (!isEntry || value === undefined || live.has(key)) return [];
    const collection = findNode(resource.root, path.slice(0, -1)) as Collection;
    const name = path.at(-1) ?? "";
    const created = mergeDeclared(
      collection.item,
      createItem(collection, name),
      readPath(declared, path) ?? {},
    );
    return (collection.required ?? [])
      .filter((setting) => getOwn(created, setting) === undefined)
      .map((setting) => ({
        path: [...resource.specPath, ...path],
        code: "plan.refused-by-server",
        message: `a new entry needs ${setting}, and ${quoteText(name)} has none`,
        hint: `declare ${setting} below it: ${findNode(collection, [name, setting])?.description ?? ""}`,
      }));
  });
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

/** Changes that an API key cannot make. */
function findPersonal(resource: Resource, declared: Json, held: Json, version: string): Finding[] {
  return listChangedSettings(resource, declared, held, version)
    .filter(({ leaf }) => leaf?.needsPerson)
    .map(({ path }) => ({
      path: [...resource.specPath, ...path],
      code: "plan.needs-person",
      message: `Open WebUI changes ${path.at(-1)} only for an administrator who is signed in, and owconf uses an API key`,
      hint: "unset OWCONF_TOKEN and sign in with OWCONF_EMAIL and OWCONF_PASSWORD, or give the token of a session; or leave this setting out",
    }));
}

function listChangedSettings(resource: Resource, declared: Json, held: Json, version: string): Setting[] {
  const changed = new Set(listChangedKeys(resource, declared, held, version));
  return [...listDeclared(resource.root, declared)].flatMap(([key, setting]) =>
    changed.has(key) ? [setting] : [],
  );
}

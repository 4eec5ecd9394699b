import type { Json, JsonObject } from "../../src/model/json.ts";
import type { Collection, Node } from "../../src/model/node.ts";
import type { Path } from "../../src/model/path.ts";
import type { Resource } from "../../src/model/resource.ts";
import { createItem, mergeDeclared } from "../../src/model/settings.ts";
import { lacksSetting } from "../../src/releases/history.ts";
import { resources } from "../../src/resources/index.ts";
import type { State } from "../server/state.ts";

/** A secret of a section: where it is, what the server holds, and what the spec wants through a variable. */
export interface Secret {
  resource: Resource;
  path: Path;
  live: string;
  desired: string;
  variable: string;
}

/** What entries are called in which the secrets of collections stand. */
const names = { list: "entry", map: "X-Secret" };

/** Returns one secret for each leaf of every section that a release has. */
export function listAllSecrets(version: string): Secret[] {
  const found = resources.flatMap((resource) =>
    listLeaves(resource.root).map((path): [Resource, Path] => [resource, path]),
  );
  return found
    .filter(([resource, path]) => !lacksSetting(resource, path, version))
    .map(([resource, path], index) => ({
      ...{ resource, path, variable: `SECRET_${index}` },
      live: `live-${index}-"canary"/+ä?`,
      desired: `desired-${index}-"canary"/+ä?`,
    }));
}

function listLeaves(node: Node, path: Path = []): Path[] {
  if (node.kind === "leaf") return node.secret ? [path] : [];
  if (node.kind === "collection") return listLeaves(node.item, [...path, nameOf(node)]);
  return Object.entries(node.settings).flatMap(([key, below]) => listLeaves(below, [...path, key]));
}

// Connections are called by their URL.
function nameOf(node: Collection): string {
  return node.identity?.join() === "url" ? "https://entry.test/v1" : names[node.wire];
}

/** Returns the settings that state these secrets, in the form of a spec, as `value` has each. */
export function stateSecrets(
  secrets: readonly Secret[],
  value: (secret: Secret) => Json,
): Record<string, Json> {
  const stated: Record<string, Json> = {};
  for (const secret of secrets) {
    const { name } = secret.resource;
    stated[name] = setAt(stated[name] ?? {}, secret.path, value(secret));
    // A new server is refused without one.
    if (serverDefaults[name]) stated[name] = setAt(stated[name], [names.list, "url"], "http://entry.test");
  }
  return stated;
}

/** Returns a spec with these secrets. */
export function specOf(secrets: readonly Secret[], value: (secret: Secret) => Json): string {
  let spec: Json = { version: 1 };
  const stated = stateSecrets(secrets, value);
  for (const { name, specPath } of resources) {
    if (stated[name] !== undefined) spec = setAt(spec, specPath, stated[name]);
  }
  return JSON.stringify(spec);
}

/** Lets the server hold all these secrets. */
export function holdSecrets(state: State, secrets: readonly Secret[]): void {
  for (const [name, stated] of Object.entries(stateSecrets(secrets, ({ live }) => live))) {
    const resource = resources.find((one) => one.name === name);
    if (resource === undefined) throw new Error(`there is no ${name}`);
    if (name === "ldapServer") {
      Object.assign(state.ldapServer, stated, {
        host: "ldap.test",
        search_base: "dc=test",
        app_dn: "cn=test",
      });
      continue;
    }
    const held = state.settings[name];
    if (held === undefined) throw new Error(`the server has no ${name}`);
    const entries = completeEntries(resource, stated);
    const isWrapped = resource.write.wrap !== undefined;
    const settings = mergeDeclared(resource.root, isWrapped ? null : held, entries);
    Object.assign(held, resource.write.wrap?.(settings) ?? settings);
  }
  Object.assign(state.settings.embedding ?? {}, { RAG_EMBEDDING_ENGINE: "openai" });
  // Whisper cannot be loaded.
  Object.assign(state.settings.audio?.stt ?? {}, { ENGINE: "openai" });
}

/** Returns the settings with what the server puts into every entry. */
function completeEntries({ name: resource, root }: Resource, stated: Json): Json {
  if (root.kind !== "collection") return stated;
  const entries = Object.entries(stated as JsonObject).map(([name, entry]): [string, Json] => [
    name,
    { ...createItem(root, name), ...serverDefaults[resource], ...(entry as JsonObject) },
  ]);
  return Object.fromEntries(entries);
}

const serverDefaults: Readonly<Record<string, JsonObject>> = {
  toolServers: { type: "openapi", forward_cookies: false },
  terminalServers: {
    ...{ path: "/openapi.json", auth_type: "bearer", forward_cookies: false },
    ...{ config: null, server_type: null, policy_id: null },
  },
};

function setAt(target: Json, [key, ...rest]: Path, value: Json): Json {
  if (key === undefined) return value;
  const object = target as JsonObject;
  return { ...object, [key]: setAt(object[key] ?? {}, rest, value) };
}

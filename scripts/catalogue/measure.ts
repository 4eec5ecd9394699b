import { type Json, type JsonObject, readPath } from "../../src/model/json.ts";
import type { Node } from "../../src/model/node.ts";
import { getNode } from "../../src/model/settings.ts";
import type { ResourceName } from "../../src/releases/catalogue-types.ts";
import { toMinor } from "../../src/releases/releases.ts";
import { createFirstAdmin } from "../../test/live/first-admin.ts";
import { installRelease } from "../../test/live/install.ts";
import { startOpenWebUI } from "../../test/live/open-webui.ts";
import { corrections } from "./corrections.ts";
import { type Descriptor, descriptors } from "./descriptors.ts";
import { type FormLeaf, findForm, listLeaves, listPaths, type OpenApi } from "./form.ts";
import { listItemSettings } from "./items.ts";
import type { FieldFacts, ReleaseFacts, ResourceFacts } from "./merge.ts";
import { fixed, probes } from "./probes.ts";
import { measureResets } from "./resets.ts";

/** Where the descriptors have what forms have elsewhere. */
const formPaths: Readonly<Partial<Record<ResourceName, Readonly<Record<string, string>>>>> = {
  ldapConfig: { enable_ldap: "enabled" },
  openai: {
    OPENAI_API_BASE_URLS: "connections",
    OPENAI_API_KEYS: "connections.*.key",
    OPENAI_API_CONFIGS: "connections.*.config",
  },
  ollama: { OLLAMA_BASE_URLS: "connections", OLLAMA_API_CONFIGS: "connections.*.config" },
};

/** What reads answer beside the settings. */
const notSettings: readonly string[] = ["status", "ENABLE_OAUTH_PERSISTENT_CONFIG"];

/** Returns what a new server of a release says of its settings: it is installed, started and asked. */
export async function measureRelease(release: string): Promise<ReleaseFacts> {
  await installRelease(release);
  // As an empty environment has it; without an embedding engine, 0.9 does not start offline.
  const server = await startOpenWebUI({
    release,
    env: { ENABLE_OLLAMA_API: "true", ENABLE_OPENAI_API: "true", ENV: "dev" },
  });
  try {
    const client = new Client(server.url, (await createFirstAdmin(server.url)).token);
    const api = (await client.read("/openapi.json")) as unknown as OpenApi;
    const facts: ReleaseFacts = {};
    for (const [name, descriptor] of Object.entries(descriptors) as [ResourceName, Descriptor][]) {
      const form = findForm(api, descriptor.write.path);
      const own = form && (await measureResource(name, descriptor, listLeaves(api, form), client, release));
      if (own) facts[name] = own;
    }
    return facts;
  } finally {
    await server.stop();
  }
}

/** Returns undefined for what answers, but not as the descriptor reads it. */
async function measureResource(
  name: ResourceName,
  { read: { path, unwrap }, write: { path: post, wrap = (settings) => settings }, root }: Descriptor,
  leaves: readonly FormLeaf[],
  client: Client,
  release: string,
): Promise<ResourceFacts | undefined> {
  const readSettings = async () => {
    const answer = await client.read(path);
    return unwrap ? unwrap(answer) : answer;
  };
  const settings = await readSettings();
  if (settings === undefined) return undefined;
  const read = async () => wrap((await readSettings()) ?? null) as JsonObject;
  const body = await read();
  assertSameSettings(`${name} of ${release}`, body, leaves);
  const told = corrections.facts[name] ?? {};
  const untold = leaves.filter(({ path }) => told[path]?.resetWhenOmitted === undefined);
  const write = (changed: JsonObject) => client.write(post, changed);
  const resets = new Map<string, boolean>();
  for (const values of fixed[name] ?? [{}]) {
    const trial = { read, write, leaves: untold, fixed: values, probes: probes[name] ?? {} };
    for (const [path, isReset] of await measureResets(trial)) {
      resets.set(path, isReset || resets.get(path) === true);
    }
  }
  const fields: Record<string, FieldFacts> = {};
  for (const { path, type, required, schema } of leaves) {
    const own = toTreePath(name, path, root);
    if (own === undefined) continue;
    const resetWhenOmitted = schema ? resets.get(path) : true;
    fields[own] = {
      type,
      required,
      ...(required
        ? { resetWhenOmitted: false }
        : resetWhenOmitted === undefined
          ? {}
          : { resetWhenOmitted }),
      ...(schema ? { factory: readPath(settings, own === "" ? [] : own.split(".")) ?? null } : {}),
    };
  }
  return { fields: { ...fields, ...listItemSettings(name, toMinor(release)) } };
}

/** Returns where the descriptor has what the form has at a path; undefined for what is no setting of its own. */
function toTreePath(name: ResourceName, path: string, root: Node | undefined): string | undefined {
  const keys = (formPaths[name]?.[path] ?? path).split(".");
  // A collection stands below a key of its own.
  const own = root?.kind === "collection" ? keys.slice(1) : keys;
  return root === undefined || isSetting(root, own, `${name}.${path}`) ? own.join(".") : undefined;
}

function isSetting(root: Node, keys: readonly string[], what: string): boolean {
  let node: Node | undefined = root;
  for (const [index, key] of keys.entries()) {
    if (node.kind === "leaf") return false;
    const rest = keys.slice(index + 1);
    if (node.kind === "collection" && rest.join(".") === node.identity?.join(".")) return false;
    node = node.kind === "collection" ? node.item : getNode(node, key);
    if (node === undefined) throw new Error(`${what} is not known to the descriptor.`);
  }
  return node.kind === "leaf" || (node.kind === "collection" && !keys.includes("*"));
}

/** A setting that only reads or only writes know would be lost. */
function assertSameSettings(what: string, body: JsonObject, leaves: readonly FormLeaf[]): void {
  const read = listPaths(body, leaves);
  const written = leaves.filter(({ schema }) => schema).map(({ path }) => path);
  const strange = [
    ...read
      .filter((path) => !written.includes(path) && !notSettings.includes(path))
      .map((path) => `${path} is only read`),
    ...written.filter((path) => !read.includes(path)).map((path) => `${path} is only written`),
  ];
  if (strange.length > 0) throw new Error(`${what}: ${strange.join(", ")}.`);
}

class Client {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  async read(path: string): Promise<Json> {
    const answer = await this.#send("GET", path);
    if (!answer.ok) throw new Error(`GET ${path} was answered ${answer.status}.`);
    return (await answer.json()) as Json;
  }

  async write(path: string, body: JsonObject): Promise<number> {
    const answer = await this.#send("POST", path, body);
    await answer.arrayBuffer();
    return answer.status;
  }

  async #send(method: string, path: string, body?: JsonObject): Promise<Response> {
    return fetch(`${this.#url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        "content-type": "application/json",
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}

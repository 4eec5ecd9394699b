import { expect, it } from "vitest";
import { descriptors } from "../../scripts/catalogue/descriptors.ts";
import { isObject, type Json, readPath, setPath } from "../../src/model/json.ts";
import type { Leaf } from "../../src/model/node.ts";
import { findNode, listLive } from "../../src/model/settings.ts";
import type { ResourceName } from "../../src/releases/catalogue-types.ts";
import { isAtLeast } from "../server/releases.ts";
import { listFacts, listSettings } from "../server/settings-fields.ts";
import { factorySettings } from "../server/settings-form.ts";
import { type Answer, call, type Target, traitsOf } from "./target.ts";

/** Those with suites of their own. */
const others: readonly ResourceName[] = ["adminConfig", "ldapServer", "ldapConfig"];
const names = (Object.keys(descriptors) as ResourceName[]).filter((name) => !others.includes(name));

/** What the environment of the real servers says otherwise than an empty one. */
const environment: Partial<Record<ResourceName, readonly string[]>> = {
  openai: ["ENABLE_OPENAI_API"],
  ollama: ["ENABLE_OLLAMA_API"],
  embedding: ["RAG_EMBEDDING_ENGINE"],
};

/** What a read answers beside the settings. */
const told: Partial<Record<ResourceName, readonly string[]>> = { oauth: ["ENABLE_OAUTH_PERSISTENT_CONFIG"] };

/** From where each change starts, so that a write loads no model and asks no other server. */
const basis: Partial<Record<ResourceName, Readonly<Record<string, Json>>>> = {
  audio: { "stt.ENGINE": "openai" },
  embedding: { RAG_EMBEDDING_ENGINE: "openai" },
  images: { IMAGE_GENERATION_ENGINE: "openai", IMAGE_SIZE: "512x512" },
};

/** What settings are changed to that take few values. */
const samples: Partial<Record<ResourceName, Readonly<Record<string, Json>>>> = {
  audio: {
    "realtime.PROVIDER": "azure",
    "realtime.AUTH_TYPE": "microsoft_entra_id",
  },
  // Where it is left out, it is the threshold.
  chats: { CONTEXT_COMPACTION_TOKEN_CAP: 90_000 },
  retrieval: { MINERU_API_TIMEOUT: "301" },
  suggestions: { suggestions: [{ title: ["Tell", "me"], content: "Tell me." }] },
};

/** Changes that a server does not store as they are, and why. */
const notStored: Partial<Record<ResourceName, (path: string, release: string) => boolean>> = {
  // Taken while it is the engine.
  embedding: (path, release) => isAtLeast(release, "0.11") && /^(ollama|azure_openai)_config\./.test(path),
  retrieval: (path, release) =>
    // 0.7 takes it and does not store it.
    path === "ENABLE_MARKDOWN_HEADER_TEXT_SPLITTER" && release.startsWith("0.7."),
};

/** A group in a write may be left out as a whole, and not be empty. */
function refusesEmptyGroups(name: ResourceName, release: string): boolean {
  return name === "embedding" && !isAtLeast(release, "0.11");
}

/** What a write leaves out has the value of its form, not of a new server. */
const formDefaults: readonly ResourceName[] = ["permissions"];

/** All settings objects but those of the auths endpoints: to be described while they are as on a new server. */
export function describeSettings(getTarget: () => Target): void {
  const send = (method: string, path: string, body?: Json): Promise<Answer> =>
    call(getTarget(), method, path, { token: getTarget().token, ...(body === undefined ? {} : { body }) });
  const exportAll = async () => (await send("GET", "/api/v1/configs/export")).body;
  const has = (name: ResourceName) => traitsOf(getTarget()).forms.some((form) => form.name === name);

  /** Returns the settings that owconf reads. */
  const read = async (name: ResourceName): Promise<Json | undefined> => {
    const { path, unwrap } = descriptors[name].read;
    const { status, type, body } = await send("GET", path);
    if (status !== 200 || type !== "application/json") return undefined;
    return unwrap ? unwrap(body) : body;
  };
  const demand = async (name: ResourceName): Promise<Json> => {
    const settings = await read(name);
    if (settings === undefined) throw new Error(`${name} cannot be read.`);
    return settings;
  };
  const write = async (name: ResourceName, settings: Json): Promise<Answer> => {
    const { path, wrap } = descriptors[name].write;
    const answer = await send("POST", path, wrap ? wrap(settings) : settings);
    expect(answer.status, `${name}: ${JSON.stringify(answer.body)}`).toBe(
      name === "retrieval" && traitsOf(getTarget()).version === "0.8.12" ? 500 : 200,
    );
    return answer;
  };
  /** Writes what changes start from, and returns it. */
  const prepare = async (name: ResourceName): Promise<Json> => {
    const settings = withPaths(await demand(name), basis[name] ?? {});
    await write(name, toBody(name, settings));
    return demand(name);
  };

  it.each(names)("holds of %s what the catalogue has", async (name) => {
    const live = await read(name);
    if (!has(name)) {
      expect(live).toBeUndefined();
      return;
    }
    const { root } = descriptors[name];
    if (live === undefined || root === undefined) throw new Error(`${name} cannot be read.`);
    const unknown = [...listLive(root, live).values()].filter(({ leaf, isEntry }) => !leaf && !isEntry);
    const beside = told[name] ?? [];
    expect(unknown.map(({ path }) => path.join(".")).filter((path) => !beside.includes(path))).toEqual([]);
    const factory = factorySettings(name, traitsOf(getTarget()).version);
    const apart = [...(environment[name] ?? []), ...beside];
    const given = Object.fromEntries(
      apart.flatMap((path): [string, Json][] => {
        const value = readPath(live, [path]);
        return value === undefined ? [] : [[path, value]];
      }),
    );
    expect(live).toEqual(withPaths(factory, given));
  });

  it.each(names)("takes %s back as it answers it", async (name) => {
    if (!has(name)) return;
    const before = await prepare(name);
    const exported = await exportAll();
    const { body } = await write(name, toBody(name, before));
    const { read: reading, write: writing } = descriptors[name];
    const unwrap = writing.unwrap ?? reading.unwrap ?? ((answer: Json) => answer);
    const answered = unwrap(body);
    if (answered !== undefined) expect(answered).toEqual(before);
    expect(await read(name)).toEqual(before);
    expect(await exportAll()).toEqual(exported);
  });

  it.each(names)("stores one change of %s, and changes nothing else", async (name) => {
    if (!has(name)) return;
    const { version } = traitsOf(getTarget());
    const before = await prepare(name);
    const exported = await exportAll();
    const stored = listLeaves(name, version).filter(
      ([path]) => !isFixed(name, path) && !notStored[name]?.(path, version),
    );
    for (const [path, leaf] of pickFew(stored)) {
      const value = changeValue(name, path, before, version);
      await write(name, toBody(name, withPaths(before, { [path]: value }), path));
      const live = await demand(name);
      const isIt = (one: Json | undefined) => isSame(leaf, one, value);
      expect(
        listDifferences(withPaths(before, { [path]: readPath(live, path.split(".")) ?? null }), live),
      ).toEqual([]);
      expect([path, isIt(readPath(live, path.split(".")))]).toEqual([path, true]);
      // The export has other names; all that differs there has to be this one value.
      const now = await exportAll();
      const place = commonPath(listDifferences(exported, now));
      const isOne = place.some((_, index) => isIt(readPath(now, place.slice(0, index + 1))));
      expect([path, place, isOne]).toEqual([path, place, true]);
    }
    await write(name, toBody(name, before));
    expect(await read(name)).toEqual(before);
    expect(await exportAll()).toEqual(exported);
  });

  it.each(names)(
    "stores all changes of %s at once, and resets what is left out as the catalogue says",
    async (name) => {
      if (!has(name)) return;
      const { version } = traitsOf(getTarget());
      const before = await prepare(name);
      const leaves = listLeaves(name, version).filter(([path]) => !isFixed(name, path));
      const values = Object.fromEntries(
        leaves.map(([path]) => [path, changeValue(name, path, before, version)]),
      );
      await write(name, withPaths(before, values));
      const changed = await demand(name);
      for (const [path, leaf] of leaves) {
        const isStored = isSame(leaf, readPath(changed, path.split(".")), values[path] ?? null);
        expect([path, isStored]).toEqual([path, !(notStored[name]?.(path, version) ?? false)]);
      }
      const facts = listFacts(version)[name]?.fields ?? {};
      const optional = leaves.filter(
        ([path]) => facts[path]?.required === false && !notStored[name]?.(path, version),
      );
      const body = optional.reduce(
        (rest, [path]) => withoutPath(rest, path.split(".")),
        toBody(name, changed),
      );
      await write(name, refusesEmptyGroups(name, version) ? withoutEmpty(body) : body);
      const after = await demand(name);
      for (const [path] of optional) {
        const [was, is] = [changed, after].map((one) => readPath(one, path.split(".")) ?? null);
        const isReset = !isEqual(was ?? null, is ?? null);
        // What a form fills in can be the very value that was there.
        if (!isReset && facts[path]?.resetWhenOmitted && formDefaults.includes(name)) continue;
        expect([path, isReset]).toEqual([path, facts[path]?.resetWhenOmitted]);
      }
      await write(name, toBody(name, before));
    },
  );
}

/** True for what every write of these tests holds. */
function isFixed(name: ResourceName, path: string): boolean {
  return basis[name]?.[path] !== undefined;
}

/** Returns the first two settings of each group. */
function pickFew(leaves: readonly [string, Leaf][]): [string, Leaf][] {
  const count = new Map<string, number>();
  return leaves.filter(([path]) => {
    const group = path.split(".").slice(0, -1).join(".");
    count.set(group, (count.get(group) ?? 0) + 1);
    return (count.get(group) ?? 0) <= 2;
  });
}

/** True when the server's value is what was written, as owconf compares them. */
function isSame({ canonical = (value) => value }: Leaf, live: Json | undefined, written: Json): boolean {
  return live !== undefined && isEqual(canonical(live), canonical(written));
}

/** Returns the settings of a release that stand in no collection. */
function listLeaves(name: ResourceName, version: string): [string, Leaf][] {
  const { root } = descriptors[name];
  return Object.keys(listSettings(name, version)).flatMap((path): [string, Leaf][] => {
    const node = root && findNode(root, path === "" ? [] : path.split("."));
    return node?.kind === "leaf" ? [[path, node]] : [];
  });
}

/** Returns another value that a setting takes. */
function changeValue(name: ResourceName, path: string, settings: Json, version: string): Json {
  const sample = samples[name]?.[path];
  if (sample !== undefined) return sample;
  const value = readPath(settings, path.split(".")) ?? null;
  const type = listFacts(version)[name]?.fields[path]?.type ?? "";
  if (typeof value === "boolean" || type.startsWith("boolean")) return value !== true;
  if (typeof value === "number") return value + 1;
  if (/^(integer|number)/.test(type)) return 7;
  if (type.startsWith("list of objects")) return [{ id: "probe" }];
  if (Array.isArray(value) || type.startsWith("list")) return ["probe"];
  if (isObject(value) || type.startsWith("object")) return { probe: "probe" };
  return `${value ?? ""}probe`;
}

/** Returns the settings as a write sends them: without what must not be sent unless it is the one that changes. */
function toBody(name: ResourceName, settings: Json, changed?: string): Json {
  const { root } = descriptors[name];
  if (!isObject(settings) || root?.kind !== "group") return settings;
  const sent = Object.entries(settings).filter(([key]) => {
    const node = root.settings[key];
    return node && (key === changed || !(node.kind === "leaf" && node.sendOnlyWhenChanged));
  });
  return Object.fromEntries(sent);
}

function withPaths(settings: Json, values: Readonly<Record<string, Json>>): Json {
  const copy = structuredClone(settings);
  if (isObject(copy))
    for (const [path, value] of Object.entries(values)) setPath(copy, path.split("."), value);
  return copy;
}

function withoutPath(settings: Json, [key = "", ...rest]: readonly string[]): Json {
  if (!isObject(settings)) return settings;
  const { [key]: dropped = null, ...others } = settings;
  return rest.length === 0 ? others : { ...others, [key]: withoutPath(dropped, rest) };
}

/** Returns an object without the empty ones in it. */
function withoutEmpty(settings: Json): Json {
  if (!isObject(settings)) return settings;
  const kept = Object.entries(settings).filter(([, one]) => !isObject(one) || Object.keys(one).length > 0);
  return Object.fromEntries(kept);
}

function isEqual(left: Json, right: Json): boolean {
  return listDifferences(left, right).length === 0;
}

/** Returns the paths at which two values differ. */
function listDifferences(left: Json | undefined, right: Json | undefined): string[][] {
  if (isObject(left) && isObject(right)) {
    const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
    return [...keys].flatMap((key) => listDifferences(left[key], right[key]).map((path) => [key, ...path]));
  }
  return JSON.stringify(left) === JSON.stringify(right) ? [] : [[]];
}

function commonPath([first = [], ...rest]: readonly string[][]): string[] {
  const end = first.findIndex((key, index) => rest.some((path) => path[index] !== key));
  return end < 0 ? first : first.slice(0, end);
}

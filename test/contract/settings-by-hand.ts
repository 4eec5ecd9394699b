import { expect } from "vitest";
import { parse } from "yaml";
import { isObject, type Json, readPath, toStableJson } from "../../src/model/json.ts";
import type { Path } from "../../src/model/path.ts";
import type { Resource } from "../../src/model/resource.ts";
import { nameEntries } from "../../src/model/settings.ts";
import type { ResourceName } from "../../src/releases/catalogue-types.ts";
import { resources } from "../../src/resources/index.ts";
import { sampleBodies } from "./samples.ts";
import { call, type Target } from "./target.ts";

// A connection that is kept may be closed just when the next request is sent.
const asAdmin = ({ token }: Target) => ({ token, headers: { connection: "close" } });

/** Returns the sections that a release has, in the order in which the samples can be written. */
export function listSections(release: string): Resource[] {
  return resources.filter(({ name }) => sampleBodies(name as ResourceName, release).length > 0);
}

/** Writes a body without owconf, and expects the server to take it. */
export async function writeByHand(
  target: Target,
  { name, write: { path, failsAfterStoring } }: Resource,
  body: Json,
): Promise<void> {
  const answer = await call(target, "POST", path, { ...asAdmin(target), body });
  const expected = failsAfterStoring?.(target.release) ? 500 : 200;
  expect([name, answer.status, answer.status === expected ? "" : answer.body]).toEqual([name, expected, ""]);
}

/** Changes every section without owconf. */
export async function writeSamples(target: Target): Promise<void> {
  for (const resource of listSections(target.release)) {
    for (const body of sampleBodies(resource.name as ResourceName, target.release)) {
      await writeByHand(target, resource, body);
    }
  }
}

/** Returns the settings of a section as the server holds them. */
export async function readByHand(target: Target, { name, read }: Resource): Promise<Json> {
  const path = read.pathFor?.(target.release) ?? read.path;
  const { status, body } = await call(target, "GET", path, asAdmin(target));
  expect([name, status]).toEqual([name, 200]);
  return (read.unwrap ? read.unwrap(body) : body) ?? null;
}

/** Returns all that the server stores, by key; lists are values of their own. */
export async function readStored(target: Target): Promise<Map<string, Json>> {
  const { status, body } = await call(target, "GET", "/api/v1/configs/export", asAdmin(target));
  expect(status).toBe(200);
  const stored = new Map<string, Json>();
  collect(body, "");
  return stored;

  function collect(value: Json, key: string): void {
    if (!isObject(value) || (key !== "" && Object.keys(value).length === 0)) stored.set(key, value);
    else for (const [name, one] of Object.entries(value)) collect(one, key === "" ? name : `${key}.${name}`);
  }
}

/** A stored key whose value is not the same: `[before, after]`, undefined where there is none. */
export type StoredDifferences = Record<string, [Json | undefined, Json | undefined]>;

/** Returns the keys in which two servers, or one at two times, differ. */
export function compareStored(
  before: ReadonlyMap<string, Json>,
  after: ReadonlyMap<string, Json>,
): StoredDifferences {
  const show = (value: Json | undefined) => value !== undefined && toStableJson(value);
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  const differing = keys.filter((key) => show(before.get(key)) !== show(after.get(key)));
  return Object.fromEntries(differing.map((key) => [key, [before.get(key), after.get(key)]]));
}

/** Returns the variables that an exported spec refers to, with the secrets that the server holds there. */
export async function collectSecrets(target: Target, spec: string): Promise<Record<string, string>> {
  const stated = parse(spec) as Json;
  const secrets: Record<string, string> = {};
  for (const resource of listSections(target.release)) {
    const section = readPath(stated, resource.specPath);
    if (section === undefined) continue;
    const live = nameEntries(resource.root, await readByHand(target, resource));
    for (const [path, variable] of listReferences(section)) {
      secrets[variable] ??= String(readPath(live, path));
    }
  }
  return secrets;
}

function listReferences(value: Json, path: Path = []): [Path, string][] {
  if (!isObject(value)) return [];
  const { env, ...others } = value;
  if (typeof env === "string" && Object.keys(others).length === 0) return [[path, env]];
  return Object.entries(value).flatMap(([key, one]) => listReferences(one, [...path, key]));
}

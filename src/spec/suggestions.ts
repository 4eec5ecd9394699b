import { normalizeName, suggestName } from "../model/nearest-name.ts";
import type { Group } from "../model/node.ts";
import type { Path } from "../model/path.ts";
import { findNode } from "../model/settings.ts";
import { listNamedNodes, type NamedNode, showPlace, specModel } from "./model.ts";
import { joinWithOr } from "./text.ts";
import { describeEnvironmentOnly, describeUnmanaged } from "./well-known-names.ts";

/** Returns a hint for what names no setting: a path is followed as far as it leads. */
export function suggestSetting(name: string): string {
  const path = name.split(".");
  const known = path.findIndex((_, index) => findNode(specModel, path.slice(0, index + 1)) === undefined);
  const [section, key] = [path.slice(0, known), path[known]];
  const leaf = path.findIndex((_, index) => findNode(specModel, path.slice(0, index + 1))?.kind === "leaf");
  if (leaf !== -1) return `${path.slice(0, leaf + 1).join(".")} has no keys of its own`;
  if (/\s/.test(name)) return suggestKey(specModel, [], name);
  const advice = suggestKey(
    specModel,
    key === undefined ? path.slice(0, -1) : section,
    key ?? path.at(-1) ?? "",
  );
  return advice.replace(/^move it to (.*)$/, "did you mean $1?");
}

/** Returns a hint for a key that its section does not know. */
export function suggestKey(root: Group, path: Path, key: string): string {
  const section = findNode(root, path);
  const here = section?.kind === "group" ? Object.keys(section.settings) : [];
  const wanted = normalizeName(key);
  const isMeant = (name: string) => normalizeName(name) === wanted;
  const entry = describeIdentity(root, path, key) ?? describeShallow(root, path, key);
  if (entry !== undefined) return entry;
  const named = takeNearest(
    listNamedNodes().filter(({ names }) => names.some(isMeant)),
    path,
  );
  const inSection = named.filter((one) => isBelow(one, path)).map((one) => one.path.at(-1) ?? "");
  if (inSection.length > 0) return suggest(inSection.map((one) => `"${one}"`));
  const partial = here.filter((one) => normalizeName(one).endsWith(wanted));
  // "password" below ldap.server means the bind password, not that of the sign-in.
  if (partial.length === 1 && !/[_ ]/.test(key) && key.length > 3) return suggest([`"${partial[0]}"`]);
  const elsewhere = path.length === 0 ? describeUnmanaged(key) : undefined;
  if (elsewhere !== undefined) return elsewhere;
  const isExact = named.some(({ names }) => names.includes(key));
  const environment = isExact ? undefined : describeEnvironmentOnly(key);
  if (environment !== undefined) return environment;
  const slip = suggestName(key, here, 1);
  if (slip !== undefined) return suggest([`"${slip}"`]);
  if (named.length > 0) return listPlaces(named, (places) => `move it to ${places}`);
  const near = suggestName(key, here);
  if (near !== undefined) return suggest([`"${near}"`]);
  const names = listNamedNodes().flatMap((one) => one.names);
  const far = findLabel(key, names) ?? suggestName(key, names);
  if (far !== undefined) {
    const meant = listNamedNodes().filter((one) => one.names.includes(far));
    return listPlaces(takeNearest(meant, path), (places) => `did you mean ${places}?`);
  }
  if (here.length <= (path.length === 0 ? 40 : 8)) return `valid keys: ${here.join(", ")}`;
  return "`owconf schema` lists all settings";
}

function suggest(names: readonly string[]): string {
  return `did you mean ${joinWithOr(names)}?`;
}

/** The name of an entry stands for what tells it apart, which is no setting of its own. */
function describeIdentity(root: Group, path: Path, key: string): string | undefined {
  for (let length = path.length - 1; length > 0; length -= 1) {
    const collection = findNode(root, path.slice(0, length));
    if (collection?.kind !== "collection") continue;
    const identity = [...path.slice(length + 1), key];
    const isIt = identity.join() === collection.identity?.join();
    return isIt ? `remove it: the name of the entry is its ${key}` : undefined;
  }
  return undefined;
}

/** What belongs into an entry that is named by its address, and stands beside the entries or in the place of one. */
function describeShallow(root: Group, path: Path, key: string): string | undefined {
  const section = findNode(root, path);
  if (section?.kind !== "group") return undefined;
  const [name, collection] =
    Object.entries(section.settings).find(([, one]) => one.kind === "collection" && one.isByUrl) ?? [];
  if (name !== undefined && collection?.kind === "collection") {
    const place = showPlace([...path, name, "*"]);
    if (/^https?:\/\//i.test(key)) return `move it below ${showPlace([...path, name])}: ${place}`;
    if (key === collection.identity?.join(".")) return `the ${key} is the name of an entry: ${place}`;
  }
  const above = findNode(root, path.slice(0, -1));
  const isReference = key === "env" || key === "file";
  if (!isReference || above?.kind !== "collection") return undefined;
  const secrets = Object.entries(section.settings).filter(([, one]) => one.kind === "leaf" && one.secret);
  const [secret] = secrets.map(([one]) => one);
  const shown = showPlace([...path.slice(0, -1), "*", secret ?? ""]);
  return secrets.length === 1 ? `the reference goes into a key: ${shown}` : undefined;
}

const maxPlaces = 4;

/** Returns the advice for the places of these settings, or of very many their sections. */
function listPlaces(nodes: readonly NamedNode[], advise: (places: string) => string): string {
  const places = nodes.map(({ path }) => showPlace(path));
  if (places.length <= maxPlaces) return advise(joinWithOr(places));
  const sections = nodes.map(({ path }) => showPlace(path.slice(0, Math.max(1, path.length - 1))));
  return `settings of this name are in ${[...new Set(sections)].join(", ")}`;
}

/** Returns those that share most of a path: several settings may have one label. */
function takeNearest(nodes: readonly NamedNode[], path: Path): NamedNode[] {
  const shared = nodes.map((one) => countShared(one.path, path));
  const most = Math.max(...shared);
  return nodes.filter((_, index) => shared[index] === most);
}

/** Older releases put words around a label: "Enable New Sign Ups", "Memories (Beta)". */
function findLabel(key: string, names: Iterable<string>): string | undefined {
  if (!key.includes(" ")) return undefined;
  const words = ` ${key.toLowerCase().replaceAll(/\W+/g, " ")} `;
  return [...names]
    .filter((name) => /^[A-Z].*[a-z]/.test(name) && words.includes(` ${name.toLowerCase()} `))
    .toSorted((a, b) => b.length - a.length)[0];
}

function isBelow({ path }: NamedNode, section: Path): boolean {
  return path.length === section.length + 1 && countShared(path, section) === section.length;
}

/** Returns how many keys two paths share from their beginning; `pattern` has "*" for any name. */
function countShared(pattern: Path, path: Path): number {
  const end = pattern.findIndex((key, index) => key !== path[index] && (key !== "*" || index >= path.length));
  return end === -1 ? pattern.length : end;
}

import { type Descriptor, descriptors } from "../../scripts/catalogue/descriptors.ts";
import { isObject, type Json, type JsonObject, setPath } from "../../src/model/json.ts";
import type { ResourceName } from "../../src/releases/catalogue-types.ts";
import { listFacts, listSettings, type SettingsFields } from "./settings-fields.ts";

/** How a release reads a write of a resource, and what a new server holds, in the form of a write. */
export interface SettingsForm {
  name: ResourceName;
  descriptor: Descriptor;
  form: SettingsFields;
  factory: JsonObject;
}

/** These have handlers of their own. */
const apart: readonly ResourceName[] = ["adminConfig", "ldapServer", "ldapConfig"];

const known = new Map<string, readonly SettingsForm[]>();

/** Returns the forms of all resources that a release has and that need no handler of their own. */
export function listForms(version: string): readonly SettingsForm[] {
  const forms =
    known.get(version) ??
    (Object.keys(listFacts(version)) as ResourceName[])
      .filter((name) => !apart.includes(name))
      .map((name) => describeForm(name, version));
  known.set(version, forms);
  return forms;
}

/** Returns what a new server of a release holds, in the form of the descriptor's tree. */
export function factorySettings(name: ResourceName, version: string): Json {
  const settings: JsonObject = {};
  for (const [path, { factory }] of Object.entries(listSettings(name, version))) {
    if (path === "") return factory;
    setPath(settings, path.split("."), factory);
  }
  return settings;
}

function describeForm(name: ResourceName, version: string): SettingsForm {
  const descriptor = descriptors[name];
  const settings = factorySettings(name, version);
  const fields = Object.entries(listSettings(name, version));
  const wrapped = (descriptor.write.wrap?.(settings) ?? settings) as JsonObject;
  const has = (key: string) => fields.some(([path]) => path === key || path.startsWith(`${key}.`));
  const others = Object.entries(wrapped).filter(([key]) => !has(key));
  // Where the keys are the same, wrapping is about values, and a new server never saw it.
  if (others.length === 0) {
    return { name, descriptor, form: Object.fromEntries(fields), factory: settings as JsonObject };
  }
  const form = {
    ...Object.fromEntries(fields.filter(([path]) => Object.hasOwn(wrapped, path))),
    // What a collection is made of on the wire.
    ...Object.fromEntries(
      others.map(([key, factory]) => [
        key,
        { kind: "typed" as const, type: isObject(factory) ? "object" : "list", factory },
      ]),
    ),
  };
  return { name, descriptor, form, factory: wrapped };
}

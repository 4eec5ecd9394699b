import type { Json } from "../model/json.ts";
import type { Node } from "../model/node.ts";
import { isHidden, listDeclared, type Setting } from "../model/settings.ts";
import { findResource } from "../resources/index.ts";
import { specModel } from "../spec/model.ts";
import { listReferences } from "../spec/references.ts";
import type { Spec } from "../spec/types.ts";

/**
 * Returns what a spec states, in a form that does not depend on how it is written down or on how many files.
 * References are unresolved, and of a secret that is written out nothing is in it: a digest of it would say
 * something about the secret.
 */
export function describeContent({ server, allow, declared }: Spec): Json {
  const settings = Object.entries(declared).map(([name, stated]): [string, Json] => {
    const { root } = findResource(name);
    return [name, describeSettings(root, stated, (setting) => describeHidden(setting))];
  });
  const serverNode = specModel.settings.server;
  return {
    server: serverNode ? describeSettings(serverNode, server as Json, () => ["secret"]) : null,
    allow: allow.toSorted(),
    settings: Object.fromEntries(settings),
  };
}

function describeSettings(root: Node, stated: Json, hide: (setting: Setting) => Json): Json {
  const entries = [...listDeclared(root, stated)].map(([key, setting]): [string, Json] => {
    if (setting.value === undefined) return [key, ["absent"]];
    return [key, isHidden(root, setting) ? hide(setting) : ["value", setting.value]];
  });
  return Object.fromEntries(entries);
}

function describeHidden({ value = null }: Setting): Json {
  if (value === null || value === "") return ["value", value];
  return ["secret", listReferences(value, []).map(([path, reference]) => [path, reference])];
}

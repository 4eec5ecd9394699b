import { hideCredentials } from "../model/credentials.ts";
import type { Json } from "../model/json.ts";
import { isWithin } from "../model/path.ts";
import type { Desired, Live, Resource } from "../model/resource.ts";
import { findNode, listDeclared, listLive } from "../model/settings.ts";
import { findResource } from "../resources/index.ts";
import { quoteText } from "../spec/text.ts";
import { mergeAll } from "./build-body.ts";
import { listChangedKeys } from "./find-changes.ts";
import type { Finding, Plan } from "./types.ts";

/** Returns what is to be known of a plan, though it can be applied. Pure. */
export function findCautions(plan: Plan, desired: Desired, live: Live): Finding[] {
  const after = mergeAll(live, desired);
  const { version } = plan.server;
  const missed = plan.resources.flatMap(({ resource: name }) =>
    findMissedRemovals(findResource(name), desired[name] ?? {}, live[name] ?? {}),
  );
  const cautions = plan.resources
    .filter(({ changes }) => changes.length > 0)
    .flatMap(({ resource: name }) => {
      const resource = findResource(name);
      const changed = listChangedKeys(resource, desired[name] ?? {}, live[name] ?? {}, version);
      const own = resource.findCautions?.(after, version, changed) ?? [];
      return own.map(({ path, ...caution }) => ({ path: [...resource.specPath, ...path], ...caution }));
    });
  const doubled = plan.resources.flatMap(({ resource: name }) =>
    findDoubledAddresses(findResource(name), desired[name] ?? {}, live[name] ?? {}),
  );
  return [...missed, ...doubled, ...cautions];
}

/** Entries to be removed that are not there, while one is whose name only begins so: URL#prefix_id for URL. */
function findMissedRemovals({ root, specPath }: Resource, declared: Json, live: Json): Finding[] {
  const wanted = listDeclared(root, declared);
  const held = listLive(root, live, declared);
  const entries = [...held]
    .filter(([key, { isEntry }]) => isEntry && !wanted.has(key))
    .map(([, one]) => one.path);
  return [...wanted].flatMap(([key, { path, isEntry, value }]): Finding[] => {
    if (!isEntry || value !== undefined || held.has(key)) return [];
    const name = path.at(-1) ?? "";
    const above = path.slice(0, -1);
    const other = entries.find((one) => isWithin(one, above) && one.at(-1)?.startsWith(`${name}#`));
    if (other === undefined) return [];
    return [
      {
        path: [...specPath, ...path],
        code: "plan.not-removed",
        message: `the server has no entry ${quoteText(name)}, but ${quoteText(hideCredentials(other.at(-1) ?? ""))}, which stays`,
        hint: "to remove that one, give its whole name",
      },
    ];
  });
}

/** Entries to be added whose address is that of another one but for slashes at its end. */
function findDoubledAddresses({ root, specPath }: Resource, declared: Json, live: Json): Finding[] {
  const wanted = listDeclared(root, declared);
  const held = [...listLive(root, live, declared)].filter(
    ([key, { isEntry }]) => isEntry && !(wanted.has(key) && wanted.get(key)?.value === undefined),
  );
  const keys = new Set(held.map(([key]) => key));
  return [...wanted].flatMap(([key, { path, isEntry, value }]): Finding[] => {
    const collection = findNode(root, path.slice(0, -1));
    const isNew = isEntry && value !== undefined && !keys.has(key);
    if (!isNew || collection?.kind !== "collection" || !collection.isByUrl) return [];
    const address = dropSlashes(path.at(-1));
    const other = held.find(
      ([, one]) => isWithin(one.path, path.slice(0, -1)) && dropSlashes(one.path.at(-1)) === address,
    )?.[1];
    if (other === undefined) return [];
    const name = quoteText(hideCredentials(other.path.at(-1) ?? ""));
    return [
      {
        path: [...specPath, ...path],
        code: "plan.doubled-address",
        message: `the server has ${name}, which differs in the slash at its end only: this adds one more`,
        hint: `to change that one, write its address as it is there; to replace it, add ${name}: absent`,
      },
    ];
  });
}

function dropSlashes(name = ""): string {
  return name.replace(/\/+(?=#|$)/, "");
}

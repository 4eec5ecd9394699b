import { hideCredentials } from "../model/credentials.ts";
import type { Json } from "../model/json.ts";
import { isWithin } from "../model/path.ts";
import type { Desired, Live, Resource } from "../model/resource.ts";
import { listDeclared, listLive } from "../model/settings.ts";
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
  return [...missed, ...cautions];
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

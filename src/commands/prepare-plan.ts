import type { HttpClient } from "../api/http.ts";
import type { ServerInfo } from "../api/server-info.ts";
import type { Session } from "../api/session.ts";
import { readLive } from "../api/settings.ts";
import { type Diagnostic, SpecError } from "../errors.ts";
import type { Items } from "../model/items.ts";
import { showPath } from "../model/path.ts";
import type { Desired, Live } from "../model/resource.ts";
import { listLive } from "../model/settings.ts";
import { listNeeded } from "../plan/find-dangers.ts";
import { planChanges } from "../plan/plan-changes.ts";
import { listKinds, resolveNames } from "../plan/resolve-names.ts";
import type { Plan } from "../plan/types.ts";
import type { Format } from "../render/formats.ts";
import { findResource } from "../resources/index.ts";
import { resolveSecrets } from "../spec/secrets.ts";
import type { ServerSection, Spec, UnknownKey } from "../spec/types.ts";
import { type ConnectOptions, connect, type Needs } from "./connect.ts";
import type { Context } from "./context.ts";
import { judgePlan } from "./judge-plan.ts";
import { readSpec } from "./read-spec.ts";
import { selectSections } from "./select-sections.ts";
import { findTarget, type Target } from "./target.ts";
import { warn } from "./warn.ts";
import { warnAboutFiles } from "./warn-about-files.ts";

/** The options of a command that plans. */
export interface PlanOptions extends ConnectOptions {
  spec: string;
  format: Format;
  /** Names of dangerous changes that may be made, besides those that the spec allows. */
  allow: readonly string[];
  /** The sections of the spec to look at; all when empty. */
  only: readonly string[];
}

/** What a command needs beside the plan. */
export interface PlanNeeds {
  /** Refuse to write. */
  readOnly: boolean;
  /** Throws when the spec, with all its sections, is not to be planned; the server is not asked then. */
  checkSpec?: ((spec: Spec) => void) | undefined;
  /** As that of `openSession`, with what the spec says of the server. */
  onServerInfo?: (info: ServerInfo, http: HttpClient, stated: Stated) => Promise<void>;
}

/** What a spec says of its server. */
export interface Stated {
  spec: Spec;
  target: Target;
  /** The `server` section, with its secrets. */
  section: ServerSection<string>;
}

/** A plan with all that it was made from. */
export interface PreparedPlan {
  /** With all its sections. */
  spec: Spec;
  desired: Desired;
  live: Live;
  plan: Plan;
  /** Names of dangerous changes that may be made. */
  allowed: readonly string[];
  session: Session;
}

/**
 * Goes from the spec file to a plan that the server would take, hands it to `use`, and signs out.
 *
 * Throws what reading the spec, resolving its secrets, signing in and reading the server throw, and
 * `SpecError` for what the server would ignore or refuse.
 */
export async function withPlan<Result>(
  options: PlanOptions & PlanNeeds,
  context: Context,
  use: (prepared: PreparedPlan) => Promise<Result>,
): Promise<Result> {
  context.target = options.url;
  const whole = await readSpec(options.spec, context);
  options.checkSpec?.(whole);
  const spec = selectSections(whole, options.only);
  await warnAboutFiles(spec, context);
  const target = await findTarget(options, spec, context);
  const { desired: stated, server: section } = await resolveSecrets(spec, context, target.isNeeded);
  const { readOnly, onServerInfo } = options;
  const needed = listNeeded(stated);
  const needs = {
    readOnly,
    concurrentReads: needed.length,
    onServerInfo: onServerInfo && ((info, http) => onServerInfo(info, http, { spec, target, section })),
  } satisfies Needs;
  const session = await connect(target, section, options, needs, context);
  try {
    const { http, server, actor } = session;
    const [{ live, absent }, items] = await Promise.all([
      readLive(http, server.version, needed),
      readNamedItems(http, stated),
    ]);
    const unknown = judgeUnknown(spec, live, server.version);
    const { desired, ...names } = resolveNames(stated, items);
    const plan = planChanges(desired, live, server, actor);
    warn(context, [
      ...unknown,
      ...judgePlan(spec, plan, desired, live, { absent, credential: actor.credential, ...names }),
    ]);
    const allowed = [...spec.allow, ...options.allow];
    return await use({ spec: whole, desired, live, plan, allowed, session });
  } finally {
    await session.close();
  }
}

/** Few specs name anything. */
async function readNamedItems(http: HttpClient, stated: Desired): Promise<Items> {
  const kinds = listKinds(stated);
  if (kinds.length === 0) return {};
  const { readItems } = await import("../api/items.ts");
  return readItems(http, kinds);
}

/**
 * Returns a notice for each key that owconf does not know and the server has: the server may be newer.
 * Throws `SpecError` for those that the server does not know either.
 */
function judgeUnknown(spec: Spec, live: Live, version: string): Diagnostic[] {
  // Of a resource that the server lacks, the absence itself is told.
  const known = spec.unknown.filter(({ resource }) => live[resource] !== undefined);
  const isHeld = ({ resource, path }: UnknownKey) =>
    listLive(findResource(resource).root, live[resource] ?? {}, spec.declared[resource]).has(showPath(path));
  const strange = known.filter((one) => !isHeld(one));
  if (strange.length > 0) throw new SpecError(strange.map(({ problem }) => problem));

  return known.map(
    ({ path, problem }): Diagnostic => ({
      ...problem,
      severity: "warning",
      message: `this owconf does not know ${path.at(-1)}; the server (${version}) has it, so it is taken as it is, and never shown`,
      hint: "a newer owconf may know it, and check its value",
    }),
  );
}

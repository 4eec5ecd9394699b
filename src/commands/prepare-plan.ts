import { readItems } from "../api/collections.ts";
import type { Session } from "../api/session.ts";
import { readLive } from "../api/settings.ts";
import { type Diagnostic, SpecError } from "../errors.ts";
import { findCautions } from "../plan/find-cautions.ts";
import { findDangling, findUnchecked } from "../plan/find-dangling.ts";
import { findObstacles } from "../plan/find-obstacles.ts";
import { planChanges } from "../plan/plan-changes.ts";
import type { Finding, Live, Plan } from "../plan/types.ts";
import type { Items } from "../resources/collections.ts";
import type { Absence } from "../resources/resource.ts";
import { sortByPlace } from "../spec/diagnostics.ts";
import { resolveDesired, resolveSecrets } from "../spec/secrets.ts";
import type { Desired, Spec, UnknownKey } from "../spec/types.ts";
import { connect } from "./connect.ts";
import type { Context } from "./context.ts";
import { readSpec } from "./read-spec.ts";
import { warn } from "./warn.ts";
import { warnAboutFiles } from "./warn-about-files.ts";

/** The options of a command that plans. */
export interface PlanOptions {
  spec: string;
  json: boolean;
  /** Names of dangerous changes that may be made, besides those that the spec allows. */
  allow: readonly string[];
  /** The time limit of each request, in milliseconds. */
  timeoutMs: number;
  /** How long to wait for a server that is still starting, in milliseconds. */
  waitMs: number;
}

/** A plan with all that it was made from. */
export interface PreparedPlan {
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
  options: PlanOptions & { readOnly: boolean },
  context: Context,
  use: (prepared: PreparedPlan) => Promise<Result>,
): Promise<Result> {
  const spec = await readSpec(options.spec, context);
  await warnAboutFiles(spec, context);
  // A token makes the password needless, and it need not be set then.
  const { desired, password } = context.env.OWCONF_TOKEN
    ? { desired: await resolveDesired(spec, context), password: undefined }
    : await resolveSecrets(spec, context);
  const { timeoutMs, waitMs, readOnly } = options;
  const session = await connect({ server: spec.server, password, timeoutMs, waitMs, readOnly }, context);
  try {
    // All of them: what is dangerous depends on settings that the spec need not name.
    const { live, absent } = await readLive(session.http);
    const unknown = judgeUnknown(spec, live, session.server.version);
    const plan = planChanges(desired, live, session.server, session.actor);
    const items = await readItems(session.http, desired);
    warn(context, [...unknown, ...judgePlan(spec, plan, desired, live, { absent, items })]);
    const allowed = [...spec.allow, ...options.allow];
    return await use({ desired, live, plan, allowed, session });
  } finally {
    await session.close();
  }
}

/** What was read beside the settings. */
export interface Surroundings {
  /** Resources that the server lacks. */
  absent?: Readonly<Record<string, Absence>>;
  /** What settings name by id; left out, nothing is said of these. */
  items?: Items;
}

/** Throws `SpecError` with what the server would ignore or refuse, if there is any; returns warnings. */
export function judgePlan(
  spec: Spec,
  plan: Plan,
  desired: Desired,
  live: Live,
  { absent = {}, items }: Surroundings = {},
): Diagnostic[] {
  const locate = (severity: Diagnostic["severity"], findings: readonly Finding[]) =>
    sortByPlace(findings.map(({ path, ...problem }) => spec.locate(path, { severity, ...problem })));
  const dangling = items ? findDangling(desired, items) : [];
  const problems = locate("error", [...findObstacles(plan, desired, live, absent), ...dangling]);
  if (problems.length > 0) throw new SpecError(problems);
  const unchecked = items ? findUnchecked(desired, items) : [];
  return locate("warning", [...findCautions(plan, desired, live), ...unchecked]);
}

/**
 * Returns a notice for each key that owconf does not know and the server has: the server may be newer.
 * Throws `SpecError` for those that the server does not know either.
 */
function judgeUnknown(spec: Spec, live: Live, version: string): Diagnostic[] {
  // Of a resource that the server lacks, the absence itself is told.
  const isStrange = ({ resource, field }: UnknownKey) => {
    const held = live[resource];
    return held !== undefined && !Object.hasOwn(held, field);
  };
  const strange = spec.unknown.filter(isStrange);
  if (strange.length > 0) throw new SpecError(strange.map(({ problem }) => problem));

  return spec.unknown
    .filter(({ resource }) => live[resource])
    .map(
      ({ field, problem }): Diagnostic => ({
        ...problem,
        severity: "warning",
        message: `${field} is not known to this owconf; the server (${version}) has it, so it is taken as it is, and never shown`,
        hint: "a newer owconf may know it, and check its value",
      }),
    );
}

import type { Session } from "../api/session.ts";
import { readLive } from "../api/settings.ts";
import { SpecError } from "../errors.ts";
import { findObstacles } from "../plan/find-obstacles.ts";
import { planChanges } from "../plan/plan-changes.ts";
import type { Live, Plan } from "../plan/types.ts";
import { resources } from "../resources/index.ts";
import { resolveSecrets } from "../spec/secrets.ts";
import type { Desired, Spec } from "../spec/types.ts";
import { connect } from "./connect.ts";
import type { Context } from "./context.ts";
import { readSpec } from "./read-spec.ts";

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
  options: PlanOptions & { readOnly: boolean },
  context: Context,
  use: (prepared: PreparedPlan) => Promise<Result>,
): Promise<Result> {
  const spec = await readSpec(options.spec, context);
  const { desired, password } = await resolveSecrets(spec, context);
  const { timeoutMs, waitMs, readOnly } = options;
  const session = await connect({ server: spec.server, password, timeoutMs, waitMs, readOnly }, context);
  try {
    // All of them: what is dangerous depends on settings that the spec need not name.
    const live = await readLive(
      session.http,
      resources.map(({ name }) => name),
    );
    const plan = planChanges(desired, live, session.server, session.actor);
    const obstacles = findObstacles(plan, desired, live);
    if (obstacles.length > 0) {
      throw new SpecError(
        obstacles.map(({ path, ...problem }) => spec.locate(path, { severity: "error", ...problem })),
      );
    }
    return await use({ spec, desired, live, plan, allowed: [...spec.allow, ...options.allow], session });
  } finally {
    await session.close();
  }
}

import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../api/retry.ts";
import type { Session } from "../api/session.ts";
import type { Json } from "../model/json.ts";
import type { Desired, Live } from "../model/resource.ts";
import { findNode, listDeclared } from "../model/settings.ts";
import { findChanges, listChangedKeys } from "../plan/find-changes.ts";
import type { ApplyReport, Failure, RollbackReport, StepReport } from "../plan/report.ts";
import type { Plan } from "../plan/types.ts";
import { findResource } from "../resources/index.ts";
import { toFailure } from "./failure.ts";
import { readSurely } from "./readings.ts";
import { rollBack } from "./roll-back.ts";
import { runStep } from "./run-step.ts";
import { endStep, type StepContext, type Undo } from "./step.ts";

/** What `applyPlan` needs. */
export interface ApplyInput {
  plan: Plan;
  /** What the plan was made for; the same values, with the secrets. */
  desired: Desired;
  /** What the plan was made from. */
  live: Live;
  session: Session;
  /** Put back what was written when a later part fails; true when left out. */
  rollback?: boolean;
  /** How long to wait for a server that went away in the middle, in milliseconds; 30,000 when left out. */
  patienceMs?: number;
  /** What time is measured with and waited by; the real clock when left out. */
  clock?: Clock;
  /** Stops before the next write, and puts back what was written. The request in hand is finished. */
  signal?: AbortSignal;
  /** Told of each step's end as it happens. */
  onStep?: (step: StepReport) => void;
  /** Told of each resource that was put back, or could not be. */
  onRollback?: (step: RollbackReport) => void;
}

/**
 * Brings the server to the desired state, one resource after the other.
 *
 * Each resource that has changes is read again, written whole and read back. Where a change can keep
 * people from signing in, signing in is tried. The first thing that ends badly stops the walk, and what
 * was written is put back and read again. Returns a report in every case; never throws half-way.
 */
export async function applyPlan(input: ApplyInput): Promise<ApplyReport> {
  const { plan, session, signal, onStep, onRollback } = input;
  const steps: StepReport[] = [];
  const undos: Undo[] = [];
  const context: StepContext = {
    http: session.http,
    version: session.server.version,
    patienceMs: input.patienceMs ?? 30_000,
    clock: input.clock ?? { now: () => performance.now(), sleep },
  };

  for (const planned of plan.resources) {
    const stopped = signal?.aborted || steps.some(endedBadly);
    const declared = input.desired[planned.resource] ?? {};
    const end = stopped
      ? { step: endStep(planned, "not-run") }
      : await runStep(planned, declared, input.live[planned.resource] ?? {}, context);
    if (end.undo) undos.unshift(end.undo);
    steps.push(end.step);
    onStep?.(end.step);
  }

  const bad = steps.find(endedBadly);
  const interrupted = steps.some(({ status }) => status === "not-run") && !bad;
  const failure = interrupted
    ? interruption
    : bad
      ? undefined
      : ((await rehearse(input)) ?? (await confirmAll(input, undos, context)));
  if (!bad && !failure) {
    return { status: plan.summary.change > 0 ? "applied" : "in-sync", steps, rollback: [] };
  }
  const ended = { steps, ...(failure ? { failure } : {}) };
  if (undos.length === 0) {
    return { status: bad?.status === "refused" ? "refused" : "failed-unchanged", ...ended, rollback: [] };
  }
  if (input.rollback === false) return { status: "failed-changed", ...ended, rollback: [] };

  const rollback: RollbackReport[] = [];
  for (const undo of undos) {
    const done = await rollBack(undo, context);
    rollback.push(done);
    onRollback?.(done);
  }
  const restored = rollback.every(({ status }) => status === "restored");
  return { status: restored ? "failed-unchanged" : "failed-changed", ...ended, rollback };
}

function endedBadly({ status }: StepReport): boolean {
  return status === "failed" || status === "refused";
}

const interruption: Failure = { code: "apply.interrupted", message: "interrupted before all was written" };

/**
 * Reads all once more, so that of two applies at the same time at least the one that wrote last finds out
 * when the outcome is a mixture. Returns what is no longer as desired, if anything.
 */
async function confirmAll(
  { plan, desired }: ApplyInput,
  undos: readonly Undo[],
  context: StepContext,
): Promise<Failure | undefined> {
  // With one resource, its own reading back came last; after the end of all sessions nothing can be read.
  if (undos.length === 0 || plan.resources.length < 2 || undos.some((undo) => undo.endedSessions)) {
    return undefined;
  }
  try {
    const readings = plan.resources.map(async ({ resource: name }) => {
      const resource = findResource(name);
      const changes = (live: Json) => [
        ...findChanges(resource, desired[name] ?? {}, live, context.version).values(),
      ];
      const isExpected = (live: Json) => changes(live).length === 0;
      return changes(await readSurely(resource, context, { isExpected }));
    });
    const paths = (await Promise.all(readings)).flat().map(({ path }) => path);
    if (paths.length === 0) return undefined;
    return {
      code: "apply.changed-meanwhile",
      message: `somebody else wrote meanwhile: ${paths.join(", ")} no longer as desired`,
      hint: "is another owconf at work on this server? make a new plan",
    };
  } catch (error) {
    return toFailure(error);
  }
}

/** Tries to sign in when the plan changes what that depends on. Returns why it no longer works, if so. */
async function rehearse(input: ApplyInput): Promise<Failure | undefined> {
  const { plan, session } = input;
  if (!plan.resources.some(({ resource }) => affectsSignIn(resource, input))) return undefined;
  try {
    await session.rehearseSignIn(input.clock);
    return undefined;
  } catch (error) {
    const { message, hint } = toFailure(error);
    return {
      code: "apply.sign-in-broken",
      message: `with the new settings, signing in no longer works: ${message}`,
      ...(hint === undefined ? {} : { hint }),
    };
  }
}

function affectsSignIn(name: string, { plan, desired, live }: ApplyInput): boolean {
  const resource = findResource(name);
  const declared = desired[name] ?? {};
  const changed = new Set(listChangedKeys(resource, declared, live[name] ?? {}, plan.server.version));
  return [...listDeclared(resource.root, declared)].some(([key, { path }]) => {
    const node = findNode(resource.root, path);
    return changed.has(key) && node?.kind === "leaf" && node.affectsSignIn;
  });
}

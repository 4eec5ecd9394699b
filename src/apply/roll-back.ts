import { writeResource } from "../api/settings.ts";
import { buildBody, mergeFields } from "../plan/merge-fields.ts";
import type { Failure, Remainder, RollbackReport } from "../plan/report.ts";
import type { ResourcePlan } from "../plan/types.ts";
import { type JsonObject, type Resource, specPathOf } from "../resources/resource.ts";
import type { DeclaredFields } from "../spec/types.ts";
import { toFailure } from "./failure.ts";
import { holdsSame, readPatiently, type StepContext } from "./run-step.ts";

/** What is needed to put one resource back. */
export interface Undo {
  resource: Resource;
  planned: ResourcePlan;
  /** What the server held right before the write. */
  before: JsonObject;
  /** What was written over it. */
  desired: DeclaredFields;
}

/**
 * Puts back what owconf changed in one resource, and reads it again. What somebody else wrote
 * meanwhile stays. Returns what is not as before; never throws.
 */
export async function rollBack(undo: Undo, context: StepContext): Promise<RollbackReport> {
  const { resource, title, path } = undo.planned;
  const { live, failure } = await restore(undo, context);
  const remaining = findRemaining(undo, live);
  if (live && remaining.length === 0) return { resource, title, path, status: "restored", remaining };
  return { resource, title, path, status: "incomplete", remaining, ...(failure ? { failure } : {}) };
}

/** What a rollback left; `live` is missing when it could not be read. */
interface Restored {
  live?: JsonObject;
  failure?: Failure;
}

async function restore(undo: Undo, context: StepContext): Promise<Restored> {
  const { resource, before } = undo;
  let failure: Failure | undefined;
  try {
    const live = await readPatiently(resource, context);
    const { values, refused } = chooseValues(undo, live, context.version);
    if (refused.length > 0) failure = describeRefused(refused);
    if (Object.keys(values).length === 0) return { live, ...(failure ? { failure } : {}) };
    try {
      await writeResource(context.http, resource, buildBody(resource, live, values, Object.keys(values)));
    } catch (error) {
      failure = toFailure(error);
    }
    return { live: await readPatiently(resource, context), ...(failure ? { failure } : {}) };
  } catch (error) {
    return { failure: failure ?? toFailure(error) };
  }

  /** The values to put back: those that are ours, less what the server would refuse. */
  function chooseValues({ planned, desired }: Undo, live: JsonObject, version: string) {
    const ours = planned.changes
      .map(({ field }) => field)
      .filter((name) => Object.hasOwn(before, name))
      .filter((name) => holdsSame(resource, name, live, desired) && !holdsSame(resource, name, live, before));
    const back = Object.fromEntries(ours.map((name) => [name, before[name] ?? null]));
    const refusals = resource.findRefusals?.(mergeFields(live, back), version) ?? [];
    const refused = refusals.map(({ field }) => field).filter((name) => Object.hasOwn(back, name));
    const values = Object.fromEntries(Object.entries(back).filter(([name]) => !refused.includes(name)));
    return { values, refused };
  }
}

function findRemaining({ resource, planned, before }: Undo, live: JsonObject | undefined): Remainder[] {
  const fields = live
    ? Object.keys({ ...before, ...live }).filter((name) => !holdsSame(resource, name, before, live))
    : planned.changes.map(({ field }) => field);
  return fields.map((name) => {
    const path = specPathOf(resource, name).join(".");
    const field = resource.fields[name];
    // A field that owconf does not know may be a secret.
    if (!field || field.sensitive) return { path, sensitive: true };
    const was = before[name];
    const is = live?.[name];
    return {
      path,
      sensitive: false,
      ...(was === undefined ? {} : { before: was }),
      ...(is === undefined ? {} : { live: is }),
    };
  });
}

function describeRefused(fields: string[]): Failure {
  return {
    code: "rollback.refused-by-server",
    message: `the server does not take back what it held before: ${fields.join(", ")}`,
    hint: "an LDAP server that was never set up cannot be restored; switched off, it does nothing",
  };
}

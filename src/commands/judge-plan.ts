import { type Diagnostic, SpecError } from "../errors.ts";
import type { Absence, Desired, Live } from "../model/resource.ts";
import { findCautions } from "../plan/find-cautions.ts";
import { findObstacles } from "../plan/find-obstacles.ts";
import type { Finding, Plan } from "../plan/types.ts";
import type { Actor } from "../resources/dangers.ts";
import { sortByPlace } from "../spec/diagnostics.ts";
import type { Spec } from "../spec/types.ts";

/** What was read beside the settings. */
export interface Surroundings {
  /** Resources that the server lacks. */
  absent?: Readonly<Record<string, Absence>>;
  /** Names that lead nowhere. */
  problems?: readonly Finding[];
  /** What the plan is applied with. */
  credential?: Actor["credential"];
  /** Ids that could not be looked up. */
  notices?: readonly Finding[];
}

/** Throws `SpecError` with what the server would ignore or refuse, if there is any; returns warnings. */
export function judgePlan(
  spec: Spec,
  plan: Plan,
  desired: Desired,
  live: Live,
  { absent = {}, credential, problems: nowhere = [], notices = [] }: Surroundings = {},
): Diagnostic[] {
  const locate = (severity: Diagnostic["severity"], findings: readonly Finding[]) =>
    sortByPlace(findings.map(({ path, ...problem }) => spec.locate(path, { severity, ...problem })));
  const problems = locate("error", [...findObstacles(plan, desired, live, absent, credential), ...nowhere]);
  if (problems.length > 0) throw new SpecError(problems);
  return locate("warning", [...findCautions(plan, desired, live), ...notices]);
}

import { type Diagnostic, ExitCode, UsageError } from "../errors.ts";
import type { ApplyReport } from "../plan/report.ts";
import type { Plan } from "../plan/types.ts";
import { renderDiagnostics, renderError } from "../render/error-text.ts";
import {
  type FleetMember,
  nameMember,
  renderFleetSummary,
  renderMember,
  summarizeFleet,
} from "../render/fleet-text.ts";
import type { Format } from "../render/formats.ts";
import { renderFleetJson } from "../render/json.ts";
import type { Context } from "./context.ts";
import { findWorst, type Member, refuseOneServer, runFleet } from "./fleet.ts";
import type { SpecsOptions } from "./is-one-spec.ts";
import { listSpecs, pickShard } from "./list-specs.ts";

/** What the run of one spec comes to. */
export interface SpecRun {
  exitCode: ExitCode;
  plan: Plan;
  report?: ApplyReport;
  /** What it says at more length. */
  text: string;
}

/**
 * Runs several specs, tells of each as it ends and of all at the end. Returns the worst exit code, and how each ended.
 */
export async function runSpecs<Run extends SpecRun>(
  options: SpecsOptions & { format: Format; url?: string | undefined },
  context: Context,
  run: (spec: string, context: Context) => Promise<Run>,
): Promise<{ exitCode: ExitCode; members: readonly Member<Run>[] }> {
  const { format } = options;
  if (format !== "text" && format !== "json") {
    throw new UsageError(`--format ${format} is about one server, and several specs are given`, {
      hint: "take --format json, or run owconf once for each spec",
    });
  }
  const all = await listSpecs(options.specs, context);
  refuseOneServer(all.length, options, context);
  const specs = options.shard === undefined ? all : pickShard(all, options.shard, context);
  const told = new Set<string>();
  const members = await runFleet(specs, options, context, run, (member) => {
    tellProblems(member, told, context);
    if (format === "json") return;
    context.stdout.write(renderMember(toShown(member), context.stdout.paint));
    if (member.result?.text) context.stdout.write(`\n${member.result.text}\n`);
    // A thousand plans need not be held once they are shown.
    if (member.result) member.result.text = "";
  });
  const shown = members.map(toShown);
  const exitCode = findWorst([
    ...members.map((member) => member.exitCode),
    // What was not run was not checked.
    ...(members.some(({ result, error }) => !result && !error) ? [ExitCode.invalid] : []),
  ]);
  context.stdout.write(
    format === "json"
      ? renderFleetJson(
          members.map((member) => ({ ...toShown(member), diagnostics: member.warnings })),
          summarizeFleet(shown),
          exitCode,
        )
      : renderFleetSummary(shown, context.stdout.paint),
  );
  return { exitCode, members };
}

function toShown({ spec, url, exitCode, result, error }: Member<SpecRun>): FleetMember {
  return { spec, url, exitCode, plan: result?.plan, report: result?.report, error };
}

/** Warnings and errors, behind the name of the server. What a base is warned about is told once, not for each server. */
function tellProblems(member: Member<SpecRun>, told: Set<string>, { stderr }: Context): void {
  const { warnings, error } = member;
  const keyOf = (one: Diagnostic) => JSON.stringify([one.file, one.line, one.column, one.code, one.message]);
  const fresh = warnings.filter((one) => !told.has(keyOf(one)));
  if (fresh.length === 0 && error === undefined) return;
  for (const one of fresh) told.add(keyOf(one));
  stderr.write(`${nameMember(toShown(member))}:\n`);
  stderr.write(renderDiagnostics(fresh, stderr.paint));
  if (error !== undefined) stderr.write(`${renderError(error, stderr.paint)}\n`);
}

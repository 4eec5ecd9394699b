import { toStableJson } from "../../src/model/json.ts";
import { displayPath } from "../../src/model/path.ts";
import { listLive } from "../../src/model/settings.ts";
import type { ApplyReport, RollbackReport } from "../../src/plan/report.ts";
import { findResource } from "../../src/resources/index.ts";
import type { EmulatedServer } from "../server/index.ts";
import { findSecrets } from "./secret-forms.ts";
import {
  accounts,
  judgeStanding,
  listSecrets,
  overlay,
  readSettings,
  runApply,
  runPlan,
  type Settings,
  type Standing,
  type Subject,
  unwrap,
} from "./stage.ts";

/** How an apply ended under one fault. */
export interface Cell {
  exitCode: number;
  standing: Standing;
  /** What is wrong with it; empty when all promises are kept. */
  problems: string[];
}

/** Returns what an ended apply says that is not so, and what it does not say. */
export function judgeRun(
  run: { exitCode: number; stdout: string; stderr: string },
  before: Settings,
  server: EmulatedServer,
  subject: Subject = accounts,
): Cell {
  const now = readSettings(server.state);
  const standing = judgeStanding(before, now, subject);
  const { exitCode } = run;
  const problems: string[] = [];
  const check = (holds: boolean, problem: string) =>
    holds || problems.push(`exit ${exitCode}, ${standing}: ${problem}`);
  const report = JSON.parse(run.stdout) as Partial<ApplyReport> & { error?: { exitCode: number } };
  const unread = (report.rollback ?? []).some(isUnread);

  check([0, 3, 4, 5, 6, 7].includes(exitCode), "no exit code for this");
  if (exitCode === 0) check(standing === "desired", "the server does not hold what was desired");
  if (exitCode >= 3 && exitCode <= 6) check(standing === "before", "the server is not as before");
  if (exitCode === 7) check(standing !== "before" || unread, "the server is as before");
  check(
    toStableJson(overlay(now, subject)) === toStableJson(overlay(before, subject)),
    "something undeclared changed",
  );

  if (report.error) check(report.error.exitCode === exitCode, "the JSON has another exit code");
  else {
    const status = { 0: "applied", 5: "refused", 6: "failed-unchanged", 7: "failed-changed" }[exitCode];
    check(report.status === status, `the report says ${report.status}`);
    const words = { 0: "Applied: ", 5: "Refused: ", 6: "the server is as before.", 7: "left changed" }[
      exitCode
    ];
    check(run.stderr.includes(words ?? "?"), `the text does not say ${words}`);
    check(run.stderr.includes("may be left changed") === unread, "the text is too sure, or not sure enough");
    for (const one of report.rollback ?? []) problems.push(...judgeRollback(one, before, now, subject));
  }
  const leaked = findSecrets(run.stdout + run.stderr, listSecrets(server));
  check(leaked.length === 0, `${leaked.length} secrets in the output`);
  return { exitCode, standing, problems };
}

function isUnread({ remaining }: RollbackReport): boolean {
  return remaining.some(({ sensitive, live }) => !sensitive && live === undefined);
}

/** Compares what a rollback says with what the server holds. */
function judgeRollback(
  rollback: RollbackReport,
  before: Settings,
  now: Settings,
  { desired }: Subject,
): string[] {
  const name = rollback.resource as keyof Settings;
  const { root, specPath } = findResource(name);
  const [was, is] = [before, now].map((held) => listLive(root, unwrap(name, held), desired[name]));
  if (was === undefined || is === undefined) throw new Error(`nothing is known of ${name}`);
  if (rollback.status === "restored") {
    return JSON.stringify(before[name]) === JSON.stringify(now[name]) ? [] : [`${name} was not restored`];
  }
  return [...new Map([...was, ...is])].flatMap(([key, setting]) => {
    const path = displayPath([...specPath, ...setting.path]);
    const stated = rollback.remaining.find((one) => one.path === path);
    const read = (settings: typeof was) => (setting.isEntry ? settings.has(key) : settings.get(key)?.value);
    const differs = JSON.stringify(read(was)) !== JSON.stringify(read(is));
    // An entry that could not be read stands for its settings.
    const isTold = rollback.remaining.some((one) => path.startsWith(`${one.path}.`));
    if (!stated) return differs && !isTold ? [`${path} differs, unreported`] : [];
    const known = stated.live !== undefined;
    return known && JSON.stringify(stated.live) !== JSON.stringify(read(is))
      ? [`${path} is not what the report says`]
      : [];
  });
}

const converged = new Map<string, Promise<string[]>>();

/**
 * Applies once more, without a fault, and plans: returns what keeps this from ending in sync.
 * A state that was seen already is not tried again: nothing else outlives an apply.
 */
export function judgeConvergence(
  server: EmulatedServer,
  before: Settings,
  subject: Subject = accounts,
): Promise<string[]> {
  const key = JSON.stringify([subject.spec, readSettings(server.state)]);
  const known = converged.get(key) ?? converge(server, before, subject);
  converged.set(key, known);
  return known;
}

async function converge(server: EmulatedServer, before: Settings, subject: Subject): Promise<string[]> {
  server.state.signIns.clear();
  const { exitCode } = await runApply(server.url, [], subject);
  const standing = judgeStanding(before, readSettings(server.state), subject);
  const plan = await runPlan(server.url, subject);
  return exitCode === 0 && standing === "desired" && plan.exitCode === 0
    ? []
    : [`the next apply ends with ${exitCode} (${standing}), the next plan with ${plan.exitCode}`];
}

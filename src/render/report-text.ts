import { escapeInvisible } from "../invisible.ts";
import type {
  ApplyReport,
  Failure,
  Remainder,
  RollbackReport,
  SettingOutcome,
  StepReport,
} from "../plan/report.ts";
import type { Paint } from "./paint.ts";
import { count, nameResource } from "./plan-text.ts";
import { formatValue } from "./value.ts";

/** Returns one line for a step that ended, and the lines that tell what went wrong in it. */
export function renderStep(step: StepReport, paint: Paint): string {
  const name = nameResource(step, paint);
  const lines = [renderStatus(step, name, paint)];
  if (step.status === "failed" || step.status === "refused") {
    lines.push(...step.settings.map((setting) => `    ${renderSetting(setting, paint)}`));
    if (step.failure) lines.push(...renderFailure(step.failure));
  }
  if (step.sideEffects.length > 0) {
    const names = step.sideEffects.map((one) => escapeInvisible(one)).join(", ");
    lines.push(`    ${paint("yellow", "!")} also changed, though not declared: ${names}`);
  }
  return `${lines.join("\n")}\n`;
}

/** Returns one line for a resource that was put back, or the lines that tell what is not as before. */
export function renderRollback(step: RollbackReport, paint: Paint): string {
  const name = nameResource(step, paint);
  if (step.status === "restored") return `  ${paint("green", "↩")} ${name}: rolled back and verified\n`;
  const lines = [
    `  ${paint("red", "✗")} ${name}: not restored`,
    ...step.remaining.map((one) => `    ${renderRemainder(one, paint)}`),
    ...(step.failure ? renderFailure(step.failure) : []),
  ];
  return `${lines.join("\n")}\n`;
}

/** Returns how an apply ended, in one line, after what made it fail. */
export function renderOutcome(report: ApplyReport, paint: Paint): string {
  const cause = report.failure ? `${renderFailure(report.failure).join("\n").replace(/^ {4}/gm, "")}\n` : "";
  return cause + renderOutcomeLine(report, paint);
}

/** Returns how an apply ended, in one line. */
export function renderOutcomeLine(report: ApplyReport, paint: Paint): string {
  const settings = report.steps.flatMap((step) => (step.status === "applied" ? step.settings : []));
  switch (report.status) {
    case "applied":
      return `${paint("green", `Applied: ${countSettings(settings)} changed and read back.`)}\n`;
    case "in-sync":
      return `${paint("green", "In sync: nothing was to be written.")}\n`;
    case "refused":
      return `${paint("red", "Refused: nothing was written.")}\n`;
    case "failed-unchanged":
      return `${paint("red", `Failed${report.rollback.length > 0 ? " and rolled back" : ""}: the server is as before.`)}\n`;
    case "failed-changed":
      return `${paint("red", `Failed: the server ${isKnown(report) ? "is" : "may be"} left changed (see above). Run owconf plan to see what differs.`)}\n`;
  }
}

/** False when the last reading of a resource failed, so that nobody can tell what it holds. */
function isKnown({ rollback }: ApplyReport): boolean {
  return rollback.every(({ remaining }) =>
    remaining.every(({ sensitive, live }) => sensitive || live !== undefined),
  );
}

function renderFailure({ code, message, hint }: Failure): string[] {
  return [`    ${escapeInvisible(message)} [${code}]`, ...(hint ? [`    hint: ${hint}`] : [])];
}

function renderRemainder({ path, sensitive, before, live }: Remainder, paint: Paint): string {
  if (sensitive) return `${escapeInvisible(path)}: ${paint("yellow", "(secret or unknown; may differ)")}`;
  return `${escapeInvisible(path)}: was ${formatValue(before)}, is ${live === undefined ? "unknown" : formatValue(live)}`;
}

function renderStatus(step: StepReport, name: string, paint: Paint): string {
  switch (step.status) {
    case "applied":
      return `  ${paint("green", "✓")} ${name}: ${countSettings(step.settings)} applied and read back`;
    case "unchanged":
      return `  ${paint("dim", "·")} ${name}: in sync, not written`;
    case "not-run":
      return `  ${paint("dim", "-")} ${name}: not run`;
    case "refused":
      return `  ${paint("red", "✗")} ${name}: refused, not written`;
    case "failed":
      return `  ${paint("red", "✗")} ${name}: failed`;
  }
}

function renderSetting(setting: SettingOutcome, paint: Paint): string {
  const mark = setting.outcome === "applied" ? paint("green", "✓") : paint("red", "✗");
  return `${mark} ${escapeInvisible(setting.path)}: ${describeOutcome(setting)}`;
}

/** Returns how one setting ended, as plain text. */
export function describeOutcome({ outcome, sensitive, live }: SettingOutcome): string {
  const held = sensitive ? "" : `; the server holds ${formatValue(live)}`;
  switch (outcome) {
    case "applied":
      return "applied";
    case "stored":
      return "stored, though the server said that the write failed";
    case "ignored":
      return `ignored by the server${held}`;
    case "normalised":
      return `changed to another value by the server${held}`;
    case "changed-meanwhile":
      return `changed by someone else in the meantime${held}`;
  }
}

/** A new entry counts as one, as in the plan. */
function countSettings(settings: readonly SettingOutcome[]): string {
  return count(settings.filter(({ within }) => within === undefined).length, "setting");
}

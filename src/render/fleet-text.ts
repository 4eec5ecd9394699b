import { ExitCode, type OwconfError } from "../errors.ts";
import { escapeInvisible } from "../invisible.ts";
import type { ApplyReport } from "../plan/report.ts";
import type { Plan } from "../plan/types.ts";
import type { Paint } from "./paint.ts";
import { count } from "./plan-text.ts";

/** One server of several, as far as its run came. */
export interface FleetMember {
  spec: string;
  url: string | undefined;
  exitCode: ExitCode;
  plan?: Plan | undefined;
  report?: ApplyReport | undefined;
  error?: OwconfError | undefined;
}

/** How a run of one server ended, in a word. */
export type FleetStatus = "in-sync" | "changes" | "applied" | "failed" | "not-run";

/** Returns how a run ended. */
export function findStatus({ plan, report, error, exitCode }: FleetMember): FleetStatus {
  if (error !== undefined) return "failed";
  if (plan === undefined) return "not-run";
  if (report !== undefined && exitCode !== ExitCode.ok) return "failed";
  if (plan.summary.change === 0) return "in-sync";
  return report === undefined ? "changes" : "applied";
}

/** Returns the one line of a server whose run has ended. */
export function renderMember(member: FleetMember, paint: Paint): string {
  const status = findStatus(member);
  const [color, mark] = marks[status];
  return `${paint(color, mark)} ${nameMember(member)}: ${describeMember(member, status)}\n`;
}

const marks = {
  "in-sync": ["green", "✓"],
  applied: ["green", "✓"],
  changes: ["yellow", "~"],
  failed: ["red", "✗"],
  "not-run": ["dim", "-"],
} as const;

/** Returns server and spec of a run. */
export function nameMember({ spec, url }: FleetMember): string {
  return escapeInvisible(url === undefined ? spec : `${url} (${spec})`);
}

function describeMember({ plan, report, error, exitCode }: FleetMember, status: FleetStatus): string {
  if (status === "not-run") return "not run";
  if (status === "in-sync") return "in sync";
  if (error !== undefined) return `${escapeInvisible(error.message)} [${error.code}]`;
  const { change = 0, dangerous = 0 } = plan?.summary ?? {};
  if (status === "failed") return `apply failed: ${report?.status} (exit ${exitCode})`;
  const changes = count(change, "setting");
  return status === "applied"
    ? `${changes} changed and read back`
    : `${changes} to change${dangerous > 0 ? `, ${dangerous} dangerous` : ""}`;
}

/** Numbers of all servers together. */
export interface FleetSummary {
  servers: number;
  inSync: number;
  changes: number;
  applied: number;
  failed: number;
  notRun: number;
  /** Settings to change, or changed. */
  settings: number;
}

/** Returns the numbers of a fleet. */
export function summarizeFleet(members: readonly FleetMember[]): FleetSummary {
  const statuses = members.map(findStatus);
  const of = (status: FleetStatus) => statuses.filter((one) => one === status).length;
  return {
    servers: members.length,
    inSync: of("in-sync"),
    changes: of("changes"),
    applied: of("applied"),
    failed: of("failed"),
    notRun: of("not-run"),
    settings: members.reduce((sum, { plan }) => sum + (plan?.summary.change ?? 0), 0),
  };
}

/** Returns a table of the servers that are not simply in sync, and one line of a fixed form with all numbers. */
export function renderFleetSummary(members: readonly FleetMember[], paint: Paint): string {
  const rest = members.filter((member) => findStatus(member) !== "in-sync");
  const rows = rest.map((member) => {
    const { plan, error, url, spec } = member;
    const told = error === undefined ? String(plan?.summary.change ?? "") : error.code;
    return [findStatus(member), url ?? "", spec, told].map((cell) => escapeInvisible(cell));
  });
  const { servers, inSync, changes, applied, failed, notRun, settings } = summarizeFleet(members);
  const line = `Fleet: ${count(servers, "server")}, ${inSync} in sync, ${changes} to change, ${applied} applied, ${failed} failed, ${notRun} not run; ${count(settings, "setting")}.`;
  const table =
    rows.length === 0 ? "" : `${renderTable([["status", "server", "spec", "settings"], ...rows])}\n\n`;
  return `\n${table}${paint("bold", line)}\n`;
}

function renderTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_cell, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd())
    .join("\n");
}

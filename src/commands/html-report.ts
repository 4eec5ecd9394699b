import { type ExitCode, FileError, OwconfError, SpecError, UsageError } from "../errors.ts";
import { type ReportServer, renderHtmlReport, reportHead } from "../render/html-report.ts";
import { formatDiagnostic } from "../spec/diagnostics.ts";
import type { Context } from "./context.ts";
import { listStated } from "./list-stated.ts";
import { nameTarget } from "./name-target.ts";
import type { PlanCommandOptions, Planned } from "./plan.ts";
import { readBytes } from "./saved-files.ts";

/**
 * Runs `use`, and writes a report of the plan that it hands over. Where it fails before it has one, the report
 * says so: the one of an earlier run must not look like that of this one. Throws what `use` throws, and `FileError`
 * or `UsageError` where no report can be written.
 */
export async function withHtmlReport(
  path: string,
  options: Pick<PlanCommandOptions, "spec" | "out" | "url">,
  context: Context,
  use: (report: (planned: Planned) => Promise<void>) => Promise<ExitCode>,
): Promise<ExitCode> {
  await checkReportPlace(path, options, context);
  let isWritten = false;
  const write = async (server: ReportServer) => {
    isWritten = true;
    await writeHtmlReport(path, [server], context);
  };
  try {
    return await use((planned) => write(toReportServer(options.spec, planned)));
  } catch (error) {
    if (error instanceof OwconfError && !isWritten) {
      const url = nameTarget(context.target ?? options.url ?? context.env.OWCONF_URL);
      await write(toFailedServer(options.spec, url ?? "unknown", error)).catch((failure: unknown) => {
        if (!(failure instanceof FileError)) throw failure;
        context.stderr.write(`error: there is no report: ${failure.message}\n`);
      });
    }
    throw error;
  }
}

/** Returns a planned server for a report. */
export function toReportServer(spec: string, planned: Planned): ReportServer {
  const { plan, allowed } = planned;
  return { spec, ...plan.server, plan, allowed, stated: listStated(planned) };
}

/** Returns a server without a plan for a report. */
export function toFailedServer(spec: string, url: string, failure: OwconfError): ReportServer {
  const { code, hint } = failure;
  const problems = failure instanceof SpecError ? failure.diagnostics.map(formatDiagnostic) : [];
  const message = [failure.message, ...problems].join("\n");
  const error = { code, message, ...(hint === undefined ? {} : { hint }) };
  return { spec, url, allowed: [], stated: [], error };
}

/** Writes a report, and says so on standard error. Throws `FileError`. */
export async function writeHtmlReport(
  path: string,
  servers: readonly ReportServer[],
  context: Context,
): Promise<void> {
  const generatedAt = new Date(context.wallClock()).toISOString();
  await context.writeFile(path, renderHtmlReport({ generatedAt, servers }));
  context.stderr.write(`Report written to ${path}.\n`);
}

/** Throws `FileError` or `UsageError` unless a report can be written to a path: it is free, or has an earlier one. */
export async function checkReportPlace(
  path: string,
  { out }: Pick<PlanCommandOptions, "out">,
  context: Context,
): Promise<void> {
  if (path === "" || path === "-") {
    throw new UsageError("a report is written to a file, not to standard output", {
      hint: "give the path of a file",
    });
  }
  if (out !== undefined && context.resolvePath(out) === context.resolvePath(path)) {
    throw new UsageError("--html and --out cannot name the same file", { hint: "give another path" });
  }
  if ((await context.probePlace(path)) !== "file") return;
  const present = new TextDecoder().decode(await readBytes(path, context));
  if (present === "" || present.startsWith(reportHead)) return;
  throw new FileError(`${path} already exists and is no report of owconf`, {
    hint: "give another path; only an earlier report is replaced",
  });
}

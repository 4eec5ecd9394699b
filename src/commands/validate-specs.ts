import { toOwconfError } from "../bug-error.ts";
import type { ExitCode, OwconfError } from "../errors.ts";
import { renderError } from "../render/error-text.ts";
import type { Format } from "../render/formats.ts";
import { renderValidatedJson } from "../render/json.ts";
import type { Context } from "./context.ts";
import { findWorst } from "./fleet.ts";
import { listSpecs } from "./list-specs.ts";

/** Checks several specs offline, one after the other. One that is wrong keeps no other from being checked. */
export async function validateSpecs(
  { specs, format }: { specs: readonly string[]; format: Format },
  context: Context,
  validateOne: (spec: string, context: Context) => Promise<ExitCode>,
): Promise<ExitCode> {
  const checked: { file: string; exitCode: ExitCode; error?: OwconfError; own: Context }[] = [];
  for (const file of await listSpecs(specs, context)) {
    const stdout = format === "json" ? { ...context.stdout, write: () => {} } : context.stdout;
    const own: Context = { ...context, stdout, warnings: [], target: undefined };
    try {
      checked.push({ file, own, exitCode: await validateOne(file, own) });
    } catch (thrown) {
      const error = toOwconfError(thrown);
      if (format === "github") {
        const { renderFailure } = await import("./render-failure.ts");
        context.stdout.write(await renderFailure(format, "validate", error, own));
      }
      context.stderr.write(`${renderError(error, context.stderr.paint)}\n`);
      checked.push({ file, own, exitCode: error.exitCode, error });
    }
  }
  const exitCode = findWorst(checked.map((one) => one.exitCode));
  if (format === "json") {
    const files = checked.map(({ file, error, own }) => ({ file, error, diagnostics: own.warnings }));
    context.stdout.write(renderValidatedJson(files, exitCode));
  }
  return exitCode;
}

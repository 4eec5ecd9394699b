import { UsageError } from "../errors.ts";
import { type ApplyOptions, applyPrepared, describeNoTerminal } from "./apply-prepared.ts";
import type { SavedApply } from "./apply-saved.ts";
import type { Command, Context } from "./context.ts";
import { isOneSpec, type SpecsOptions } from "./is-one-spec.ts";
import { withPlan } from "./prepare-plan.ts";

/** Shows the plan, asks, brings the server to the desired state, and reports what was read back. */
export const apply: Command<Omit<ApplyOptions, "spec"> & SpecsOptions> = async (options, context) => {
  const [spec = ""] = options.specs;
  if (await isOneSpec(options, context)) return applyOne({ ...options, spec }, context);
  const { applySpecs } = await import("./apply-specs.ts");
  return applySpecs(options, context);
};

const applyOne: Command<ApplyOptions> = async (given, outside) => {
  const { text, context } = await readFirst(given.spec, outside);
  const saved = await openIfSaved(text, given, context);
  const options = saved?.options ?? given;
  if (!options.autoApprove && !context.confirm) throw describeNoTerminal("apply", options.spec);
  const receipt =
    options.receipt === undefined
      ? undefined
      : await (await import("./receipts.ts")).openReceiptWriter(options.receipt, options, context);
  const planned = { ...options, readOnly: false, checkSpec: saved?.checkSpec };
  return withPlan(planned, context, async (prepared) => {
    saved?.checkPlan(prepared);
    const { exitCode, report } = await applyPrepared(prepared, options, context, saved !== undefined);
    return receipt ? receipt.write(prepared, report, exitCode) : exitCode;
  });
};

/**
 * Returns what is in a file, and a context that has it, too: a pipe can be read only once. What cannot be read is
 * reported when it is read as a spec.
 */
async function readFirst(file: string, context: Context): Promise<{ text: string; context: Context }> {
  const content = await context.readFile(file).catch(() => undefined);
  if (content === undefined) return { text: "", context };
  const readFile: Context["readFile"] = async (path) => (path === file ? content : context.readFile(path));
  return { text: new TextDecoder().decode(content), context: { ...context, readFile } };
}

/** Loads what saved plans need only for what may be one: they are JSON. */
async function openIfSaved(
  text: string,
  options: ApplyOptions,
  context: Context,
): Promise<SavedApply | undefined> {
  if (/^\s*\{/.test(text)) {
    const { recogniseFormat } = await import("./saved-files.ts");
    if (recogniseFormat(text) !== undefined) {
      const { openSavedPlan } = await import("./apply-saved.ts");
      return openSavedPlan(text, options, context);
    }
  }
  if (options.from === undefined) return undefined;
  throw new UsageError(`--spec goes with a saved plan, and ${options.spec} is none`, {
    hint: `the spec is an argument: owconf apply ${options.from}`,
  });
}

import { type Diagnostic, FileError, UsageError } from "../errors.ts";
import { readPath } from "../model/json.ts";
import { listDeclared } from "../model/settings.ts";
import { findResource } from "../resources/index.ts";
import { type Problem, sortByPlace } from "../spec/diagnostics.ts";
import { judgeSpec, readSpecText, type SpecReading } from "../spec/parse.ts";
import { readBases } from "../spec/read-bases.ts";
import type { Spec } from "../spec/types.ts";
import type { Context } from "./context.ts";
import { warn } from "./warn.ts";

/**
 * Reads and validates the spec, with all that it extends; warnings go to stderr. Keys that owconf does not know are in `unknown`. Throws `FileError` and `SpecError`.
 */
export async function readSpec(file: string, context: Context): Promise<Spec> {
  const content = await readSpecFile(file, context);
  await refuseSavedFile(content, file);
  const reading = await readBases(readSpecText(content, file === "-" ? "(standard input)" : file), context);
  const url = readPath(reading.tree.value, ["server", "url"]);
  if (typeof url === "string") context.target ??= context.env.OWCONF_URL || url;
  const spec = judgeSpec(reading, await explainIssues(reading), { keepUnknown: true });
  const warnings = sortByPlace([...spec.warnings, ...findDoubts(spec)]);
  warn(context, warnings);
  return { ...spec, warnings };
}

/** Throws UsageError for a saved plan or a receipt in the place of a spec. All files of owconf's own begin so. */
async function refuseSavedFile(content: Uint8Array, file: string): Promise<void> {
  const start = new TextDecoder().decode(content.subarray(0, 200));
  if (!/^\s*\{\s*"format"\s*:\s*"owconf-/.test(start)) return;
  const { receiptKind, recogniseFormat } = await import("./saved-files.ts");
  const isReceipt = recogniseFormat(start) === receiptKind.format;
  throw new UsageError(`${file} is a ${isReceipt ? "receipt" : "saved plan"}, not a spec`, {
    hint: isReceipt ? `give the spec, and --receipt ${file}` : `to apply it: owconf apply ${file}`,
  });
}

/** Returns the spec for its `server` section: the given one, or else owconf.yaml, if it is there. Throws as `readSpec`. */
export async function readSpecIfThere(file: string | undefined, context: Context): Promise<Spec | undefined> {
  const usual = "owconf.yaml";
  if (file !== undefined) return readSpec(file, context);
  const isThere = await context.readFile(usual).then(
    () => true,
    () => false,
  );
  return isThere ? readSpec(usual, context) : undefined;
}

/** Loads zod only where something is wrong. */
async function explainIssues({ tree, hasIssues }: SpecReading): Promise<Problem[]> {
  if (!hasIssues) return [];
  const { findIssues } = await import("../spec/find-issues.ts");
  return findIssues(tree);
}

function findDoubts({ declared, locate }: Spec): Diagnostic[] {
  return Object.entries(declared).flatMap(([name, stated]) => {
    const { root, specPath } = findResource(name);
    return [...listDeclared(root, stated).values()].flatMap(({ path, leaf, value }) => {
      const doubt = value === undefined ? undefined : leaf?.findDoubt?.(value);
      return doubt ? [locate([...specPath, ...path], { severity: "warning", ...doubt })] : [];
    });
  });
}

async function readSpecFile(file: string, context: Context): Promise<Uint8Array> {
  try {
    return await context.readFile(file);
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error)) throw error;
    if (error.code === "ENOENT") {
      const twin = await findTwin(file, context);
      if (twin !== undefined) {
        throw new FileError(`there is no file ${file}, but there is ${twin}`, {
          hint: `pass it by name, as in: owconf plan ${twin}`,
        });
      }
      throw new FileError(`there is no file ${file}`, {
        hint: "give the path of the spec, or write one: owconf init",
      });
    }
    if (error.code === "EISDIR")
      throw new UsageError(`${file} is a folder`, { hint: "give the path of a spec file" });
    throw new FileError(`cannot read ${file}: ${error.code}`, { hint: "check the permissions of the file" });
  }
}

/** Returns the file of the same name with the other ending for YAML, if there is one. */
async function findTwin(file: string, context: Context): Promise<string | undefined> {
  const [, name, ending] = /^(.*\.)(yaml|yml)$/.exec(file) ?? [];
  if (name === undefined) return undefined;
  const twin = name + (ending === "yaml" ? "yml" : "yaml");
  return context.readFile(twin).then(
    () => twin,
    () => undefined,
  );
}

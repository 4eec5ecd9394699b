import { type Diagnostic, FileError, UsageError } from "../errors.ts";
import { resources } from "../resources/index.ts";
import { specPathOf } from "../resources/resource.ts";
import { parseSpec } from "../spec/parse.ts";
import type { Spec } from "../spec/types.ts";
import type { Context } from "./context.ts";
import { warn } from "./warn.ts";

/**
 * Reads and validates the spec; warnings go to stderr. Keys that owconf does not know are in `unknown`. Throws `FileError` and `SpecError`.
 */
export async function readSpec(file: string, context: Context): Promise<Spec> {
  const spec = parseSpec(await readSpecFile(file, context), file === "-" ? "(standard input)" : file, {
    keepUnknown: true,
  });
  const warnings = [...spec.warnings, ...findDoubts(spec)].toSorted((a, b) => a.line - b.line);
  warn(context, warnings);
  return { ...spec, warnings };
}

function findDoubts({ declared, locate }: Spec): Diagnostic[] {
  return resources.flatMap((resource) =>
    Object.entries(declared[resource.name] ?? {}).flatMap(([name, value]) => {
      const doubt = resource.fields[name]?.findDoubt?.(value);
      return doubt ? [locate(specPathOf(resource, name), { severity: "warning", ...doubt })] : [];
    }),
  );
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
        hint: "give the path of the spec, or make one from a running server: owconf export --output owconf.yaml",
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

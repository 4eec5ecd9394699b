import type { Diagnostic } from "../errors.ts";
import { listSecretFiles } from "../spec/secrets.ts";
import type { Spec } from "../spec/types.ts";
import type { Context } from "./context.ts";
import { warn } from "./warn.ts";

const othersMayRead = 0o044;

/**
 * Warns on stderr of each file with a secret that its group or everybody may read.
 * Returns the spec with these warnings added.
 */
export async function warnAboutFiles(spec: Spec, context: Context): Promise<Spec> {
  const found = await Promise.all(
    listSecretFiles(spec).map(async ({ path, file }): Promise<Diagnostic[]> => {
      const mode = await context.readMode(file);
      if (mode === undefined || (mode & othersMayRead) === 0) return [];
      const problem = {
        severity: "warning" as const,
        code: "secret.too-open",
        message: `others may read the file with the secret (mode ${(mode & 0o777).toString(8)})`,
        hint: "chmod 600 on the file",
      };
      return [spec.locate(path, problem)];
    }),
  );
  const warnings = found.flat();
  warn(context, warnings);
  return { ...spec, warnings: [...spec.warnings, ...warnings] };
}

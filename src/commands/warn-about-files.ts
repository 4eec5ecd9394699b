import type { Diagnostic } from "../errors.ts";
import { listSecretFiles } from "../spec/secrets.ts";
import type { Spec } from "../spec/types.ts";
import type { Context } from "./context.ts";
import { warn } from "./warn.ts";

const othersMayRead = 0o044;

/** Warns of each file with a secret that its group or everybody may read. */
export async function warnAboutFiles(spec: Spec, context: Context): Promise<void> {
  const found = await Promise.all(
    listSecretFiles(spec).map(async ({ path, file }): Promise<Diagnostic[]> => {
      const mode = await context.readMode(file);
      if (mode === undefined || (mode & othersMayRead) === 0) return [];
      const problem = {
        severity: "warning" as const,
        code: "secret.too-open",
        message: `the secret file is readable by others (mode ${(mode & 0o777).toString(8)})`,
        hint: "run chmod 600 on it",
      };
      return [spec.locate(path, problem)];
    }),
  );
  warn(context, found.flat());
}

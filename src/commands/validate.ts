import { type Diagnostic, ExitCode, SpecError } from "../errors.ts";
import { renderDiagnostics } from "../render/error-text.ts";
import { renderValidJson } from "../render/json.ts";
import { explainAbsence, isInRelease } from "../resources/history.ts";
import { resources } from "../resources/index.ts";
import { specPathOf } from "../resources/resource.ts";
import type { Spec } from "../spec/types.ts";
import type { Command } from "./context.ts";
import { readSpec } from "./read-spec.ts";

/** The options of `validate`. */
export interface ValidateOptions {
  spec: string;
  json: boolean;
  /** Check for a server of this release, too. */
  serverVersion?: string | undefined;
  /** Take keys that owconf does not know, for a server that is newer than it. */
  allowUnknown: boolean;
}

/** Checks a spec offline: no server, no secrets. */
export const validate: Command<ValidateOptions> = async (options, context) => {
  const spec = await readSpec(options.spec, context);
  const unknown = spec.unknown.map(({ problem }) => problem);
  const absent = options.serverVersion === undefined ? [] : findAbsent(spec, options.serverVersion);
  const errors = [...(options.allowUnknown ? [] : unknown), ...absent];
  if (errors.length > 0) throw new SpecError(errors.toSorted((a, b) => a.line - b.line));

  const notices = unknown.map((one): Diagnostic => ({ ...one, severity: "warning" }));
  context.stderr.write(renderDiagnostics(notices, context.stderr.paint));
  context.stdout.write(
    options.json
      ? renderValidJson(spec.file, [...spec.warnings, ...notices])
      : `${context.stdout.paint("green", "Valid:")} ${spec.file}\n`,
  );
  return ExitCode.ok;
};

/** Returns a problem for each declared setting that a server of that release lacks. */
function findAbsent(spec: Spec, version: string): Diagnostic[] {
  return resources.flatMap((resource) =>
    Object.keys(spec.declared[resource.name] ?? {})
      .filter((field) => !isInRelease(resource, field, version))
      .map((field) => {
        const [message, hint] = explainAbsence(resource, field, version);
        const problem = { severity: "error" as const, code: "spec.unknown-to-server", message, hint };
        return spec.locate(specPathOf(resource, field), problem);
      }),
  );
}

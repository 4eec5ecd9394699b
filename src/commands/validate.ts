import { type Diagnostic, ExitCode, SpecError } from "../errors.ts";
import { renderValidJson } from "../render/json.ts";
import { explainAbsence, findNeighbours, isInRelease } from "../resources/history.ts";
import { resources } from "../resources/index.ts";
import { specPathOf } from "../resources/resource.ts";
import { sortByPlace } from "../spec/diagnostics.ts";
import type { Spec } from "../spec/types.ts";
import type { Command } from "./context.ts";
import { readSpec } from "./read-spec.ts";
import { warn } from "./warn.ts";

/** The options of `validate`. */
export interface ValidateOptions {
  spec: string;
  json: boolean;
  /** Check for a server of this release, too. */
  serverVersion?: string | undefined;
  /** Accept keys that owconf does not know, for a server that is newer than it. */
  allowUnknown: boolean;
}

/** Checks a spec offline: no server, no secrets. */
export const validate: Command<ValidateOptions> = async (options, context) => {
  const spec = await readSpec(options.spec, context);
  const unknown = spec.unknown.map(({ problem }) =>
    options.allowUnknown ? { ...problem, severity: "warning" as const } : problem,
  );
  const absent = options.serverVersion === undefined ? [] : findAbsent(spec, options.serverVersion);
  const found = sortByPlace([...unknown, ...absent]);
  const errors = found.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new SpecError(errors);

  warn(context, found);
  context.stdout.write(
    options.json
      ? renderValidJson(spec.file, context.warnings)
      : `${context.stdout.paint("green", "Valid:")} ${spec.file}\n`,
  );
  return ExitCode.ok;
};

/** Returns a problem for each declared setting that a server of that release lacks, or may lack. */
function findAbsent(spec: Spec, version: string): Diagnostic[] {
  const neighbours = findNeighbours(version);
  return resources.flatMap((resource) =>
    Object.keys(spec.declared[resource.name] ?? {}).flatMap((field) => {
      const lacking = neighbours.filter((release) => !isInRelease(resource, field, release));
      if (lacking.length === 0) return [];
      const having = neighbours.find((release) => !lacking.includes(release));
      const path = specPathOf(resource, field);
      if (having === undefined) {
        const [message, hint] = explainAbsence(resource, field, version);
        return spec.locate(path, { severity: "error", code: "spec.unknown-to-server", message, hint });
      }
      return spec.locate(path, {
        severity: "warning",
        code: "spec.perhaps-unknown-to-server",
        message: `${field} may be unknown to this server (${version}): ${having} has it, ${lacking.join(", ")} does not`,
        hint: "run owconf plan against the server to be sure",
      });
    }),
  );
}

import { type Diagnostic, ExitCode, SpecError } from "../errors.ts";
import { showPath } from "../model/path.ts";
import type { Resource } from "../model/resource.ts";
import { findNode, listDeclared } from "../model/settings.ts";
import { explainAbsence, explainMissingResource, hasResource, isInRelease } from "../releases/history.ts";
import { findNeighbours } from "../releases/releases.ts";
import type { Format } from "../render/formats.ts";
import { renderValidJson } from "../render/json.ts";
import { findResource } from "../resources/index.ts";
import { sortByPlace } from "../spec/diagnostics.ts";
import type { Spec } from "../spec/types.ts";
import type { Command, Context } from "./context.ts";
import { isOneSpec, type SpecsOptions } from "./is-one-spec.ts";
import { readSpec } from "./read-spec.ts";
import { warn } from "./warn.ts";

/** The options of `validate`. */
export interface ValidateOptions {
  spec: string;
  format: Format;
  /** Check for a server of this release, too. */
  serverVersion?: string | undefined;
  /** Accept keys that owconf does not know, for a server that is newer than it. */
  allowUnknown: boolean;
}

/** Checks specs offline: no server, no secrets. */
export const validate: Command<Omit<ValidateOptions, "spec"> & Pick<SpecsOptions, "specs">> = async (
  options,
  context,
) => {
  const [spec = ""] = options.specs;
  if (await isOneSpec(options, context)) return validateOne({ ...options, spec }, context);
  const { validateSpecs } = await import("./validate-specs.ts");
  return validateSpecs(options, context, (one, own) => validateOne({ ...options, spec: one }, own));
};

const validateOne: Command<ValidateOptions> = async (options, context) => {
  const spec = await readSpec(options.spec, context);
  const unknown = spec.unknown.map(({ problem }) =>
    options.allowUnknown ? { ...problem, severity: "warning" as const } : problem,
  );
  const absent = options.serverVersion === undefined ? [] : findAbsent(spec, options.serverVersion);
  const found = sortByPlace([...unknown, ...absent]);
  const errors = found.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new SpecError(errors);

  warn(context, found);
  context.stdout.write(await renderValid(options.format, spec.file, context));
  return ExitCode.ok;
};

async function renderValid(format: Format, file: string, { stdout, warnings }: Context): Promise<string> {
  if (format === "json") return renderValidJson(file, warnings);
  if (format !== "github") return `${stdout.paint("green", "Valid:")} ${file}\n`;
  const { renderValidGithub } = await import("../render/plan-github.ts");
  return renderValidGithub(file, warnings);
}

/** Returns a problem for each declared setting that a server of that release lacks, or may lack. */
function findAbsent(spec: Spec, version: string): Diagnostic[] {
  const neighbours = findNeighbours(version);
  return Object.entries(spec.declared).flatMap(([name, declared]) => {
    const resource = findResource(name);
    const missing = describeMissingResource(resource, version);
    if (missing !== undefined) return spec.locate(resource.specPath, missing);
    return [...listDeclared(resource.root, declared).values()]
      .filter(({ path, isEntry }) => !isEntry && findNode(resource.root, path) !== undefined)
      .flatMap(({ path }) => {
        const lacking = neighbours.filter((release) => !isInRelease(resource, path, release));
        if (lacking.length === 0) return [];
        const having = neighbours.find((release) => !lacking.includes(release));
        const place = [...resource.specPath, ...path];
        if (having === undefined) {
          const [message, hint] = explainAbsence(resource, path, version);
          return spec.locate(place, { severity: "error", code: "spec.unknown-to-server", message, hint });
        }
        return spec.locate(place, {
          severity: "warning",
          code: "spec.perhaps-unknown-to-server",
          message: describePerhaps(path.at(-1) ?? "", version, having, lacking),
          hint: toBeSure,
        });
      });
  });
}

/** Returns the one problem of a section that a server of that release lacks, or may lack, as a whole. */
function describeMissingResource(
  resource: Resource,
  version: string,
): Pick<Diagnostic, "severity" | "code" | "message" | "hint"> | undefined {
  if (hasResource(resource, version) === true) return undefined;
  const releases = findNeighbours(version);
  const having = releases.find((release) => hasResource(resource, release) === true);
  if (having === undefined) {
    const [message, hint] = explainMissingResource(resource, version);
    return { severity: "error", code: "spec.unknown-to-server", message, hint };
  }
  const lacking = releases.filter((release) => hasResource(resource, release) !== true);
  const message = describePerhaps(showPath(resource.specPath), version, having, lacking);
  return { severity: "warning", code: "spec.perhaps-unknown-to-server", message, hint: toBeSure };
}

const toBeSure = "run owconf plan against the server to be sure";

function describePerhaps(name: string, version: string, having: string, lacking: readonly string[]): string {
  return `${name} may be unknown to this server (${version}): ${having} has it, ${lacking.join(", ")} does not`;
}

import { type Diagnostic, SpecError } from "../errors.ts";
import { resources } from "../resources/index.ts";
import type { Json, Resource } from "../resources/resource.ts";
import { createDiagnostic, createDiagnostics, type Problem } from "./diagnostics.ts";
import { readDocument } from "./document.ts";
import { createFrameRenderer, createKeyFrameRenderer } from "./frames.ts";
import { findEntry, listSettings } from "./model.ts";
import { describeIssues } from "./problems.ts";
import { readPath } from "./read-path.ts";
import { readTree } from "./read-tree.ts";
import { isReference, listReferences } from "./references.ts";
import { specModel, specSchema } from "./schema.ts";
import { readSource } from "./source.ts";
import { findPlace, type Tree } from "./tree.ts";
import type { DeclaredFields, Spec, SpecServer, UnknownKey } from "./types.ts";
import { adviseVariable, describeLiteralSecret, describeSecretProblem, isVariable } from "./wording.ts";

/** How `parseSpec` takes what it does not know. */
export interface ParseOptions {
  /** Return keys below a resource that owconf does not know in `unknown`, instead of refusing them. */
  keepUnknown?: boolean;
}

/**
 * Returns the spec that stands in a file's content; `file` is its name for messages. Reads nothing
 * else: secrets stay references. Throws SpecError with all problems, warnings among them, in the
 * order of the file.
 */
export function parseSpec(content: Uint8Array | string, file: string, options: ParseOptions = {}): Spec {
  const source = readSource(content, file);
  const reading = readDocument(source);
  if ("problems" in reading) {
    throw new SpecError(createDiagnostics(reading.problems, source, createKeyFrameRenderer(source)));
  }
  if (reading.document.contents === null) throw new SpecError([describeEmpty(file)]);

  const tree = readTree(reading.document, specModel, source);
  const frame = createFrameRenderer(source, tree.segments);
  const checked = specSchema.safeParse(tree.value);
  const problems = [
    ...tree.problems,
    ...(checked.success ? [] : describeIssues(checked.error.issues, tree, specModel)),
    ...findLiteralSecrets(tree),
    ...(options.keepUnknown ? findBrokenReferences(tree) : []),
    ...(checked.success && tree.problems.length === 0 ? [...findVariables(tree), ...findNothing(tree)] : []),
  ];
  const diagnostics = createDiagnostics(problems, source, frame);
  const unknown = options.keepUnknown ? findUnknown(tree.value, diagnostics) : [];
  const known = diagnostics.filter((one) => !unknown.some(({ problem }) => problem === one));
  if (known.some((one) => one.severity === "error")) throw new SpecError(diagnostics);

  return {
    file,
    server: (readPath(tree.value, ["server"]) ?? {}) as SpecServer,
    allow: (readPath(tree.value, ["allow"]) ?? []) as string[],
    declared: collectDeclared(tree.value, resources),
    unknown,
    warnings: known,
    locate: (path, problem) => {
      const place = findPlace(tree, path);
      return createDiagnostic({ ...problem, ...place.target, path: place.shown }, source, frame);
    },
  };
}

/** Returns what a valid spec states for each resource, by the server's names. */
export function collectDeclared(
  value: Json,
  registry: readonly Resource[],
): Readonly<Record<string, DeclaredFields>> {
  const declared: Record<string, DeclaredFields> = {};
  for (const resource of registry) {
    const section = readPath(value, resource.specPath);
    const fields = Object.entries(resource.fields).flatMap(([name, field]): [string, Json][] => {
      const stated = readPath(section, [field.specKey ?? name]);
      return stated === undefined ? [] : [[name, stated]];
    });
    if (fields.length > 0) declared[resource.name] = Object.fromEntries(fields);
  }
  return declared;
}

function findUnknown(value: Json, diagnostics: readonly Diagnostic[]): UnknownKey[] {
  const problems = diagnostics.filter(({ code }) => code === "spec.unknown-key");
  return resources.flatMap(({ name, specPath }) => {
    const section = readPath(value, specPath);
    if (section === null || typeof section !== "object" || Array.isArray(section)) return [];
    return Object.entries(section).flatMap(([field, stated]): UnknownKey[] => {
      const problem = problems.find(({ path }) => path === [...specPath, field].join("."));
      return problem ? [{ resource: name, field, value: stated, problem }] : [];
    });
  });
}

/** A reference under a key that owconf does not know stands for a secret as well. */
function findBrokenReferences(tree: Tree): Problem[] {
  return resources.flatMap(({ specPath }) => {
    const section = readPath(tree.value, specPath);
    if (section === null || typeof section !== "object" || Array.isArray(section)) return [];
    return Object.entries(section)
      .filter(([key]) => findEntry(specModel, [...specPath, key]) === undefined)
      .flatMap(([key, stated]) => listReferences(stated, [...specPath, key]))
      .filter(([, reference]) => !isReference(reference))
      .map(([path, reference]): Problem => {
        const place = findPlace(tree, path);
        const words = describeSecretProblem(place.shown, reference, place);
        return { severity: "error", ...words, ...place.key, path: place.shown };
      });
  });
}

/** A drift check of a spec without settings would be green for ever. */
function findNothing(tree: Tree): Problem[] {
  const isSection = ({ specPath: [key = ""] }: Resource) => readPath(tree.value, [key]) !== undefined;
  if (resources.some(isSection)) return [];
  const message = "the spec declares no settings: there is nothing to compare";
  const hint = "add some under adminConfig or ldap, or start with owconf export";
  return [
    { severity: "warning", code: "spec.no-settings", message, hint, ...findPlace(tree, ["version"]).key },
  ];
}

function findLiteralSecrets(tree: Tree): Problem[] {
  return listSettings(specModel)
    .filter(([, setting]) => setting.sensitive)
    .flatMap(([path]) => {
      const value = readPath(tree.value, path);
      if (typeof value !== "string" || value === "") return [];
      const place = findPlace(tree, path);
      return [{ ...describeLiteralSecret(place.shown, value), ...place.target, path: place.shown }];
    });
}

function findVariables(tree: Tree): Problem[] {
  return listSettings(specModel).flatMap(([path, { sensitive }]) => {
    if (sensitive || !isVariable(readPath(tree.value, path))) return [];
    const place = findPlace(tree, path);
    return [
      {
        severity: "warning" as const,
        code: "spec.variable",
        message: `${place.shown} looks like a variable, but is used as text`,
        hint: adviseVariable(path),
        ...place.target,
        path: place.shown,
      },
    ];
  });
}

function describeEmpty(file: string): Diagnostic {
  return {
    severity: "error",
    code: "spec.empty",
    message: "the spec is empty",
    hint: "start with `version: 1`",
    file,
    line: 1,
    column: 1,
  };
}

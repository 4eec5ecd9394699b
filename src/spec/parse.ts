import { type Diagnostic, SpecError } from "../errors.ts";
import { holdsCredentials } from "../model/credentials.ts";
import { isObject, type Json, readPath } from "../model/json.ts";
import { lightZod, takes } from "../model/light-zod.ts";
import { displayPath, isWithin, type Path } from "../model/path.ts";
import type { Resource } from "../model/resource.ts";
import { findNode, listDeclared, markRemoved, type Setting } from "../model/settings.ts";
import { resources } from "../resources/index.ts";
import { createDiagnostic, createDiagnostics, type Problem } from "./diagnostics.ts";
import { readDocument } from "./document.ts";
import { createFrameRenderer, renderKeyFrame } from "./frames.ts";
import { findResourceAt, showPlace, specModel } from "./model.ts";
import { readTree } from "./read-tree.ts";
import { isReference, listReferences } from "./references.ts";
import { createSchemaFor } from "./schema.ts";
import { positionAt, readSource, type Source } from "./source.ts";
import { findPlace, type Tree } from "./tree.ts";
import type { Spec, SpecServer, UnknownKey } from "./types.ts";
import { adviseVariable, describeLiteralSecret, describeSecretProblem, isVariable } from "./wording.ts";

/** How a spec is judged that has what owconf does not know. */
export interface ParseOptions {
  /** Return keys below a resource that owconf does not know in `unknown`, instead of refusing them. */
  keepUnknown?: boolean;
}

/** A spec file whose syntax is right; what it states may still be wrong. */
export interface SpecReading {
  source: Source;
  tree: Tree;
  /** What is wrong with its values is not looked for where nothing is. */
  hasIssues: boolean;
}

/** Returns what stands in a file's content; `file` is its name for messages. Throws SpecError. */
export function readSpecText(content: Uint8Array | string, file: string): SpecReading {
  const source = readSource(content, file);
  const reading = readDocument(source);
  if ("problems" in reading) {
    throw new SpecError(createDiagnostics(reading.problems, renderKeyFrame));
  }
  if (reading.document.contents === null) throw new SpecError([describeEmpty(file)]);
  const tree = readTree(reading.document, specModel, source);
  return { source, tree, hasIssues: !takes(createSchemaFor(lightZod, tree.value), tree.value) };
}

/** Returns the spec, given what `findIssues` found in it. Throws SpecError as `parseSpec` does. */
export function judgeSpec(
  { source, tree }: SpecReading,
  issues: readonly Problem[],
  options: ParseOptions = {},
): Spec {
  const frame = createFrameRenderer(tree.segments);
  const value = markRemoved(specModel, tree.value);
  const declared = collectDeclared(value, resources);
  const stated = [...listDeclared(specModel, value).values()];
  const isRight = issues.length === 0 && tree.problems.length === 0;
  const problems = [
    ...tree.problems,
    ...issues,
    ...findLiteralSecrets(stated, tree),
    ...findWrongNames(stated, tree),
    ...(options.keepUnknown ? findBrokenReferences(stated, tree) : []),
    ...(isRight
      ? [
          ...findMisplacedReferences(stated, tree),
          ...findVariables(stated, tree),
          ...findNothing(declared, tree),
        ]
      : []),
  ];
  const diagnostics = createDiagnostics(problems, frame);
  const unknown = options.keepUnknown ? findUnknown(issues, diagnostics, tree) : [];
  const known = diagnostics.filter((one) => !unknown.some(({ problem }) => problem === one));
  if (known.some((one) => one.severity === "error")) throw new SpecError(diagnostics);

  return {
    file: source.file,
    server: (readPath(tree.value, ["server"]) ?? {}) as SpecServer,
    allow: (readPath(tree.value, ["allow"]) ?? []) as string[],
    declared,
    unknown,
    warnings: known,
    fileOf: (path) => findPlace(tree, path).key.source.file,
    locate: (path, problem) => {
      const place = findPlace(tree, path);
      return createDiagnostic({ ...problem, ...place.target, path: place.shown }, frame);
    },
  };
}

/** Returns what a spec states for each resource, in the form of the spec. */
export function collectDeclared(value: Json, registry: readonly Resource[]): Readonly<Record<string, Json>> {
  const declared: Record<string, Json> = {};
  for (const { name, specPath, root } of registry) {
    const section = readPath(value, specPath);
    if (section === undefined) continue;
    const own = withoutOthers(section, specPath, registry);
    if (listDeclared(root, own).size > 0) declared[name] = own;
  }
  return declared;
}

/** LDAP is one section of two resources. */
function withoutOthers(section: Json, specPath: Path, registry: readonly Resource[]): Json {
  if (!isObject(section)) return section;
  const isOthers = (key: string) => registry.some((one) => isWithin(one.specPath, [...specPath, key]));
  return Object.fromEntries(Object.entries(section).filter(([key]) => !isOthers(key)));
}

function findUnknown(
  problems: readonly Problem[],
  diagnostics: readonly Diagnostic[],
  tree: Tree,
): UnknownKey[] {
  return problems.flatMap(({ unknownKey, source, start }): UnknownKey[] => {
    const found = unknownKey && findResourceAt(unknownKey);
    const value = unknownKey && readPath(tree.value, unknownKey);
    const { line, column } = positionAt(source, start);
    const problem = diagnostics.find(
      (one) =>
        one.code === "spec.unknown-key" &&
        one.file === source.file &&
        one.line === line &&
        one.column === column,
    );
    if (!found || value === undefined || problem === undefined) return [];
    return [{ resource: found.resource.name, path: found.below, value, problem }];
  });
}

/** A reference under a key that owconf does not know stands for a secret as well. */
function findBrokenReferences(stated: readonly Setting[], tree: Tree): Problem[] {
  return stated
    .filter(({ path, leaf, isEntry }) => !leaf && !isEntry && findResourceAt(path) !== undefined)
    .flatMap(({ path, value = null }) => listReferences(value, path))
    .filter(([, reference]) => !isReference(reference))
    .map(([path, reference]): Problem => {
      const place = findPlace(tree, path);
      const words = describeSecretProblem(place.shown, reference, place);
      return { severity: "error", ...words, ...place.key, path: place.shown };
    });
}

/** A drift check of a spec without settings would be green for ever. */
function findNothing(declared: Spec["declared"], tree: Tree): Problem[] {
  if (Object.keys(declared).length > 0) return [];
  const message = "the spec declares no settings: there is nothing to compare";
  const hint = "add some, for example under adminConfig, or start with owconf export";
  return [
    { severity: "warning", code: "spec.no-settings", message, hint, ...findPlace(tree, ["version"]).key },
  ];
}

function findLiteralSecrets(stated: readonly Setting[], tree: Tree): Problem[] {
  return stated.flatMap(({ path, leaf, value }) => {
    if (leaf?.secret === undefined || typeof value !== "string" || value === "") return [];
    const place = findPlace(tree, path);
    return [{ ...describeLiteralSecret(place.shown, value), ...place.target, path: place.shown }];
  });
}

function isByUrl(path: Path): boolean {
  const collection = findNode(specModel, path.slice(0, -1));
  return collection?.kind === "collection" && collection.isByUrl === true;
}

/** The name of an entry is shown wherever it is spoken of. */
function findWrongNames(stated: readonly Setting[], tree: Tree): Problem[] {
  return stated.flatMap(({ path, isEntry }) => {
    const name = path.at(-1) ?? "";
    if (!isEntry) return [];
    const place = findPlace(tree, path);
    if (isByUrl(path) && !/^https?:\/\//i.test(name)) {
      // It may be a key that stands in the wrong place: it is not shown.
      const message = `an entry of ${displayPath(path.slice(0, -1))} is named by its URL`;
      const meant = findNode(specModel, [...path.slice(0, -1), "*", name]);
      const hint = meant
        ? `the URL comes first: ${showPlace([...path.slice(0, -1), "*", name])}`
        : "begin it with http:// or https://";
      return [{ severity: "error" as const, code: "spec.key", message, hint, ...place.key }];
    }
    if (!holdsCredentials(name)) return [];
    const message = "the address that names this entry holds a user name, a password or a token";
    const hint =
      "give them in its key or headers; what must stand in the address can only be set in the admin panel";
    return [
      {
        severity: "error" as const,
        code: "spec.credentials-in-name",
        message,
        hint,
        ...place.key,
        path: place.shown,
      },
    ];
  });
}

/** A map of parameters is sent as it stands. */
function findMisplacedReferences(stated: readonly Setting[], tree: Tree): Problem[] {
  return stated.flatMap(({ path, leaf, value = null }) => {
    if (leaf === undefined || leaf.secret || leaf.refersTo || !isObject(value)) return [];
    return listReferences(value, path)
      .filter(([, reference]) => isReference(reference))
      .map(([below]): Problem => {
        const place = findPlace(tree, below);
        const message = `${place.shown} is no secret and cannot be given by reference`;
        const hint = "write the value out; a secret among parameters can only be set in the admin panel";
        return { severity: "error", code: "spec.reference", message, hint, ...place.key, path: place.shown };
      });
  });
}

function findVariables(stated: readonly Setting[], tree: Tree): Problem[] {
  return stated.flatMap(({ path, leaf, value }) => {
    if (leaf === undefined || leaf.secret || !isVariable(value)) return [];
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

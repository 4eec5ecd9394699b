import { type Diagnostic, SpecError } from "../errors.ts";
import { getOwn } from "../model/json.ts";
import { lightZod, takes } from "../model/light-zod.ts";
import { chainTooLong, describeCycle, describeFailure, describeLimit, describeSize } from "./base-wording.ts";
import { createDiagnostics, type Problem, type ProblemText, sortByPlace } from "./diagnostics.ts";
import { createFrameRenderer } from "./frames.ts";
import { type Base, listBases } from "./list-bases.ts";
import { locateFile, simplifyPath } from "./locate-file.ts";
import { mergeTrees } from "./merge-trees.ts";
import { judgeSpec, readSpecText, type SpecReading } from "./parse.ts";
import { createSchemaFor } from "./schema.ts";
import { maxBytes } from "./source.ts";
import { maxChain, maxEntries } from "./syntax.ts";
import { boundText } from "./text.ts";
import { createProblem, findPlace, type Tree } from "./tree.ts";
import type { FileSources } from "./types.ts";

/**
 * Returns a spec merged with all files that it extends, directly or not. Each counts once, below every file
 * that extends it. Throws SpecError with all of them that cannot be read or are no specs.
 */
export async function extendSpec(spec: SpecReading, sources: FileSources): Promise<SpecReading> {
  // It is judged alone then: what it lacks must not come from a base.
  if (!hasSoundHead(spec.tree)) return spec;
  const reader = new BaseReader(spec.tree, sources);
  const tree = mergeTrees(await reader.readAll(), spec.tree);
  return { ...spec, tree, hasIssues: !takes(createSchemaFor(lightZod, tree.value), tree.value) };
}

/** A file on the way from the spec to what it extends. */
interface Link {
  file: string;
  /** The same for a file however it is named. */
  id: string;
}

class BaseReader {
  readonly #spec: Tree;
  readonly #sources: FileSources;
  /** All that could be read, whatever is wrong with it. */
  readonly #trees: Tree[];
  /** Each behind what it extends itself. */
  readonly #inOrder: Tree[] = [];
  /** What to say of the lines that name a file, by the file's id. */
  readonly #seen = new Map<string, ProblemText | undefined>();
  readonly #problems: Problem[] = [];
  readonly #faulty: Diagnostic[] = [];
  #bytes: number;
  #entries: number;

  constructor(spec: Tree, sources: FileSources) {
    this.#spec = spec;
    this.#sources = sources;
    this.#trees = [spec];
    this.#bytes = new TextEncoder().encode(spec.source.text).byteLength;
    this.#entries = spec.places.size - 1;
  }

  async readAll(): Promise<Tree[]> {
    await this.#readBelow(this.#spec, [this.#toLink(this.#spec.source.file)]);
    if (this.#problems.length > 0 || this.#faulty.length > 0) throw this.#createError();
    return this.#inOrder;
  }

  async #readBelow(tree: Tree, chain: readonly Link[]): Promise<void> {
    for (const base of listBases(tree)) {
      const words = await this.#readBase(tree, base, chain);
      if (words) this.#reportAt(tree, base, words);
    }
    if (tree !== this.#spec) this.#inOrder.push(tree);
  }

  /** Returns what is wrong with the line that names the file; what is wrong within it is kept. */
  async #readBase(tree: Tree, base: Base, chain: readonly Link[]): Promise<ProblemText | undefined> {
    const link = this.#toLink(locateFile(tree.source.file, base.file));
    const start = chain.findIndex(({ id }) => id === link.id);
    if (start !== -1) return describeCycle([...chain.slice(start), link].map(({ file }) => file));
    if (this.#seen.has(link.id)) return this.#seen.get(link.id);
    if (chain.length > maxChain) return chainTooLong;

    // What may be a secret in the wrong place is not shown.
    const isShown = findPlace(tree, base.path).showable;
    const name = isShown ? `the file ${boundText(link.file, 200)}` : "the file given here";
    const read = await this.#readContent(link, base, name);
    this.#seen.set(link.id, read.words);
    if (read.words) return read.words;
    this.#bytes += read.content.byteLength;
    if (this.#bytes > maxBytes) this.#stopAt(tree, base, describeLimit("bytes", name));
    const { parsed } = this.#sources;
    const reading =
      parsed?.get(link.id) ?? (await this.#keepProblems(() => readSpecText(read.content, link.file)));
    if (reading === undefined) return undefined;
    parsed?.set(link.id, reading);
    this.#trees.push(reading.tree);
    this.#entries += reading.tree.places.size - 1;
    if (this.#entries > maxEntries) this.#stopAt(tree, base, describeLimit("entries", name));
    if (hasSoundHead(reading.tree)) await this.#readBelow(reading.tree, [...chain, link]);
    else await this.#keepProblems(() => judgeAlone(reading));
    return undefined;
  }

  async #readContent(
    { file }: Link,
    base: Base,
    name: string,
  ): Promise<{ content: Uint8Array; words?: undefined } | { words: ProblemText }> {
    try {
      const content = await this.#sources.readFile(file);
      const words = describeSize(content.byteLength, name);
      return words ? { words } : { content };
    } catch (error) {
      return { words: describeFailure(error, base.file, name) };
    }
  }

  async #keepProblems<Result>(read: () => Result | Promise<Result>): Promise<Result | undefined> {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof SpecError)) throw error;
      this.#faulty.push(...error.diagnostics);
      return undefined;
    }
  }

  #toLink(path: string): Link {
    const file = simplifyPath(path);
    return { file, id: this.#sources.resolvePath?.(file) ?? file };
  }

  #reportAt(tree: Tree, { path }: Base, words: ProblemText): void {
    this.#problems.push(createProblem(findPlace(tree, path), words, "target"));
  }

  #stopAt(tree: Tree, base: Base, words: ProblemText): never {
    this.#reportAt(tree, base, words);
    throw this.#createError();
  }

  #createError(): SpecError {
    const frame = createFrameRenderer(this.#trees.flatMap(({ segments }) => segments));
    return new SpecError(sortByPlace([...this.#faulty, ...createDiagnostics(this.#problems, frame)]));
  }
}

/** Throws SpecError for a spec without a sound head; zod, which explains it, is loaded here only. */
async function judgeAlone(reading: SpecReading): Promise<void> {
  const { findIssues } = await import("./find-issues.ts");
  judgeSpec(reading, findIssues(reading.tree), { keepUnknown: true });
}

/** Each file is a spec of its own: it says its version, and properly what it extends. */
function hasSoundHead(tree: Tree): boolean {
  const stated = getOwn(tree.value, "extends");
  const isEmpty = stated === undefined || (Array.isArray(stated) && stated.length === 0);
  return getOwn(tree.value, "version") === 1 && (isEmpty || listBases(tree).length > 0);
}

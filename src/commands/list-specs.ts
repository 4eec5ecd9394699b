import { SpecError, UsageError } from "../errors.ts";
import { listBases } from "../spec/list-bases.ts";
import { locateFile, simplifyPath } from "../spec/locate-file.ts";
import { readSpecText } from "../spec/parse.ts";
import type { Context } from "./context.ts";

/** A part of all specs, for runs that share the work. */
export interface Shard {
  /** From 1; undefined where JOB_COMPLETION_INDEX, which counts from 0, says which. */
  index: number | undefined;
  count: number;
}

/**
 * Returns the spec files that files and folders stand for: of a folder its YAML files, in alphabetical order, without
 * those that others there extend. Throws `UsageError` for a folder with none, and for standard input among several.
 */
export async function listSpecs(paths: readonly string[], context: Context): Promise<string[]> {
  if (paths.length > 1 && paths.includes("-")) {
    throw new UsageError("standard input holds one spec, and several are given", {
      hint: "give files and folders, or - alone",
    });
  }
  const found = await Promise.all(paths.map((path) => listOne(path, context)));
  return [...new Set(found.flat())];
}

async function listOne(path: string, context: Context): Promise<string[]> {
  const names = path === "-" ? undefined : await context.listFolder(path);
  if (names === undefined) return [path];
  const folder = path.replace(/[\\/]+$/, "");
  const files = names
    .filter((name) => /^[^.].*\.ya?ml$/.test(name))
    .toSorted()
    .map((name) => `${folder}/${name}`);
  const extended = (await Promise.all(files.map((file) => listExtended(file, context)))).flat();
  const bases = new Set(extended.map((file) => context.resolvePath(file)));
  const specs = files.filter((file) => !bases.has(context.resolvePath(file)));
  if (specs.length > 0) return specs;
  throw new UsageError(`${path} is a folder without specs`, {
    hint: "specs are files that end in .yaml or .yml; one that another file there extends is only a part of it",
  });
}

/** What is wrong with a file is told when it is read as a spec. */
async function listExtended(file: string, context: Context): Promise<string[]> {
  try {
    const { tree } = readSpecText(await context.readFile(file), file);
    return listBases(tree).map((base) => simplifyPath(locateFile(file, base.file)));
  } catch (error) {
    if (error instanceof SpecError || (error instanceof Error && "code" in error)) return [];
    throw error;
  }
}

/**
 * Returns the specs of a shard: every n-th one, so that all shards together have each once. Throws `UsageError` when
 * nothing says which shard it is.
 */
export function pickShard(
  specs: readonly string[],
  { index, count }: Shard,
  { env }: Pick<Context, "env">,
): string[] {
  const own = index ?? readIndex(env.JOB_COMPLETION_INDEX);
  if (own === undefined) {
    throw new UsageError(`--shard ${count} does not say which of the ${count} shards this is`, {
      hint: `give --shard 1/${count} to --shard ${count}/${count}, or run as a Kubernetes Indexed Job, which sets JOB_COMPLETION_INDEX`,
    });
  }
  if (own > count) {
    throw new UsageError(
      `JOB_COMPLETION_INDEX is ${own - 1}, and --shard ${count} has indexes from 0 to ${count - 1}`,
      {
        hint: "let --shard have the number of completions of the Job",
      },
    );
  }
  return specs.filter((_spec, position) => position % count === own - 1);
}

function readIndex(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) + 1 : undefined;
}

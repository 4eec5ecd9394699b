import type { ProblemText } from "./diagnostics.ts";
import { formatMebibytes, maxBytes } from "./source.ts";
import { maxChain } from "./syntax.ts";
import { boundText } from "./text.ts";

/** Returns what to say of the line that closes a circle of files. */
export function describeCycle(files: readonly string[]): ProblemText {
  const chain = files.map((file) => boundText(file, 200)).join(" → ");
  return {
    code: "spec.extends-cycle",
    message: `these files extend each other in a circle: ${chain}`,
    hint: "remove one of the files from `extends`",
  };
}

/** What to say of the line that goes on with a chain that never seems to end. */
export const chainTooLong: ProblemText = {
  code: "spec.extends-depth",
  message: `more than ${maxChain} files extend each other in a row`,
  hint: "merge some of them into one",
};

/** Returns why a file cannot be read; `name` stands for it in the message, `path` is as the spec says it. */
export function describeFailure(error: unknown, path: string, name: string): ProblemText {
  const errno = error instanceof Error && "code" in error ? String(error.code) : "";
  if (errno === "ENOENT" || errno === "ENOTDIR") {
    return { code: "spec.base-missing", message: `${name} does not exist`, hint: adviseMissing(path) };
  }
  const code = "spec.base-unreadable";
  if (errno === "EISDIR") {
    return { code, message: `${name} is a folder`, hint: "give the path of a spec file" };
  }
  if (errno === "EACCES" || errno === "EPERM") {
    const hint = "check the permissions of the file and its folder";
    return { code, message: `${name} cannot be read: permission denied`, hint };
  }
  const reason = /^[A-Z0-9_]+$/.test(errno) ? ` (${errno})` : "";
  return { code, message: `${name} cannot be read${reason}` };
}

function adviseMissing(path: string): string {
  if (path.startsWith("~")) return "~ is not expanded: write the full path";
  if (/^\w+:\/\//.test(path)) return "`extends` takes paths of files, no addresses";
  return "a relative path starts at the folder of the file that says it";
}

/** Returns what to say of a file of so many bytes, undefined when it is small enough. */
export function describeSize(bytes: number, name: string): ProblemText | undefined {
  if (bytes <= maxBytes) return undefined;
  return {
    code: "spec.too-large",
    message: `${name} is ${formatMebibytes(bytes)}; the limit is 1 MiB`,
    hint: "check that this is the file you meant",
  };
}

const limits = {
  bytes: { code: "spec.too-large", limit: "1 MiB" },
  entries: { code: "yaml.entries", limit: "20,000 keys and list items" },
};

/** Returns what to say of the file with which a spec and all that it extends are too much. */
export function describeLimit(of: keyof typeof limits, name: string): ProblemText {
  const { code, limit } = limits[of];
  return {
    code,
    message: `with ${name}, the spec and what it extends have more than ${limit}`,
    hint: "keep only what they shall manage",
  };
}

/** The forms in which commands say what they found. */
export const formats = ["text", "json", "markdown", "github", "junit"] as const;
export type Format = (typeof formats)[number];

/**
 * Returns the form that a command line asks for, however wrong the rest of it is; "text" for none. JSON wins, so that
 * a program that asks for it gets nothing else.
 */
export function findFormat(args: readonly string[]): Format {
  const asked = args.flatMap((arg, index) => {
    if (arg === "--json" || arg === "--markdown") return [arg.slice("--".length)];
    if (arg === "--format") return [args[index + 1] ?? ""];
    return arg.startsWith("--format=") ? [arg.slice("--format=".length)] : [];
  });
  if (asked.includes("json")) return "json";
  return formats.find((format) => asked.at(-1) === format) ?? "text";
}

import manifest from "../package.json" with { type: "json" };
import { ExitCode, OwconfError } from "./errors.ts";
import { reportBug } from "./project.ts";

/** Anything that nobody expected. The message of the cause stays out: it may hold a secret. */
export class BugError extends OwconfError {
  override readonly code = "bug";
  override readonly exitCode = ExitCode.bug;
  readonly frames: string;

  constructor(cause: unknown) {
    super(`owconf ${manifest.version} crashed: ${cause instanceof Error ? cause.name : typeof cause}`, {
      hint: `${reportBug}, with the command, the version and the lines below`,
    });
    const stack = cause instanceof Error ? (cause.stack ?? "") : "";
    this.frames = stack
      .split("\n")
      .filter((line) => /^\s+at /.test(line))
      .join("\n");
  }
}

/** Returns what was thrown as an error of owconf; what nobody expected is a `BugError`. */
export function toOwconfError(error: unknown): OwconfError {
  return error instanceof OwconfError && error.exitCode !== ExitCode.bug ? error : new BugError(error);
}

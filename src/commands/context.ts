import type { ExitCode } from "../errors.ts";
import type { Paint } from "../render/paint.ts";

/** A stream to write to. */
export interface Output {
  write: (text: string) => void;
  paint: Paint;
}

/** All of the outside that a command may touch. */
export interface Context {
  env: Readonly<Record<string, string | undefined>>;
  /** Only what the user asked for. */
  stdout: Output;
  /** Everything else: warnings, errors, progress, questions. */
  stderr: Output;
  /** Reads a file; `-` is standard input. */
  readFile: (path: string) => Promise<Uint8Array>;
  /** Writes a file that must not exist yet, unless `overwrite`. */
  writeFile: (path: string, text: string, overwrite: boolean) => Promise<void>;
  /** Asks a person; undefined where there is no terminal to ask on. */
  confirm: ((question: string) => Promise<boolean>) | undefined;
}

/** A command: options in, exit code out; what it says goes to the context's streams. */
export type Command<Options> = (options: Options, context: Context) => Promise<ExitCode>;

import type { Socket } from "node:net";
import type { Diagnostic, ExitCode } from "../errors.ts";
import type { Paint } from "../render/paint.ts";
import type { SpecReading } from "../spec/parse.ts";

/** A stream to write to. */
export interface Output {
  write: (text: string) => void;
  paint: Paint;
  /** A person watches it. */
  isTerminal?: boolean;
  /** How wide the terminal is; undefined where there is none, or where it does not say. */
  columns?: number | undefined;
  /** Shows a line that the next one replaces, on a terminal; elsewhere nothing. "" takes it away. */
  progress: (text: string) => void;
}

/** What a path leads to; of a `stream` (a device, a pipe, a socket) nothing can be overwritten. */
export type Place = "nothing" | "file" | "stream";

/** All of the outside that a command may touch. */
export interface Context {
  env: Readonly<Record<string, string | undefined>>;
  /** Only what the user asked for. */
  stdout: Output;
  /** Everything else: warnings, errors, progress, questions. */
  stderr: Output;
  /** What this run warned of, for JSON; `warn` adds to it. */
  warnings: Diagnostic[];
  /** The server that this run is about, as soon as it is known; what fails names it. */
  target?: string | undefined;
  /** Reads a file; `-` is standard input. */
  readFile: (path: string) => Promise<Uint8Array>;
  /** Returns the absolute form of a path. */
  resolvePath: (path: string) => string;
  /** Files that several specs extend, once they are parsed. */
  parsed?: Map<string, SpecReading>;
  /** Returns the names in a folder; undefined where the path leads to none. */
  listFolder: (path: string) => Promise<string[] | undefined>;
  /** Returns a file's mode, that of the target for a symbolic link; undefined where that says nothing. */
  readMode: (path: string) => Promise<number | undefined>;
  /** Throws `FileError` when the path is a folder, or a file that is there, unless `force`. */
  refuseExisting: (path: string, force: boolean) => Promise<void>;
  /** Returns what is where a file shall be written. Throws `FileError` for a folder, and where nothing can be written. */
  probePlace: (path: string) => Promise<Place>;
  /** Writes a file, or replaces it; with that mode, if given. Throws `FileError`. */
  writeFile: (path: string, text: string, mode?: number) => Promise<void>;
  /** Returns a TCP connection to something that is no Open WebUI. Fails as `node:net` does, and with ETIMEDOUT. */
  openSocket: (host: string, port: number, timeoutMs: number) => Promise<Socket>;
  /** Milliseconds since some moment. */
  now: () => number;
  sleep: (ms: number) => Promise<unknown>;
  /** Milliseconds since 1970. */
  wallClock: () => number;
  /** From now on, an interruption (Ctrl-C, SIGTERM) only aborts the signal that is returned. */
  catchInterruption: () => AbortSignal;
  /** Asks a person; undefined where there is no terminal to ask on. */
  confirm: ((question: string) => Promise<boolean>) | undefined;
  /**
   * Asks a person for a text, which is not shown while it is typed if `hidden`; it returns undefined when they do not
   * answer. Undefined where there is no terminal to ask on.
   */
  ask: ((question: string, hidden: boolean) => Promise<string | undefined>) | undefined;
}

/** A command: options in, exit code out; what it says goes to the context's streams. */
export type Command<Options> = (options: Options, context: Context) => Promise<ExitCode>;

import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A program to measure. */
export interface Contender {
  name: string;
  argv: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** The exit code that it must end with; 0 when left out. */
  code?: number;
  /** Run before each measurement, outside of it. */
  prepare?: () => void;
}

/** What one run took: milliseconds and megabytes. */
export interface Cost {
  wall: number;
  cpu: number;
  memory: number;
}

/** The costs of one contender, in the order of the rounds. */
export interface Series {
  name: string;
  costs: readonly Cost[];
}

/** Runs programs one at a time and measures them. */
export class Stopwatch {
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string>;
  readonly #cwd: string;

  constructor(cwd: string) {
    const program = fileURLToPath(new URL("wait4.py", import.meta.url));
    this.#child = spawn("python3", [program], { stdio: ["pipe", "pipe", "inherit"] });
    if (this.#child.stdout === null) throw new Error("python3 has no output");
    this.#answers = createInterface(this.#child.stdout)[Symbol.asyncIterator]();
    this.#cwd = cwd;
  }

  /** Returns what one run took. Throws when it ends with another exit code than it should. */
  async measure({ name, argv, env = {}, code = 0, prepare }: Contender): Promise<Cost> {
    prepare?.();
    // No NODE_OPTIONS and no npm variables: what is measured is the program alone.
    const { PATH = "", HOME = "" } = process.env;
    this.#child.stdin?.write(`${JSON.stringify({ argv, env: { PATH, HOME, ...env }, cwd: this.#cwd })}\n`);
    const answer = JSON.parse((await this.#answers.next()).value) as Cost & { code: number };
    if (answer.code !== code) throw new Error(`${name} ended with ${answer.code} instead of ${code}`);
    return answer;
  }

  /**
   * Measures contenders in turns, so that what else the machine does hits all of them alike. Each round begins
   * with another one, and the first round, which warms the file cache, does not count.
   */
  async compare(contenders: readonly Contender[], rounds: number): Promise<Series[]> {
    const costs = contenders.map((): Cost[] => []);
    for (let round = 0; round <= rounds; round++) {
      for (let turn = 0; turn < contenders.length; turn++) {
        const index = (round + turn) % contenders.length;
        const cost = await this.measure(contenders[index] as Contender);
        if (round > 0) costs[index]?.push(cost);
      }
    }
    return contenders.map(({ name }, index) => ({ name, costs: costs[index] ?? [] }));
  }

  close(): void {
    this.#child.stdin?.end();
  }
}

/** Returns the median, and the quartiles around it. */
export function summarise(values: readonly number[]): { median: number; low: number; high: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

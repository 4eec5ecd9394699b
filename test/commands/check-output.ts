import { Ajv, type ValidateFunction } from "ajv";
import { createOutputSchema } from "../../scripts/output-schema.ts";

let validate: ValidateFunction | undefined;

/** Returns what is wrong with a JSON output; undefined when the published schema names all that it has. */
export function findOutputProblem(output: unknown): string | undefined {
  validate ??= new Ajv({ allErrors: true }).compile(createOutputSchema({ closed: true }));
  return validate(output) ? undefined : JSON.stringify(validate.errors, null, 2);
}

/** Throws when the JSON that a command printed is not what the schema says. */
export function checkOutput(args: readonly string[], stdout: string): void {
  const output = JSON.parse(stdout);
  // Others print something else when they end well.
  if (!["validate", "plan", "apply"].includes(args[0] ?? "") && !("error" in output)) return;
  const problem = findOutputProblem(output);
  if (problem !== undefined) throw new Error(`owconf ${args.join(" ")} prints other JSON: ${problem}`);
}

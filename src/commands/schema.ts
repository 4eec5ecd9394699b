import { ExitCode } from "../errors.ts";
import { createJsonSchema } from "../spec/json-schema.ts";
import type { Command } from "./context.ts";

/** Prints the JSON Schema of the spec, for editors. */
export const schema: Command<object> = async (_options, context) => {
  context.stdout.write(`${JSON.stringify(createJsonSchema(), null, 2)}\n`);
  return ExitCode.ok;
};

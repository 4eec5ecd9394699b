import { ExitCode } from "../errors.ts";
import { renderValidJson } from "../render/json.ts";
import type { Command } from "./context.ts";
import { readSpec } from "./read-spec.ts";

/** Checks a spec offline: no server, no secrets. */
export const validate: Command<{ spec: string; json: boolean }> = async (options, context) => {
  const spec = await readSpec(options.spec, context);
  context.stdout.write(
    options.json
      ? renderValidJson(spec.file, spec.warnings)
      : `${context.stdout.paint("green", "Valid:")} ${spec.file}\n`,
  );
  return ExitCode.ok;
};

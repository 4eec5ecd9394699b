import { ExitCode, UsageError } from "../errors.ts";
import { renderExplanation } from "../render/explanation-text.ts";
import { renderExplanationJson } from "../render/json.ts";
import { type ExplainedKey, explainKeys } from "../spec/explain.ts";
import { suggestSetting } from "../spec/suggestions.ts";
import { quoteText } from "../spec/text.ts";
import type { Command } from "./context.ts";

/** The options of `explain`. */
export interface ExplainOptions {
  /** A key, a path, a label of the admin panel, or the name of an environment variable. */
  key: string;
  json: boolean;
}

/** Says what a setting is, which values it takes, which releases have it, and where the admin panel has it. */
export const explain: Command<ExplainOptions> = async ({ key, json }, { stdout }) => {
  const found: ExplainedKey[] = explainKeys(key);
  if (found.length === 0) {
    throw new UsageError(`no setting is called ${quoteText(key)}`, { hint: suggestSetting(key) });
  }
  stdout.write(json ? renderExplanationJson(found) : renderExplanation(found, stdout.paint));
  return ExitCode.ok;
};

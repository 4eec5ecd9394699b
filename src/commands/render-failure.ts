import type { OwconfError } from "../errors.ts";
import type { Format } from "../render/formats.ts";
import type { FailedRun } from "../render/plan-view.ts";
import type { Context } from "./context.ts";
import { nameTarget } from "./name-target.ts";

/** Returns what a command says on standard output that ends with an error; nothing for text, which goes to stderr. */
export async function renderFailure(
  format: Format,
  command: string,
  error: OwconfError,
  { env, target, warnings }: Context,
): Promise<string> {
  const run: FailedRun = {
    command: nameCommand(command),
    target: nameTarget(target ?? env.OWCONF_URL) ?? "unknown",
    error,
    warnings,
  };
  switch (format) {
    case "text":
      return "";
    case "json": {
      const { renderErrorJson } = await import("../render/json.ts");
      return renderErrorJson(error);
    }
    case "markdown": {
      const { renderFailureMarkdown } = await import("../render/failure-markdown.ts");
      return renderFailureMarkdown(run);
    }
    case "github": {
      const { renderFailureGithub } = await import("../render/plan-github.ts");
      return renderFailureGithub(run);
    }
    case "junit": {
      const { renderFailureJunit } = await import("../render/junit.ts");
      return renderFailureJunit(run);
    }
  }
}

/** What stands first on a command line may be anything. */
function nameCommand(word: string): string {
  return /^[a-z-]+$/.test(word) ? word : "run";
}

import { listStated } from "../src/commands/list-stated.ts";
import { UsageError } from "../src/errors.ts";
import type { Json } from "../src/model/json.ts";
import { planChanges } from "../src/plan/plan-changes.ts";
import { renderFailureMarkdown } from "../src/render/failure-markdown.ts";
import { renderPlanJson } from "../src/render/json.ts";
import { renderPlanJunit } from "../src/render/junit.ts";
import { plain } from "../src/render/paint.ts";
import { renderPlanGithub } from "../src/render/plan-github.ts";
import { renderPlanMarkdown } from "../src/render/plan-markdown.ts";
import { renderPlan } from "../src/render/plan-text.ts";
import { parseSpec } from "../src/spec/parse-spec.ts";

/** The example of docs/outputs.md: a spec, what a server holds, and the plan in every format. */

const url = "https://chat.example.com";

const text = `version: 1
adminConfig:
  ENABLE_SIGNUP: false
  SHOW_ADMIN_DETAILS: false
  JWT_EXPIRES_IN: "-1"
openai:
  connections:
    https://llm.example.com/v1:
      key: { env: LLM_API_KEY }
      config: { prefix_id: internal }
`;

const connection = { url: "https://llm.example.com/v1", key: "a", config: { prefix_id: "internal" } };
const live: Record<string, Json> = {
  adminConfig: { ENABLE_SIGNUP: false, SHOW_ADMIN_DETAILS: true, JWT_EXPIRES_IN: "1w", ENABLE_NOTES: true },
  openai: { ENABLE_OPENAI_API: true, connections: [connection] },
};

const languages = { text: "text", json: "json", markdown: "markdown", github: "text", junit: "xml" };

/** Returns the spec of the example, and its outputs by format, each as a block of code. */
export function renderOutputs(): Record<string, string> {
  const spec = parseSpec(text, "owconf.yaml");
  const openai = {
    connections: { [connection.url]: { key: "b", config: { prefix_id: "internal" } } },
  };
  const desired = { ...(spec.declared as Record<string, Json>), openai };
  const actor = { credential: "password", hasOAuth: false } as const;
  const plan = planChanges(desired, live, { url, version: "0.12.4" }, actor);
  const next = "owconf apply owconf.yaml --allow endless-session";
  const view = { plan, allowed: [], warnings: [], next };
  const stated = listStated({ spec, plan, desired });
  const outputs: Record<keyof typeof languages, string> = {
    text: renderPlan(plan, [], plain, next),
    json: renderPlanJson(plan, [], next),
    markdown: renderPlanMarkdown(view),
    github: renderPlanGithub({ ...view, stated }),
    junit: renderPlanJunit({ ...view, stated }),
  };
  const error = new UsageError("no account to sign in with", {
    hint: "set OWCONF_EMAIL and OWCONF_PASSWORD, or OWCONF_TOKEN",
  });
  const failure = renderFailureMarkdown({ command: "plan", target: url, error, warnings: [] });
  const blocks = Object.entries(languages).map(([format, language]) => [
    format,
    quote(language, outputs[format as keyof typeof languages]),
  ]);
  return { ...Object.fromEntries(blocks), spec: quote("yaml", text), failure: quote("markdown", failure) };
}

/** A comment has blocks of its own. */
function quote(language: string, code: string): string {
  return `\`\`\`\`${language}\n${code}\`\`\`\`\n`;
}

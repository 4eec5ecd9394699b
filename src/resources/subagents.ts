import type { Resource } from "../model/resource.ts";
import { flag, group, integer, text } from "./nodes.ts";

/** Tasks that a model hands on to others. */
export const subagents: Resource = {
  name: "subagents",
  title: "sub-agents",
  description: "Tasks that a model hands on to sub-agents, each in a chat of its own.",
  specPath: ["subagents"],
  panel: "Admin Panel > Settings > Sub-agents",
  read: { path: "/api/v1/configs/subagents" },
  write: { path: "/api/v1/configs/subagents" },
  root: group("Tasks that a model hands on to sub-agents, each in a chat of its own.", {
    ENABLE_SUBAGENTS: flag("Let models hand tasks on to sub-agents.", { label: "Enable sub-agents" }),
    SUBAGENTS_BACKGROUND_ENABLED: flag("Let sub-agents go on while the chat goes on, too.", {
      label: "Enable background sub-agents",
    }),
    SUBAGENTS_MAX_CONCURRENT: integer("How many sub-agents run at a time; 0: the server's own limit.", {
      label: "Max concurrent",
    }),
    SUBAGENTS_MAX_ASYNC: integer("How many of them run in the background; 0: the server's own limit.", {
      label: "Max background",
    }),
    SUBAGENTS_MAX_ITERATIONS: integer(
      "How many rounds of tool calls a sub-agent has; 0: the server's own limit.",
      { label: "Max iterations" },
    ),
    SUBAGENTS_MAX_OUTPUT: integer(
      "How many characters of its result go back to the chat; 0: the server's own limit.",
      { label: "Max output" },
    ),
    SUBAGENTS_SYSTEM_PROMPT: text("System prompt of sub-agents; empty: the built-in one.", {
      label: "System prompt",
    }),
  }),
};

import type { Json } from "../model/json.ts";
import type { Resource } from "../model/resource.ts";
import { flag, group, integer, text, texts } from "./nodes.ts";

/** Long chats, and the tools that they load. */
export const chats: Resource = {
  name: "chats",
  title: "chat settings",
  description: "How long chats are shortened for the model, and how chats use tools.",
  specPath: ["chats"],
  panel: "Admin Panel > Settings > Interface",
  read: { path: "/api/v1/chats/config" },
  write: { path: "/api/v1/chats/config" },
  root: group("How long chats are shortened for the model, and how chats use tools.", {
    ENABLE_CONTEXT_COMPACTION: flag("Replace the older part of a long chat with a summary for the model.", {
      label: "Context Compaction",
    }),
    CONTEXT_COMPACTION_MODEL: text("Id of the model that writes summaries; empty: the chat's own.", {
      label: "Context Compaction Model",
      refersTo: "model",
    }),
    CONTEXT_COMPACTION_TOKEN_THRESHOLD: integer("How many tokens a chat has before it is summarized.", {
      label: "Token Threshold",
      canonical: atLeast(1),
    }),
    CONTEXT_COMPACTION_TOKEN_CAP: integer("The highest threshold that a model may have of its own.", {
      label: "Token Cap",
      canonical: atLeast(1),
    }),
    CONTEXT_COMPACTION_RETENTION_PERCENTAGE: integer(
      "How much of the latest messages stays as it is, in percent; the server keeps it between 10 and 50.",
      { label: "Retained Messages", canonical: between(10, 50) },
    ),
    CONTEXT_COMPACTION_PROMPT_TEMPLATE: text(
      "What the model is told to summarize; empty: the built-in text.",
      {
        label: "Context Compaction Prompt",
      },
    ),
    ENABLE_TOOL_PERMISSIONS: flag("Ask people before a model uses a tool.", { label: "Tool Permissions" }),
    ENABLE_TOOL_SEARCH: flag("Let models look for tools instead of describing all of them at once.", {
      label: "Tool Search",
    }),
    TOOL_SEARCH_DEFER_THRESHOLD: integer(
      "A tool whose description has more characters than this is described only when it is found.",
      { label: "Deferral Threshold (characters)", canonical: atLeast(0) },
    ),
    TOOL_SEARCH_ALWAYS_LOADED: texts("Names of tools that are described at once all the same.", {
      label: "Always Loaded Tools",
      canonical: dropBlanks,
    }),
    TOOL_SEARCH_DEFER_BUILTIN_TOOLS: flag("Have built-in tools looked for as well.", {
      label: "Defer Built-in Tools",
    }),
  }),
};

function atLeast(min: number): (value: Json) => Json {
  return between(min, Number.POSITIVE_INFINITY);
}

function between(min: number, max: number): (value: Json) => Json {
  return (value) => (typeof value === "number" ? Math.min(max, Math.max(min, value)) : value);
}

function dropBlanks(value: Json): Json {
  if (!Array.isArray(value)) return value;
  return value.flatMap((one) => (typeof one === "string" ? one.trim() || [] : one));
}

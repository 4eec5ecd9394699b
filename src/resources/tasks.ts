import type { Resource } from "../model/resource.ts";
import { flag, group, integer, optionalAnyMap, optionalText, text } from "./nodes.ts";

/** What models do beside the chat: titles, tags, queries. */
export const tasks: Resource = {
  name: "tasks",
  title: "tasks",
  description: "What models do beside the chat: titles, tags, queries.",
  specPath: ["tasks"],
  panel: "Admin Panel > Settings > Interface",
  read: { path: "/api/v1/tasks/config" },
  write: { path: "/api/v1/tasks/config/update" },
  root: group("What models do beside the chat: titles, tags, queries.", {
    TASK_MODEL: optionalText(
      "Id of the model for tasks of chats with a local model; empty: the chat's own.",
      {
        label: "Local Task Model",
        refersTo: "model",
      },
    ),
    TASK_MODEL_EXTERNAL: optionalText(
      "Id of the model for tasks of chats with an external model; empty: the chat's own.",
      { label: "External Task Model", refersTo: "model" },
    ),
    TASK_MODEL_PARAMS: optionalAnyMap("Parameters such as temperature of the model for tasks.", {
      label: "Task Model Parameters",
    }),
    ENABLE_TITLE_GENERATION: flag("Give chats a title.", { label: "Title Generation" }),
    TITLE_GENERATION_PROMPT_TEMPLATE: prompt("make a title", "Title Generation Prompt"),
    ENABLE_TAGS_GENERATION: flag("Give chats tags.", { label: "Tags Generation" }),
    TAGS_GENERATION_PROMPT_TEMPLATE: prompt("find tags", "Tags Generation Prompt"),
    ENABLE_FOLLOW_UP_GENERATION: flag("Offer questions to go on with after an answer.", {
      label: "Follow Up Generation",
    }),
    FOLLOW_UP_GENERATION_PROMPT_TEMPLATE: prompt(
      "find questions to go on with",
      "Follow Up Generation Prompt",
    ),
    ENABLE_AUTOCOMPLETE_GENERATION: flag("Complete what people are typing.", {
      label: "Autocomplete Generation",
    }),
    AUTOCOMPLETE_GENERATION_INPUT_MAX_LENGTH: integer(
      "Complete nothing that is longer than so many characters; -1: no limit.",
      { label: "Autocomplete Generation Input Max Length" },
    ),
    AUTOCOMPLETE_GENERATION_PROMPT_TEMPLATE: prompt(
      "complete what people are typing",
      "Autocomplete Generation Prompt",
    ),
    ENABLE_SEARCH_QUERY_GENERATION: flag("Have a model write the queries of web searches.", {
      label: "Web Search Query Generation",
    }),
    ENABLE_RETRIEVAL_QUERY_GENERATION: flag("Have a model write the queries to documents and knowledge.", {
      label: "Retrieval Query Generation",
    }),
    QUERY_GENERATION_PROMPT_TEMPLATE: prompt("write queries", "Query Generation Prompt"),
    IMAGE_PROMPT_GENERATION_PROMPT_TEMPLATE: prompt("describe an image", "Image Prompt Generation Prompt"),
    TOOLS_FUNCTION_CALLING_PROMPT_TEMPLATE: prompt("choose tools", "Tools Function Calling Prompt"),
    ENABLE_VOICE_MODE_PROMPT: flag("Tell the model when it is being listened to.", {
      label: "Voice Mode Prompt",
    }),
    VOICE_MODE_PROMPT_TEMPLATE: optionalText(
      "What the model is told when it is being listened to; empty: the built-in text.",
      { label: "Prompt Template" },
    ),
  }),
};

function prompt(purpose: string, label: string) {
  return text(`What the model is told to ${purpose}; empty: the built-in text.`, { label });
}

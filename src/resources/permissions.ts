import type { Resource } from "../model/resource.ts";
import { flag, group } from "./nodes.ts";

/** What everybody may do; groups can only add to it. */
export const permissions: Resource = {
  name: "permissions",
  title: "default permissions",
  description: "What everybody may do who is no administrator. Groups add to it and take nothing away.",
  specPath: ["permissions"],
  panel: "Admin Panel > Users > Groups > Default permissions",
  read: { path: "/api/v1/users/default/permissions" },
  write: { path: "/api/v1/users/default/permissions" },
  root: group("What everybody may do who is no administrator. Groups add to it and take nothing away.", {
    workspace: group("What people may make in the workspace.", {
      models: allow("Make models of their own.", "Models Access", "WORKSPACE_MODELS_ACCESS"),
      knowledge: allow("Make knowledge bases.", "Knowledge Access", "WORKSPACE_KNOWLEDGE_ACCESS"),
      prompts: allow("Make prompts.", "Prompts Access", "WORKSPACE_PROMPTS_ACCESS"),
      tools: allow(
        "Make tools, and so run any code on the server.",
        "Tools Access",
        "WORKSPACE_TOOLS_ACCESS",
      ),
      skills: allow("Make skills.", "Skills Access", "WORKSPACE_SKILLS_ACCESS"),
      models_import: allow("Import models from a file.", "Import Models", "WORKSPACE_MODELS_IMPORT"),
      models_export: allow("Export models to a file.", "Export Models", "WORKSPACE_MODELS_EXPORT"),
      models_hidden: allow("Build on models that are hidden.", "Hidden Models", "WORKSPACE_MODELS_HIDDEN"),
      prompts_import: allow("Import prompts from a file.", "Import Prompts", "WORKSPACE_PROMPTS_IMPORT"),
      prompts_export: allow("Export prompts to a file.", "Export Prompts", "WORKSPACE_PROMPTS_EXPORT"),
      tools_import: allow("Import tools from a file.", "Import Tools", "WORKSPACE_TOOLS_IMPORT"),
      tools_export: allow("Export tools to a file.", "Export Tools", "WORKSPACE_TOOLS_EXPORT"),
      skills_import: allow("Import skills from a file.", "Import Skills", "WORKSPACE_SKILLS_IMPORT"),
      skills_export: allow("Export skills to a file.", "Export Skills", "WORKSPACE_SKILLS_EXPORT"),
    }),
    sharing: group("What people may share, and with whom.", {
      models: allow("Share their models.", "Models Sharing", "WORKSPACE_MODELS_ALLOW_SHARING"),
      public_models: allow(
        "Share their models with everybody.",
        "Models Public Sharing",
        "WORKSPACE_MODELS_ALLOW_PUBLIC_SHARING",
      ),
      knowledge: allow(
        "Share their knowledge bases.",
        "Knowledge Sharing",
        "WORKSPACE_KNOWLEDGE_ALLOW_SHARING",
      ),
      public_knowledge: allow(
        "Share their knowledge bases with everybody.",
        "Knowledge Public Sharing",
        "WORKSPACE_KNOWLEDGE_ALLOW_PUBLIC_SHARING",
      ),
      prompts: allow("Share their prompts.", "Prompts Sharing", "WORKSPACE_PROMPTS_ALLOW_SHARING"),
      public_prompts: allow(
        "Share their prompts with everybody.",
        "Prompts Public Sharing",
        "WORKSPACE_PROMPTS_ALLOW_PUBLIC_SHARING",
      ),
      tools: allow("Share their tools.", "Tools Sharing", "WORKSPACE_TOOLS_ALLOW_SHARING"),
      public_tools: allow(
        "Share their tools with everybody.",
        "Tools Public Sharing",
        "WORKSPACE_TOOLS_ALLOW_PUBLIC_SHARING",
      ),
      skills: allow("Share their skills.", "Skills Sharing", "WORKSPACE_SKILLS_ALLOW_SHARING"),
      public_skills: allow(
        "Share their skills with everybody.",
        "Skills Public Sharing",
        "WORKSPACE_SKILLS_ALLOW_PUBLIC_SHARING",
      ),
      notes: allow("Share their notes.", "Notes Sharing", "NOTES_ALLOW_SHARING"),
      public_notes: allow(
        "Share their notes with everybody.",
        "Notes Public Sharing",
        "NOTES_ALLOW_PUBLIC_SHARING",
      ),
      folders: allow("Share their folders.", "Folders Sharing", "FOLDERS_ALLOW_SHARING"),
      public_chats: allow(
        "Share chats with everybody who has an account.",
        "Chats Public Sharing",
        "CHAT_ALLOW_PUBLIC_SHARING",
      ),
      open_chats: allow(
        "Share chats with anybody, without an account.",
        "Chats Open Sharing",
        "CHAT_ALLOW_OPEN_SHARING",
      ),
      public_calendars: allow(
        "Share their calendars with everybody.",
        "Calendars Public Sharing",
        "CALENDAR_ALLOW_PUBLIC_SHARING",
      ),
    }),
    access_grants: group("Whom people may name when they share.", {
      allow_users: allow(
        "Share with single people.",
        "Allow Sharing With Users",
        "ACCESS_GRANTS_ALLOW_USERS",
      ),
      allow_groups: allow("Share with groups.", "Allow Sharing With Groups", "ACCESS_GRANTS_ALLOW_GROUPS"),
    }),
    chat: group("What people may do in chats.", {
      controls: allow("See the controls of a chat.", "Allow Chat Controls", "CHAT_CONTROLS"),
      valves: allow("Set the valves of tools and functions in a chat.", "Allow Chat Valves", "CHAT_VALVES"),
      system_prompt: allow("Give a chat a system prompt.", "Allow Chat System Prompt", "CHAT_SYSTEM_PROMPT"),
      params: allow("Set parameters such as temperature in a chat.", "Allow Chat Params", "CHAT_PARAMS"),
      file_upload: allow("Upload files.", "Allow File Upload", "CHAT_FILE_UPLOAD"),
      web_upload: allow("Attach web pages.", "Allow Web Upload", "CHAT_WEB_UPLOAD"),
      delete: allow("Delete chats.", "Allow Chat Delete", "CHAT_DELETE"),
      delete_message: allow("Delete messages.", "Allow Delete Messages", "CHAT_DELETE_MESSAGE"),
      continue_response: allow(
        "Have an answer continued.",
        "Allow Continue Response",
        "CHAT_CONTINUE_RESPONSE",
      ),
      regenerate_response: allow(
        "Have an answer written anew.",
        "Allow Regenerate Response",
        "CHAT_REGENERATE_RESPONSE",
      ),
      rate_response: allow("Rate answers.", "Allow Rate Response", "CHAT_RATE_RESPONSE"),
      edit: allow("Edit messages.", "Allow Chat Edit", "CHAT_EDIT"),
      share: allow("Share chats.", "Allow Chat Share", "CHAT_SHARE"),
      export: allow("Export chats.", "Allow Chat Export", "CHAT_EXPORT"),
      import: allow("Import chats.", "Allow Chat Import", "CHAT_IMPORT"),
      stt: allow("Dictate.", "Allow Speech to Text", "CHAT_STT"),
      tts: allow("Have answers read aloud.", "Allow Text to Speech", "CHAT_TTS"),
      call: allow("Talk to a model as on the phone.", "Allow Call", "CHAT_CALL"),
      multiple_models: allow(
        "Ask several models at once.",
        "Allow Multiple Models in Chat",
        "CHAT_MULTIPLE_MODELS",
      ),
      temporary: allow("Hold chats that are not kept.", "Allow Temporary Chat", "CHAT_TEMPORARY"),
      temporary_enforced: allow("Keep no chats at all.", "Enforce Temporary Chat", "CHAT_TEMPORARY_ENFORCED"),
    }),
    features: group("Which features people may use.", {
      api_keys: allow("Make API keys.", "API Keys", "FEATURES_API_KEYS"),
      notes: allow("Take notes.", "Notes", "FEATURES_NOTES"),
      channels: allow("Take part in channels.", "Channels", "FEATURES_CHANNELS"),
      encrypted_channels: allow(
        "Take part in encrypted channels.",
        "Encrypted Channels",
        "FEATURES_ENCRYPTED_CHANNELS",
      ),
      folders: allow("Put chats into folders.", "Folders", "FEATURES_FOLDERS"),
      direct_tool_servers: allow(
        "Connect to tool servers of their own.",
        "Direct Tool Servers",
        "FEATURES_DIRECT_TOOL_SERVERS",
      ),
      web_search: allow("Have models search the web.", "Web Search", "FEATURES_WEB_SEARCH"),
      image_generation: allow("Have models make images.", "Image Generation", "FEATURES_IMAGE_GENERATION"),
      code_interpreter: allow("Have models run code.", "Code Interpreter", "FEATURES_CODE_INTERPRETER"),
      memories: allow("Have models remember things about them.", "Memories", "FEATURES_MEMORIES"),
      automations: allow("Have prompts run on a schedule.", "Automations", "FEATURES_AUTOMATIONS"),
      calendar: allow("Use the calendar.", "Calendar", "FEATURES_CALENDAR"),
      webhooks: allow(
        "Be notified through webhooks of their own.",
        "User Webhooks",
        "FEATURES_USER_WEBHOOKS",
      ),
    }),
    settings: group("Which settings of their own people may change.", {
      interface: allow(
        "Change the settings of the interface.",
        "Interface Settings Access",
        "SETTINGS_INTERFACE",
      ),
    }),
  }),
};

function allow(what: string, label: string, variable: string) {
  return flag(what, { label, aliases: [`USER_PERMISSIONS_${variable}`] });
}

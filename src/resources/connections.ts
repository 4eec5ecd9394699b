import type { Resource } from "../model/resource.ts";
import { flag, group } from "./nodes.ts";

/** Switches of the Connections page. */
export const connections: Resource = {
  name: "connections",
  title: "connection switches",
  description: "How connections may be used.",
  specPath: ["connections"],
  panel: "Admin Panel > Settings > Connections",
  read: { path: "/api/v1/configs/connections" },
  write: { path: "/api/v1/configs/connections" },
  root: group("How connections may be used.", {
    ENABLE_DIRECT_CONNECTIONS: flag("Let people connect to their own OpenAI-compatible endpoints.", {
      label: "Direct Connections",
    }),
    ENABLE_BASE_MODELS_CACHE: flag("Keep the list of base models in memory instead of asking for it anew.", {
      label: "Cache Base Model List",
    }),
    ENABLE_DIRECT_INTEGRATIONS: flag("Let people connect to their own tool servers.", {
      label: "Direct Integrations",
    }),
  }),
};

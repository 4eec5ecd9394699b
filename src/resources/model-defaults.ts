import type { Resource } from "../model/resource.ts";
import { group, optionalAnyMap, optionalText, optionalTexts } from "./nodes.ts";

/** What holds for all models, and which ones people see first. */
export const modelDefaults: Resource = {
  name: "modelDefaults",
  title: "model defaults",
  description: "What holds for all models, and which ones people see first.",
  specPath: ["modelDefaults"],
  panel: "Admin Panel > Settings > Models",
  read: { path: "/api/v1/configs/models" },
  write: { path: "/api/v1/configs/models" },
  root: group("What holds for all models, and which ones people see first.", {
    DEFAULT_MODELS: optionalText("Models that a new chat starts with: ids, separated by commas.", {
      refersTo: "models",
    }),
    DEFAULT_PINNED_MODELS: optionalText(
      "Models in the sidebar of people who pinned none: ids, separated by commas.",
      { refersTo: "models" },
    ),
    MODEL_ORDER_LIST: optionalTexts("Ids of models in the order in which people see them; others follow."),
    DEFAULT_MODEL_METADATA: optionalAnyMap(
      "Capabilities, suggestions and the like of every model that does not say otherwise.",
      { label: "Model Capabilities" },
    ),
    DEFAULT_MODEL_PARAMS: optionalAnyMap(
      "Parameters such as temperature of every model that does not say otherwise.",
      { label: "Model Parameters" },
    ),
  }),
};

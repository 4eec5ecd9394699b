import type { Resource } from "../model/resource.ts";
import {
  flag,
  group,
  json,
  leaf,
  listById,
  optionalAnyMap,
  optionalText,
  optionalTexts,
  text,
} from "./nodes.ts";

/** Arena models, which let people compare models without knowing which is which. */
export const evaluations: Resource = {
  name: "evaluations",
  title: "evaluations",
  description: "Arena models, which let people compare models without knowing which is which.",
  specPath: ["evaluations"],
  panel: "Admin Panel > Settings > Evaluations",
  read: { path: "/api/v1/evaluations/config" },
  write: { path: "/api/v1/evaluations/config" },
  root: group("Arena models, which let people compare models without knowing which is which.", {
    ENABLE_EVALUATION_ARENA_MODELS: flag(
      "Offer arena models; the built-in one as long as there is no other.",
      {
        label: "Arena Models",
      },
    ),
    EVALUATION_ARENA_MODELS: listById(
      ["id"],
      "Arena models, by id.",
      {
        name: text("Name that people see.", { label: "Model Name" }),
        meta: group("What it chooses from, and how it is shown.", {
          description: optionalText("Description that people see."),
          profile_image_url: optionalText("Its picture: an address, or the picture itself as a data URL."),
          model_ids: optionalTexts("Ids of the models to choose from, or not to; null: all models."),
          filter_mode: optionalText("include: only model_ids take part; exclude: all others."),
          access_grants: leaf("Who may use it, since Open WebUI 0.8.", (z) => z.array(json(z)).nullable()),
          access_control: optionalAnyMap("Who may use it, up to Open WebUI 0.7; null: everybody."),
          i18n: optionalAnyMap("Translations of name and description, by locale."),
        }),
      },
      {
        // Without meta, the server can no longer list its models.
        create: (id) => ({ id, meta: {} }),
        required: ["name"],
      },
    ),
  }),
};

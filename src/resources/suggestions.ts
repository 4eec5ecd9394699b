import { getOwn, type Json } from "../model/json.ts";
import type { Resource } from "../model/resource.ts";
import { compareReleases } from "../releases/releases.ts";
import { group, leaf, optionalAnyMap } from "./nodes.ts";

/** What an empty chat offers to ask. */
export const suggestions: Resource = {
  name: "suggestions",
  title: "prompt suggestions",
  description: "What an empty chat offers to ask.",
  specPath: ["suggestions"],
  panel: "Admin Panel > Settings > Interface",
  // No reading of their own: part of what every page is told.
  read: {
    path: "/api/config",
    // API keys are shown these only; earlier releases have no such reading.
    pathFor: (version) =>
      compareReleases(version, "0.10") >= 0 ? "/api/v1/configs/namespace/ui" : "/api/config",
    unwrap: (answer) =>
      pick(getOwn(answer, "default_prompt_suggestions"), getOwn(answer, "default_prompt_suggestions_i18n")) ??
      pick(getOwn(answer, "ui.prompt_suggestions"), getOwn(answer, "ui.prompt_suggestions_i18n")),
  },
  write: {
    path: "/api/v1/configs/suggestions",
    // Up to 0.10, the answer is the bare list.
    unwrap: (answer) =>
      Array.isArray(answer) ? pick(answer) : pick(getOwn(answer, "suggestions"), getOwn(answer, "i18n")),
  },
  root: group("What an empty chat offers to ask.", {
    suggestions: leaf(
      "The suggestions, in order: each has a title of two lines, and as content the prompt; null: the built-in ones (since Open WebUI 0.11).",
      (z) => z.array(z.looseObject({ title: z.array(z.string()), content: z.string() })).nullable(),
      { aliases: ["DEFAULT_PROMPT_SUGGESTIONS"] },
    ),
    i18n: optionalAnyMap("Translations of the suggestions, by locale.", {
      canonical: (value) => value ?? {},
    }),
  }),
};

function pick(suggestions?: Json, i18n?: Json): Json | undefined {
  if (suggestions === undefined) return undefined;
  return i18n === undefined ? { suggestions } : { suggestions, i18n };
}

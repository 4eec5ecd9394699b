import type { Resource } from "../model/resource.ts";
import { flag, integer, leaf, listById, optionalText, text } from "./nodes.ts";

/** Banners above every chat. */
export const banners: Resource = {
  name: "banners",
  title: "banners",
  description: "Banners shown above every chat, by id.",
  specPath: ["banners"],
  panel: "Admin Panel > Settings > Interface",
  // Read as a bare list, and written below a key.
  read: { path: "/api/v1/configs/banners", unwrap: (answer) => (Array.isArray(answer) ? answer : undefined) },
  write: { path: "/api/v1/configs/banners", wrap: (settings) => ({ banners: settings }) },
  root: listById(
    ["id"],
    "Banners shown above every chat, by id.",
    {
      type: text("Colour and icon: info, success, warning or error."),
      title: optionalText("Title, in front of the text."),
      content: text("Text, in Markdown."),
      dismissible: flag("Let people close it."),
      timestamp: integer("When it was made, in seconds since 1970."),
      i18n: leaf("Translations: locale, then title and content.", (z) =>
        z.record(z.string(), z.record(z.string(), z.string())).nullable(),
      ),
    },
    { required: ["type", "content", "dismissible", "timestamp"], aliases: ["WEBUI_BANNERS"] },
  ),
};

import type { Resource } from "../model/resource.ts";
import { group, secret } from "./nodes.ts";

/** The one webhook of the releases up to 0.9; later ones have a list of their own. */
export const webhook: Resource = {
  name: "webhook",
  title: "webhook",
  description: "Where the server reports events such as new accounts.",
  specPath: ["webhook"],
  panel: "Admin Panel > Settings > General",
  read: { path: "/api/webhook" },
  write: { path: "/api/webhook" },
  root: group("Where the server reports events such as new accounts.", {
    // Whoever knows the URL of a Slack or Teams webhook can write there.
    url: secret("WEBHOOK_URL", "URL that is called on events such as a new account; empty: none.", {
      label: "Webhook URL",
      aliases: ["WEBHOOK_URL"],
    }),
  }),
};

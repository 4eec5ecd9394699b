import { getOwn } from "../model/json.ts";
import type { Resource } from "../model/resource.ts";
import { flag, mapOf } from "./nodes.ts";

/** Controls that nobody sees. */
export const interfaceVisibility: Resource = {
  name: "interfaceVisibility",
  title: "interface visibility",
  description: "Which controls of the interface people see, by the server's name of the control.",
  specPath: ["interfaceVisibility"],
  panel: "Admin Panel > Settings > Interface",
  // No reading of its own. /api/config has it too, but not for API keys.
  read: { path: "/api/v1/configs/namespace/ui", unwrap: (answer) => getOwn(answer, "ui.visibility") },
  write: {
    path: "/api/v1/configs/interface/visibility",
    wrap: (settings) => ({ visibility: settings }),
    unwrap: (answer) => getOwn(answer, "visibility"),
  },
  root: mapOf(
    "Which controls of the interface people see, by the server's name of the control.",
    flag("false hides the control, such as model_editor.capabilities.vision; true shows it."),
  ),
};

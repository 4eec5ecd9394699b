import type { Resource } from "../model/resource.ts";
import { atEndpoint, createNamed, nameByIdOrUrl } from "./named-servers.ts";
import {
  flag,
  group,
  json,
  leaf,
  listById,
  mapOf,
  number,
  optionalFlag,
  optionalSecret,
  optionalText,
  secret,
  text,
} from "./nodes.ts";

const description =
  "Open Terminal servers for everybody, by id, or by URL where one has no id. They are asked for their tools at each change.";

/** Terminals that models may use. */
export const terminalServers: Resource = {
  name: "terminalServers",
  title: "terminal servers",
  description,
  specPath: ["terminalServers"],
  panel: "Admin Panel > Settings > Integrations",
  ...atEndpoint("/api/v1/configs/terminal_servers", "TERMINAL_SERVER_CONNECTIONS"),
  root: listById(
    ["id"],
    description,
    {
      url: text("Address of the server."),
      name: optionalText("Name that people see."),
      enabled: optionalFlag("Use this server."),
      path: optionalText("Where its OpenAPI document is, below the address."),
      auth_type: optionalText("How Open WebUI signs in there: none, bearer, session or system_oauth.", {
        label: "Auth",
      }),
      key: optionalSecret("TERMINAL_SERVER_KEY", "Bearer token."),
      forward_cookies: flag("Pass the cookies of whoever asks on to the server."),
      server_type: optionalText("terminal, or orchestrator for one that starts a terminal per person."),
      policy_id: optionalText("The orchestrator's policy that terminals are started with."),
      policy: group("That policy, up to Open WebUI 0.10; later only the orchestrator holds it.", {
        image: text("Container image."),
        cpu_limit: text("How much processor a terminal gets."),
        memory_limit: text("How much memory a terminal gets."),
        storage: text("How much disk a terminal keeps; missing: nothing is kept."),
        idle_timeout_minutes: number("A terminal that is not used so long is stopped."),
        env: mapOf("Environment of the terminals.", secret("TERMINAL_ENV", "Value of the variable.")),
      }),
      config: group("Who may use the server, and how.", {
        access_grants: leaf("Who may use it.", (z) => z.array(json(z)).nullable()),
        contexts: leaf("Which chats and automations share a terminal.", (z) =>
          z.record(z.string(), json(z)).nullable(),
        ),
        chat_uploads: text("filesystem: put files that people upload into the terminal's file system."),
        working_directory_context: flag("Tell models which folder the terminal is in."),
        user_shell_tools: text(
          "When models see the shell that people use themselves: always, or auto, while it is open.",
        ),
      }),
    },
    {
      nameItems: nameByIdOrUrl(["id"]),
      create: createNamed({ enabled: true }, (id) => ({ id, name: id })),
      required: ["url"],
      aliases: ["TERMINAL_SERVER_CONNECTIONS"],
    },
  ),
};

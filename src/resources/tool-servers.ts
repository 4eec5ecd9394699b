import type { Resource } from "../model/resource.ts";
import { atEndpoint, createNamed, nameByIdOrUrl } from "./named-servers.ts";
import {
  flag,
  group,
  json,
  leaf,
  listById,
  mapOf,
  optionalAnyMap,
  optionalSecret,
  optionalText,
  secret,
  text,
} from "./nodes.ts";

const description =
  "Servers with tools for everybody, by id, or by URL where one has no id. They are asked for their tools at each change.";

/** OpenAPI and MCP servers whose tools models may use. */
export const toolServers: Resource = {
  name: "toolServers",
  title: "tool servers",
  description,
  specPath: ["toolServers"],
  panel: "Admin Panel > Settings > Integrations",
  ...atEndpoint("/api/v1/configs/tool_servers", "TOOL_SERVER_CONNECTIONS"),
  root: listById(
    ["info", "id"],
    description,
    {
      url: text("Address of the server."),
      path: text("Where its OpenAPI document is, below the address or as an address of its own."),
      type: optionalText("openapi or mcp.", { label: "Type" }),
      auth_type: optionalText(
        "How Open WebUI signs in there: none, bearer, session, system_oauth, oauth_2.1 or oauth_2.1_static.",
        { label: "Auth" },
      ),
      key: optionalSecret("TOOL_SERVER_KEY", "Bearer token."),
      forward_cookies: flag("Pass the cookies of whoever asks on to the server."),
      headers: mapOf("Request headers to add.", secret("TOOL_SERVER_HEADER", "Value of the header.")),
      spec_type: text("Where the OpenAPI document comes from: url, or json for the one in spec."),
      spec: text("The OpenAPI document itself, as JSON, where spec_type is json."),
      config: group("Who may use the server, and what of it.", {
        enable: flag("Use this server."),
        function_name_filter_list: leaf(
          "The only tools to offer, separated by commas, or with ! in front the ones not to; empty: all.",
          (z) => z.union([z.string(), z.array(z.string())]),
          { label: "Function Name Filter List" },
        ),
        access_grants: leaf("Who may use it, since Open WebUI 0.8.", (z) => z.array(json(z)).nullable()),
        access_control: optionalAnyMap("Who may use it, up to Open WebUI 0.7; null: everybody."),
      }),
      info: group("How the server is shown, and its OAuth client.", {
        name: text("Name that people see."),
        description: text("Description that people see."),
        oauth_client_info: optionalSecret(
          "TOOL_SERVER_OAUTH_CLIENT_INFO",
          "The registered OAuth client, encrypted with this server's key: of no use on another one.",
        ),
        oauth_client_id: text("Client id, with oauth_2.1_static."),
        oauth_client_secret: optionalSecret(
          "TOOL_SERVER_OAUTH_CLIENT_SECRET",
          "Client secret, with oauth_2.1_static.",
        ),
        oauth_server_url: text("The authorization server; empty: found out from the tool server."),
        oauth_scope: text("Scopes to ask for."),
        oauth_resource_parameter: text("Whether to name the resource when asking: auto, include or omit."),
      }),
    },
    {
      nameItems: nameByIdOrUrl(["info", "id"]),
      // The server takes no item without these, and uses none that is not switched on.
      create: createNamed(
        { path: "openapi.json", auth_type: "bearer", key: "", config: { enable: true } },
        (id) => ({ info: { id } }),
      ),
      required: ["url"],
      aliases: ["TOOL_SERVER_CONNECTIONS"],
    },
  ),
};

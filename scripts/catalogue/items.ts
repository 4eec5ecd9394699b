import type { ResourceName } from "../../src/releases/catalogue-types.ts";
import { compareReleases } from "../../src/releases/releases.ts";
import type { FieldFacts } from "./merge.ts";

/**
 * The settings of entries that no form names: it takes an object of any keys, and the admin panel and the
 * server agree on these. Found in the panel's sources (the packages carry its source maps: AddConnectionModal,
 * AddToolServerModal, AddTerminalServerModal, ArenaModelModal) and in what the server reads. By path: type, the
 * first minor release, and the last where it is gone.
 */
type Items = Readonly<Record<string, readonly [type: string, first: string, last?: string]>>;

const connection: Items = {
  "connections.*.config.enable": ["boolean", "0.5"],
  "connections.*.config.prefix_id": ["string", "0.5"],
  "connections.*.config.model_ids": ["list of strings", "0.5"],
  "connections.*.config.tags": ["list of objects", "0.6"],
  "connections.*.config.connection_type": ["string", "0.6"],
  "connections.*.config.auth_type": ["string", "0.6"],
  "connections.*.config.headers.*": ["string", "0.6"],
  "connections.*.config.passthrough_params": ["list of strings", "0.11"],
};

const items: Readonly<Partial<Record<ResourceName, Items>>> = {
  openai: {
    "connections.*.key": ["string", "0.5"],
    ...connection,
    "connections.*.config.forward_cookies": ["boolean", "0.11"],
    "connections.*.config.provider": ["string", "0.9"],
    "connections.*.config.azure": ["boolean", "0.6"],
    "connections.*.config.api_version": ["string", "0.6"],
    "connections.*.config.api_type": ["string", "0.8"],
  },
  ollama: { "connections.*.config.key": ["string", "0.5"], ...connection },
  toolServers: {
    "*.spec_type": ["string", "0.6"],
    "*.spec": ["string", "0.6"],
    "*.headers.*": ["string", "0.6"],
    "*.config.enable": ["boolean", "0.6"],
    "*.config.function_name_filter_list": ["string", "0.6"],
    "*.config.access_control": ["object or null", "0.6", "0.7"],
    "*.config.access_grants": ["list of objects", "0.8"],
    "*.info.name": ["string", "0.6"],
    "*.info.description": ["string", "0.6"],
    "*.info.oauth_client_info": ["string", "0.6"],
    "*.info.oauth_client_id": ["string", "0.8"],
    "*.info.oauth_client_secret": ["string", "0.8"],
    "*.info.oauth_server_url": ["string", "0.9"],
    "*.info.oauth_scope": ["string", "0.10"],
    "*.info.oauth_resource_parameter": ["string", "0.10"],
  },
  terminalServers: {
    "*.policy.image": ["string", "0.8", "0.10"],
    "*.policy.cpu_limit": ["string", "0.8", "0.10"],
    "*.policy.memory_limit": ["string", "0.8", "0.10"],
    "*.policy.storage": ["string", "0.8", "0.10"],
    "*.policy.idle_timeout_minutes": ["number", "0.8", "0.10"],
    "*.policy.env.*": ["string", "0.8", "0.10"],
    "*.config.access_grants": ["list of objects", "0.8"],
    "*.config.contexts": ["object", "0.11"],
    "*.config.chat_uploads": ["string", "0.11"],
    "*.config.working_directory_context": ["boolean", "0.12"],
    "*.config.user_shell_tools": ["string", "0.12"],
  },
  retrieval: { "EXTERNAL_DOCUMENT_LOADER_HEADERS.*": ["string", "0.10"] },
  interfaceVisibility: { "*": ["boolean", "0.12"] },
  evaluations: {
    "EVALUATION_ARENA_MODELS.*.name": ["string", "0.5"],
    "EVALUATION_ARENA_MODELS.*.meta.profile_image_url": ["string", "0.5"],
    "EVALUATION_ARENA_MODELS.*.meta.description": ["string or null", "0.5"],
    "EVALUATION_ARENA_MODELS.*.meta.model_ids": ["list of strings or null", "0.5"],
    "EVALUATION_ARENA_MODELS.*.meta.filter_mode": ["string or null", "0.5"],
    "EVALUATION_ARENA_MODELS.*.meta.access_control": ["object or null", "0.5", "0.7"],
    "EVALUATION_ARENA_MODELS.*.meta.access_grants": ["list of objects", "0.8"],
    "EVALUATION_ARENA_MODELS.*.meta.i18n": ["object of objects of strings", "0.11"],
  },
};

/** Returns the settings of entries that a minor release has and no form of it names. */
export function listItemSettings(resource: ResourceName, minor: string): Record<string, FieldFacts> {
  const present = Object.entries(items[resource] ?? {}).filter(
    ([, [, first, last = minor]]) => compareReleases(first, minor) <= 0 && compareReleases(minor, last) <= 0,
  );
  return Object.fromEntries(
    present.map(([path, [type]]) => [path, { type, required: false, resetWhenOmitted: true }]),
  );
}

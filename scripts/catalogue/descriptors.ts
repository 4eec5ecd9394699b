import { getOwn } from "../../src/model/json.ts";
import type { Resource } from "../../src/model/resource.ts";
import type { ResourceName } from "../../src/releases/catalogue-types.ts";
import { audio } from "../../src/resources/audio.ts";
import { banners } from "../../src/resources/banners.ts";
import { chats } from "../../src/resources/chats.ts";
import { codeExecution } from "../../src/resources/code-execution.ts";
import { connections } from "../../src/resources/connections.ts";
import { embedding } from "../../src/resources/embedding.ts";
import { evaluations } from "../../src/resources/evaluations.ts";
import { images } from "../../src/resources/images.ts";
import { interfaceVisibility } from "../../src/resources/interface-visibility.ts";
import { modelDefaults } from "../../src/resources/model-defaults.ts";
import { oauth } from "../../src/resources/oauth.ts";
import { ollama } from "../../src/resources/ollama.ts";
import { openai } from "../../src/resources/openai.ts";
import { permissions } from "../../src/resources/permissions.ts";
import { retrieval } from "../../src/resources/retrieval.ts";
import { subagents } from "../../src/resources/subagents.ts";
import { suggestions } from "../../src/resources/suggestions.ts";
import { tasks } from "../../src/resources/tasks.ts";
import { terminalServers } from "../../src/resources/terminal-servers.ts";
import { toolServers } from "../../src/resources/tool-servers.ts";
import { webhook } from "../../src/resources/webhook.ts";

/** What is measured of a resource: where it is read and written, and what its settings look like. */
export type Descriptor = Pick<Resource, "read" | "write"> & Partial<Pick<Resource, "root">>;

const auths = "/api/v1/auths/admin/config";

/** All resources, by name. Those without a root are checked against no tree. */
export const descriptors: Readonly<Record<ResourceName, Descriptor>> = {
  adminConfig: { read: { path: auths }, write: { path: auths } },
  ldapServer: { read: { path: `${auths}/ldap/server` }, write: { path: `${auths}/ldap/server` } },
  ldapConfig: {
    read: {
      path: `${auths}/ldap`,
      unwrap: (answer) => ({ enabled: getOwn(answer, "ENABLE_LDAP") ?? null }),
    },
    write: {
      path: `${auths}/ldap`,
      wrap: (settings) => ({ enable_ldap: getOwn(settings, "enabled") ?? null }),
    },
  },
  oauth,
  connections,
  openai,
  ollama,
  toolServers,
  terminalServers,
  codeExecution,
  modelDefaults,
  subagents,
  banners,
  permissions,
  audio,
  images,
  retrieval,
  embedding,
  tasks,
  evaluations,
  chats,
  suggestions,
  interfaceVisibility,
  webhook,
};

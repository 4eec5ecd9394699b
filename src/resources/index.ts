import type { Resource } from "../model/resource.ts";
import { adminConfig } from "./admin-config.ts";
import { audio } from "./audio.ts";
import { banners } from "./banners.ts";
import { chats } from "./chats.ts";
import { codeExecution } from "./code-execution.ts";
import { connections } from "./connections.ts";
import { embedding } from "./embedding.ts";
import { evaluations } from "./evaluations.ts";
import { images } from "./images.ts";
import { interfaceVisibility } from "./interface-visibility.ts";
import { ldapConfig } from "./ldap-config.ts";
import { ldapServer } from "./ldap-server.ts";
import { modelDefaults } from "./model-defaults.ts";
import { oauth } from "./oauth.ts";
import { ollama } from "./ollama.ts";
import { openai } from "./openai.ts";
import { permissions } from "./permissions.ts";
import { retrieval } from "./retrieval.ts";
import { subagents } from "./subagents.ts";
import { suggestions } from "./suggestions.ts";
import { tasks } from "./tasks.ts";
import { terminalServers } from "./terminal-servers.ts";
import { toolServers } from "./tool-servers.ts";
import { webhook } from "./webhook.ts";

/**
 * All resources that owconf manages, in the order in which they are written: what others refer to first, and
 * what decides who can sign in last.
 */
export const resources: readonly Resource[] = [
  connections,
  openai,
  ollama,
  toolServers,
  terminalServers,
  codeExecution,
  images,
  audio,
  embedding,
  retrieval,
  modelDefaults,
  tasks,
  subagents,
  chats,
  evaluations,
  permissions,
  banners,
  suggestions,
  interfaceVisibility,
  webhook,
  oauth,
  adminConfig,
  ldapServer,
  ldapConfig,
];

const byName = new Map(resources.map((resource) => [resource.name, resource]));

/** Returns the resource of a name; throws when there is none, which is a bug of the caller. */
export function findResource(name: string): Resource {
  const found = byName.get(name);
  if (found === undefined) throw new Error(`there is no resource ${name}`);
  return found;
}

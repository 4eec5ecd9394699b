import { listStated } from "../src/commands/list-stated.ts";
import type { Json } from "../src/model/json.ts";
import { planChanges } from "../src/plan/plan-changes.ts";
import type { ReportInput, ReportServer } from "../src/render/html-report.ts";
import { parseSpec } from "../src/spec/parse-spec.ts";

/** The fleet of the picture in the documentation. */

const overlay = `Your account is waiting for approval.
Write to the help desk if this takes more than one working day.
`;

const spec = (more = "") => `version: 1
adminConfig:
  ENABLE_SIGNUP: false
  SHOW_ADMIN_DETAILS: false
  ENABLE_NOTES: true
  JWT_EXPIRES_IN: 1w
  PENDING_USER_OVERLAY_CONTENT: ${JSON.stringify(overlay)}
ldap:
  enabled: true
  server:
    host: ldap.example.com
    port: 636
    search_base: ou=people,dc=example,dc=com
    app_dn_password: { env: LDAP_BIND_PASSWORD }
openai:
  connections:
    https://llm.example.com/v1:
      key: { env: LLM_API_KEY }
      config: { prefix_id: internal }
${more}`;

const connection = { url: "https://llm.example.com/v1", key: "a", config: { prefix_id: "internal" } };
const inSync: Record<string, Json> = {
  adminConfig: {
    ENABLE_SIGNUP: false,
    SHOW_ADMIN_DETAILS: false,
    ENABLE_NOTES: true,
    JWT_EXPIRES_IN: "1w",
    PENDING_USER_OVERLAY_CONTENT: overlay,
    ENABLE_CHANNELS: false,
  },
  ldapConfig: { enabled: true },
  ldapServer: {
    host: "ldap.example.com",
    port: 636,
    search_base: "ou=people,dc=example,dc=com",
    app_dn_password: "a",
  },
  openai: { ENABLE_OPENAI_API: true, connections: [connection] },
};

function planFor(name: string, text: string, live: Record<string, Json>, secret = "a"): ReportServer {
  const file = `fleet/${name}.yaml`;
  const parsed = parseSpec(text, file);
  const declared = JSON.parse(
    JSON.stringify(parsed.declared, (_key, value) => (value?.env === undefined ? value : secret)),
  ) as Record<string, Json>;
  const server = { url: `https://${name}.chat.example.com`, version: "0.12.4" };
  const plan = planChanges(declared, live, server, { credential: "password", hasOAuth: false });
  const stated = listStated({ spec: parsed, plan, desired: declared });
  return { spec: file, ...server, plan, allowed: [], stated };
}

function change(resource: string, settings: Record<string, Json>): Record<string, Json> {
  return { ...inSync, [resource]: { ...(inSync[resource] as object), ...settings } };
}

/** Returns three servers: one in sync, one that has drifted, one with a dangerous change. */
export function createSampleFleet(): ReportInput {
  const drifted = change("adminConfig", {
    SHOW_ADMIN_DETAILS: true,
    PENDING_USER_OVERLAY_CONTENT: overlay.replace("one working day", "a week"),
  });
  const servers = [
    planFor("berlin", spec(), inSync),
    planFor("lagos", spec(), drifted, "b"),
    planFor("quito", spec().replace("JWT_EXPIRES_IN: 1w", 'JWT_EXPIRES_IN: "-1"'), {
      ...inSync,
      ...{ openai: { ENABLE_OPENAI_API: true, connections: [] } },
    }),
  ];
  return { generatedAt: "2026-03-01T12:00:00.000Z", servers };
}

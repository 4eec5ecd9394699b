import { describe, expect, it } from "vitest";
import { adminConfig } from "../../src/resources/admin-config.ts";
import { ldapConfig } from "../../src/resources/ldap-config.ts";
import { ldapServer } from "../../src/resources/ldap-server.ts";
import { listNamedNodes, specModel } from "../../src/spec/model.ts";
import { suggestKey } from "../../src/spec/suggestions.ts";
import { outputOf, problemsOf } from "./problems-of.ts";

/** Returns the one problem of a spec with a key in a section. */
function problemOf(section: string, key: string, value = "1") {
  const heads = section === "" ? [] : section.split(".");
  const lines = [...heads, `${key}: ${value}`].map((line, depth) =>
    depth < heads.length ? `${"  ".repeat(depth)}${line}:` : `${"  ".repeat(depth)}${line}`,
  );
  const [problem, ...further] = problemsOf(`version: 1\n${lines.join("\n")}\n`);
  expect(further).toEqual([]);
  return problem;
}

const settings = [adminConfig, ldapServer, ldapConfig].flatMap(({ root, specPath }) =>
  root.kind === "group"
    ? Object.entries(root.settings).map(([key, { label }]) => ({ section: specPath.join("."), label, key }))
    : [],
);
const labelled = settings.flatMap(({ section, label, key }): [string, string, string][] =>
  label === undefined ? [] : [[section, label, key]],
);

describe("a label of the admin panel", () => {
  it("is known for each setting that the panel of 0.12.4 shows", () => {
    expect(labelled).toHaveLength(55);
    const unlabelled = settings.filter(({ label }) => label === undefined);
    expect(unlabelled.map(({ key }) => key)).toEqual([
      // Of 0.5.20, and without a field in the panel.
      ...["ENABLE_API_KEY", "ENABLE_API_KEY_ENDPOINT_RESTRICTIONS", "API_KEY_ALLOWED_ENDPOINTS"],
      ...["AUTOMATION_MAX_COUNT", "AUTOMATION_MIN_INTERVAL"],
    ]);
  });

  it.each(
    labelled.filter(([, label, key]) => label.toLowerCase().replaceAll(" ", "_") !== key.toLowerCase()),
  )("in %s: %s leads to %s", (section, label, key) => {
    expect(problemOf(section, label)).toMatchObject({
      code: "spec.unknown-key",
      message: `unknown key "${label}" in ${section}`,
      hint: `did you mean "${key}"?`,
    });
  });

  it.each([
    ["Enable New Sign Ups", "adminConfig.ENABLE_SIGNUP"],
    ["Show Admin Details in Account Pending Overlay", "adminConfig.SHOW_ADMIN_DETAILS"],
    ["Enable API Keys", "ENABLE_API_KEYS"],
    ["Memories (Beta)", "adminConfig.ENABLE_MEMORIES"],
  ])("of 0.9.6, %s, leads to %s", (label, path) => {
    expect(problemOf("adminConfig", label)?.message).toBe(`unknown key "${label}" in adminConfig`);
    expect(problemOf("adminConfig", label)?.hint).toContain(path);
  });

  it("is shown in the frame, its value not", () => {
    const output = outputOf("version: 1\nadminConfig:\n  Community Sharing: Zx9canary7\n");
    expect(output).toContain("3 |   Community Sharing: ***");
    expect(output).not.toContain("Zx9canary7");
  });

  it("is not taken for one when a secret may be in it", () => {
    for (const key of ["app_dn_password Zx9canary7", "my password Zx9canary7", "Zx9canary7\u0007 b"]) {
      expect(outputOf(`version: 1\nldap: { server: { "${key}": x } }\n`)).not.toContain("Zx9canary7");
    }
  });
});

describe("a label or a variable of any setting", () => {
  const names = listNamedNodes().flatMap(({ path, names: [key = "", ...others] }) =>
    others.map((name) => ({ section: path.slice(0, -1), key, name })),
  );

  it("leads to it in its own section, alone or among those of the same name", () => {
    expect(names.length).toBeGreaterThan(500);
    for (const { section, key, name } of names) {
      const hint = suggestKey(specModel, section, name);
      expect(hint, `${section.join(".")}: ${name}`).toMatch(/^did you mean "/);
      expect(hint, `${section.join(".")}: ${name}`).toContain(`"${key}"`);
    }
  });
});

describe("a name from elsewhere", () => {
  it.each([
    ["ldap.server", "bind_dn", 'did you mean "app_dn"?'],
    ["ldap.server", "bindDN", 'did you mean "app_dn"?'],
    ["ldap.server", "bind_password", 'did you mean "app_dn_password"?'],
    ["ldap.server", "password", 'did you mean "app_dn_password"?'],
    ["ldap.server", "url", 'did you mean "host"?'],
    ["ldap.server", "base_dn", 'did you mean "search_base"?'],
    ["ldap.server", "user_filter", 'did you mean "search_filters"?'],
    ["ldap.server", "LDAP_SERVER_HOST", 'did you mean "host"?'],
    ["adminConfig", "LDAP_SERVER_HOST", "ldap.server.host"],
    ["adminConfig", "Search Base", "ldap.server.search_base"],
    ["ldap", "url", "ldap.server.host"],
    ["ldap", "port", "ldap.server.port"],
    ["server", "username", "server.signIn.email"],
    ["server.signIn", "username", 'did you mean "email"?'],
    ["", "Community Sharing", "adminConfig.ENABLE_COMMUNITY_SHARING"],
  ])("in %s: %s gets the hint %s", (section, key, hint) => {
    expect(problemOf(section, key)?.hint).toContain(hint);
  });

  it.each([
    ...["WEBUI_AUTH", "WEBUI_SECRET_KEY", "DATABASE_URL", "ENABLE_PERSISTENT_CONFIG", "ENABLE_PASSWORD_AUTH"],
    ...["REDIS_URL", "CORS_ALLOW_ORIGIN", "WEBUI_AUTH_TRUSTED_EMAIL_HEADER", "WEBUI_NAME", "DATA_DIR"],
  ])("%s is a variable of the server's environment", (key) => {
    expect(problemOf("adminConfig", key)?.hint).toBe(
      `${key} is set in the environment of the server, not in the admin panel`,
    );
  });

  it.each([["groups"], ["models"], ["functions"], ["prompts"]])(
    "%s is a section that owconf does not have yet",
    (key) => {
      expect(problemOf("", key)?.hint).toBe(`${key} exists in Open WebUI, not managed by owconf yet`);
    },
  );

  it("is none of those that a spec states", () => {
    const nodes = listNamedNodes().filter(({ path, node }) => path.length > 1 && node.kind === "leaf");
    expect(nodes.length).toBeGreaterThan(500);
    for (const { path } of nodes) {
      const hint = problemOf("allow", path.at(-1) ?? "")?.hint ?? "";
      expect(hint, path.join(".")).not.toMatch(/environment|not managed/);
    }
  });
});

describe("what belongs into a connection", () => {
  const secret = "{ env: LLM_API_KEY }";
  it.each([
    [
      "openai",
      "https://x/v1",
      `{ key: ${secret} }`,
      'move it below openai.connections: openai.connections["URL"]',
    ],
    ["ollama", "http://x:11434", "{}", 'move it below ollama.connections: ollama.connections["URL"]'],
    ["openai", "key", secret, 'move it to openai.connections["URL"].key'],
    ["openai", "api_key", secret, 'move it to openai.connections["URL"].key'],
    ["openai", "url", "https://x/v1", 'the url is the name of an entry: openai.connections["URL"]'],
    ["openai.connections.https://x/v1", "env", "LLM_API_KEY", 'openai.connections["URL"].key'],
    ["openai.connections.https://x/v1", "api_key", secret, 'did you mean "key"?'],
    ["openai.connections.https://x/v1", "prefix_id", "x", 'openai.connections["URL"].config.prefix_id'],
    ["openai.connections.https://x/v1.config", "key", secret, 'openai.connections["URL"].key'],
  ])("is led to its place from %s: %s", (section, key, value, hint) => {
    expect(problemOf(section, key, value)?.hint).toContain(hint);
  });

  it("is led to its place from where a URL must be", () => {
    const hints = problemsOf(`version: 1\nopenai: { connections: { key: ${secret} } }\n`).map(
      (one) => one.hint,
    );
    expect(hints).toContain('the URL comes first: openai.connections["URL"].key');
    const other = problemsOf("version: 1\nopenai: { connections: { llm: {} } }\n");
    expect(other.map((one) => one.hint)).toContain("begin it with http:// or https://");
  });
});

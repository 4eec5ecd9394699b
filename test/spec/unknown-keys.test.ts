import { describe, expect, it } from "vitest";
import { resources } from "../../src/resources/index.ts";
import { specPathOf } from "../../src/resources/resource.ts";
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

const labelled = resources.flatMap((resource) =>
  Object.entries(resource.fields).flatMap(([name, { label }]): [string, string, string][] =>
    label === undefined
      ? []
      : [[resource.specPath.join("."), label, specPathOf(resource, name).at(-1) ?? ""]],
  ),
);

describe("a label of the admin panel", () => {
  it("is known for each setting that the panel of 0.12.4 shows", () => {
    expect(labelled).toHaveLength(55);
    const unlabelled = resources.flatMap(({ fields }) =>
      Object.keys(fields).filter((name) => fields[name]?.label === undefined),
    );
    expect(unlabelled).toEqual([
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

  it.each([
    ["adminConfig", "OAUTH_CLIENT_ID"],
    ["adminConfig", "ENABLE_OPENAI_API"],
    ["adminConfig", "ENABLE_WEB_SEARCH"],
    ["adminConfig", "RAG_EMBEDDING_MODEL"],
    ["adminConfig", "TASK_MODEL"],
    ["adminConfig", "ENABLE_IMAGE_GENERATION"],
    ["", "banners"],
    ["", "tool_servers"],
  ])("in %s: %s is a setting that owconf does not manage yet", (section, key) => {
    expect(problemOf(section, key)?.hint).toBe(`${key} exists in Open WebUI, not managed by owconf yet`);
  });

  it("is none of those that a spec states", () => {
    for (const resource of resources) {
      for (const name of Object.keys(resource.fields)) {
        const section = resource.specPath[0] === "ldap" ? "adminConfig" : "ldap";
        const hint = problemOf(section, name)?.hint ?? "";
        expect(hint).not.toMatch(/environment|not managed/);
      }
    }
  });
});

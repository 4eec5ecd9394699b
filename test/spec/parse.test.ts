import { describe, expect, it } from "vitest";
import type { Json } from "../../src/model/json.ts";
import type { Resource } from "../../src/model/resource.ts";
import { z } from "../../src/model/whole-zod.ts";
import { group, text } from "../../src/resources/nodes.ts";
import { createSpecModel } from "../../src/spec/model.ts";
import { collectDeclared } from "../../src/spec/parse.ts";
import { parseSpec } from "../../src/spec/parse-spec.ts";
import { createSchemaFor } from "../../src/spec/schema.ts";
import { problemsOf } from "./problems-of.ts";

const good = `$schema: ./schema.json
version: 1
server:
  url: https://chat.example.com/sub
  signIn:
    email: admin@example.com
    password: { env: OWCONF_PASSWORD }
adminConfig:
  ENABLE_SIGNUP: false
  ADMIN_EMAIL: null
  PENDING_USER_OVERLAY_TITLE: ""
  FOLDER_MAX_FILE_COUNT: "100"
  I18N: { de-DE: { "Hello {{name}}": "Hallo {{name}}" } }
ldap:
  enabled: true
  server:
    host: ldap.example.com
    port: 636
    app_dn_password: { file: ./bind }
`;

describe("parseSpec", () => {
  it("returns what a spec states by the server's own names, secrets unresolved", () => {
    const spec = parseSpec(good, "spec.yaml");
    expect(spec.server).toEqual({
      url: "https://chat.example.com/sub",
      signIn: { email: "admin@example.com", password: { env: "OWCONF_PASSWORD" } },
    });
    expect(spec.declared).toEqual({
      adminConfig: {
        ENABLE_SIGNUP: false,
        ADMIN_EMAIL: null,
        PENDING_USER_OVERLAY_TITLE: "",
        FOLDER_MAX_FILE_COUNT: "100",
        I18N: { "de-DE": { "Hello {{name}}": "Hallo {{name}}" } },
      },
      ldapServer: { host: "ldap.example.com", port: 636, app_dn_password: { file: "./bind" } },
      ldapConfig: { enabled: true },
    });
    expect(spec.warnings).toEqual([]);
  });

  it.each([
    ["bytes", new TextEncoder().encode(good)],
    ["a byte order mark", `\uFEFF${good}`],
    ["a byte order mark in bytes", new TextEncoder().encode(`\uFEFF${good}`)],
    ["Windows line ends", good.replaceAll("\n", "\r\n")],
    ["document markers", `---\n${good}...\n`],
  ])("reads the same from %s", (_, content) => {
    expect(parseSpec(content, "spec.yaml").declared).toEqual(parseSpec(good, "spec.yaml").declared);
  });

  it("takes an empty section as nothing to manage, and leaves such resources out", () => {
    expect(parseSpec("version: 1\nadminConfig: {}\nldap: { server: {} }\n", "spec.yaml").declared).toEqual(
      {},
    );
  });

  it("takes dates, yes and octal-looking words as YAML 1.2 does", () => {
    const spec = parseSpec(
      "version: 1\nadminConfig: { WEBUI_URL: 2024-01-01, DEFAULT_GROUP_ID: yes, SKILL_CONTENT_MAX_CHARS: 010 }",
      "spec.yaml",
    );
    expect(spec.declared.adminConfig).toEqual({
      WEBUI_URL: "2024-01-01",
      DEFAULT_GROUP_ID: "yes",
      SKILL_CONTENT_MAX_CHARS: 10,
    });
  });

  it("warns of a secret that is written out, and not of an empty bind password", () => {
    const warnings = problemsOf(
      'version: 1\nserver: { signIn: { password: hunter2 } }\nldap: { server: { app_dn_password: "" } }\n',
    );
    expect(warnings.map(({ severity, code, line }) => ({ severity, code, line }))).toEqual([
      { severity: "warning", code: "secret.literal", line: 2 },
    ]);
  });

  it.each(["ldap.example.com", "dc1", "10.0.0.1", "::1", "fe80::1", "2001:db8::7", "größe.example"])(
    "takes %s as the host of a directory",
    (host) => {
      const spec = parseSpec(`version: 1\nldap: { server: { host: "${host}" } }\n`, "spec.yaml");
      expect(spec.declared.ldapServer).toEqual({ host });
    },
  );

  it("warns of a variable that is taken as text", () => {
    const warnings = problemsOf(
      `version: 1\nldap: { server: { search_base: '\${BASE}', app_dn: 'cn=$x' } }\n`,
    );
    expect(warnings).toMatchObject([
      { severity: "warning", code: "spec.variable", path: "ldap.server.search_base", line: 2 },
    ]);
  });

  it("covers a further resource without any change here", () => {
    const notices: Resource = {
      name: "notices",
      title: "notices",
      description: "Notices.",
      specPath: ["interface", "notices"],
      panel: "",
      read: { path: "/api/v1/configs/notices" },
      write: { path: "/api/v1/configs/notices" },
      root: group("Notices.", { text: text("Text.") }),
    };
    const model = createSpecModel([notices]);
    const check = (spec: Json) => createSchemaFor(z, spec, model).safeParse(spec).success;
    const spec = { version: 1, interface: { notices: { text: "Hi" } } };
    expect(check(spec)).toBe(true);
    expect(check({ version: 1, interface: { notices: { TEXT: "Hi" } } })).toBe(false);
    expect(collectDeclared(spec, [notices])).toEqual({ notices: { text: "Hi" } });
  });
});

describe("locate", () => {
  const problem = {
    severity: "error",
    code: "plan.refused",
    message: "refused",
    hint: "declare it",
  } as const;

  it("points at the value of a path", () => {
    expect(parseSpec(good, "spec.yaml").locate(["ldap", "server", "port"], problem)).toEqual({
      ...problem,
      file: "spec.yaml",
      line: 18,
      column: 11,
      path: "ldap.server.port",
      frame: "    port: 636\n          ^^^",
    });
  });

  it("points at the nearest parent of a path that the file lacks", () => {
    const found = parseSpec(good, "spec.yaml").locate(["ldap", "server", "search_base"], problem);
    expect([found.line, found.column, found.frame]).toEqual([16, 3, "  server:\n  ^^^^^^"]);
  });

  it("points at the key of a secret", () => {
    const found = parseSpec("version: 1\nldap: { server: { app_dn_password: hunter2 } }", "spec.yaml").locate(
      ["ldap", "server", "app_dn_password"],
      problem,
    );
    expect(found.frame).toBe("ldap: { server: { app_dn_password: *** } }\n                  ^^^^^^^^^^^^^^^");
  });
});

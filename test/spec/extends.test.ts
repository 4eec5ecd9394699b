import { describe, expect, it } from "vitest";
import type { Json } from "../../src/model/json.ts";
import { simplifyPath } from "../../src/spec/locate-file.ts";
import { readSpec } from "../../src/spec/read-spec.ts";
import { listSecretFiles, resolveSecrets } from "../../src/spec/secrets.ts";
import { problemsOf } from "./problems-of.ts";
import { createSources, type Files, problemsOfFiles, readFiles } from "./read-files.ts";

const spec = (...lines: string[]) => `version: 1\n${lines.join("\n")}\n`;
const overBase = (base: string, over: string): Files => ({
  "spec.yaml": spec("extends: ./base.yaml", over),
  "base.yaml": spec(base),
});
const places = async (files: Files) =>
  (await problemsOfFiles(files)).map(({ file, line, column, code }) => `${file}:${line}:${column} ${code}`);

describe("a spec that extends another", () => {
  it.each<[what: string, base: string, over: string, merged: Json]>([
    [
      "merges maps key by key",
      "adminConfig: { ENABLE_SIGNUP: true, WEBUI_URL: a }",
      "adminConfig: { ENABLE_SIGNUP: false, DEFAULT_USER_ROLE: user }",
      { adminConfig: { ENABLE_SIGNUP: false, WEBUI_URL: "a", DEFAULT_USER_ROLE: "user" } },
    ],
    [
      "merges entries of a collection, and settings within them",
      "openai: { connections: { https://a.example: { key: { env: A }, config: { enable: true, tags: [x, y] } } } }",
      "openai: { connections: { https://a.example: { config: { tags: [z] } }, https://b.example: {} } }",
      {
        openai: {
          connections: {
            "https://a.example": { key: { env: "A" }, config: { enable: true, tags: ["z"] } },
            "https://b.example": {},
          },
        },
      },
    ],
    [
      "removes an entry by absent",
      "banners: { a: { content: x }, b: { content: y } }",
      "banners: { a: absent }",
      { banners: { a: null, b: { content: "y" } } },
    ],
    [
      "declares an absent entry again, without what was below absent",
      "banners: { a: absent }",
      "banners: { a: { content: x } }",
      { banners: { a: { content: "x" } } },
    ],
    [
      "sets null, which removes no key of the base",
      "adminConfig: { ADMIN_EMAIL: a@b.example, WEBUI_URL: a }",
      "adminConfig: { ADMIN_EMAIL: null }",
      { adminConfig: { ADMIN_EMAIL: null, WEBUI_URL: "a" } },
    ],
    [
      "replaces one reference to a secret by another",
      "ldap: { server: { app_dn_password: { file: b } } }",
      "ldap: { server: { app_dn_password: { env: A } } }",
      { ldapServer: { app_dn_password: { env: "A" } } },
    ],
    [
      "replaces a literal secret by a reference",
      "ldap: { server: { app_dn_password: hunter2 } }",
      "ldap: { server: { app_dn_password: { env: A } } }",
      { ldapServer: { app_dn_password: { env: "A" } } },
    ],
    [
      "replaces one reference to models by another",
      "modelDefaults: { DEFAULT_MODELS: { models: [a, b] } }",
      "modelDefaults: { DEFAULT_MODELS: { models: [c] } }",
      { modelDefaults: { DEFAULT_MODELS: { models: ["c"] } } },
    ],
    [
      "replaces what is no reference by one, and merges no part of it",
      "adminConfig: { DEFAULT_GROUP_ID: { model: a } }\nldap: { server: { app_dn_password: { env: A, x: 1 } } }",
      "adminConfig: { DEFAULT_GROUP_ID: { group: b } }\nldap: { server: { app_dn_password: { env: B } } }",
      {
        adminConfig: { DEFAULT_GROUP_ID: { group: "b" } },
        ldapServer: { app_dn_password: { env: "B" } },
      },
    ],
    [
      "replaces a name by an id",
      "adminConfig: { DEFAULT_GROUP_ID: { group: a } }",
      "adminConfig: { DEFAULT_GROUP_ID: b }",
      { adminConfig: { DEFAULT_GROUP_ID: "b" } },
    ],
    [
      "merges the map of a setting that takes one",
      "adminConfig: { I18N: { de: { a: b, c: d } } }",
      "adminConfig: { I18N: { de: { a: e }, fr: { a: f } } }",
      { adminConfig: { I18N: { de: { a: "e", c: "d" }, fr: { a: "f" } } } },
    ],
  ])("%s", async (_what, base, over, merged) => {
    const { declared } = await readFiles(overBase(base, over));
    expect(declared).toEqual(merged);
  });

  it("replaces a reference below a key that owconf does not know", async () => {
    const files = overBase(
      "adminConfig: { NEW: { a: { file: b } } }",
      "adminConfig: { NEW: { a: { env: A } } }",
    );
    const { declared, unknown } = await readFiles(files, { keepUnknown: true });
    expect(declared).toEqual({ adminConfig: { NEW: { a: { env: "A" } } } });
    expect(unknown).toMatchObject([{ path: ["NEW"], problem: { file: "spec.yaml", line: 3 } }]);
  });

  it("replaces lists, allow among them, and merges server", async () => {
    const files = overBase(
      "allow: [open-admin]\nserver: { url: https://a.example, signIn: { email: a@b.example } }",
      "allow: [mfa-change]\nserver: { url: https://b.example }",
    );
    const { allow, server } = await readFiles(files);
    expect(allow).toEqual(["mfa-change"]);
    expect(server).toEqual({ url: "https://b.example", signIn: { email: "a@b.example" } });
  });

  it("lets later files of a list win over earlier ones, and itself over all", async () => {
    const role = (name: string, other: string) =>
      spec(`adminConfig: { DEFAULT_USER_ROLE: ${name}, ${other} }`);
    const { declared } = await readFiles({
      "spec.yaml": spec("extends: [a.yaml, b.yaml]", "adminConfig: { WEBUI_URL: spec }"),
      "a.yaml": role("user", "WEBUI_URL: a, JWT_EXPIRES_IN: 1h"),
      "b.yaml": role("admin", "WEBUI_URL: b"),
    });
    expect(declared.adminConfig).toEqual({
      DEFAULT_USER_ROLE: "admin",
      WEBUI_URL: "spec",
      JWT_EXPIRES_IN: "1h",
    });
  });

  it("counts a file that is reached twice once, below those that extend it", async () => {
    const files = {
      "spec.yaml": spec("extends: [strict.yaml, europe.yaml]"),
      "strict.yaml": spec("extends: common/base.yaml", "adminConfig: { ENABLE_SIGNUP: false }"),
      "europe.yaml": spec("extends: ./x/../common/base.yaml", "adminConfig: { WEBUI_URL: eu }"),
      "common/base.yaml": spec("adminConfig: { ENABLE_SIGNUP: true, WEBUI_URL: base }"),
    };
    const sources = createSources(files);
    const { declared } = await readSpec("spec.yaml", sources);
    expect(declared.adminConfig).toEqual({ ENABLE_SIGNUP: false, WEBUI_URL: "eu" });
    expect(sources.asked).toEqual(["spec.yaml", "strict.yaml", "common/base.yaml", "europe.yaml"]);
  });

  it("takes relative paths from the folder of the file that says them", async () => {
    const files = {
      "envs/eu/spec.yaml": spec("extends: ../../base/base.yaml"),
      "base/base.yaml": spec("extends: [more/ldap.yaml, /etc/owconf.yaml]"),
      "base/more/ldap.yaml": spec("ldap: { server: { app_dn_password: { file: bind.txt } } }"),
      "/etc/owconf.yaml": spec("server: { signIn: { password: { file: password.txt } } }"),
      "base/more/bind.txt": "bind-canary\n",
      "/etc/password.txt": "password-canary\n",
    };
    const found = await readFiles(files);
    expect(listSecretFiles(found).map(({ file }) => file)).toEqual([
      "/etc/password.txt",
      "base/more/bind.txt",
    ]);
    expect(await resolveSecrets(found, { env: {}, ...createSources(files) })).toEqual({
      server: { signIn: { password: "password-canary" } },
      desired: { ldapServer: { app_dn_password: "bind-canary" } },
    });
  });

  it("is what it extends, where it says nothing else", async () => {
    const { declared, file } = await readFiles(overBase("ldap: { enabled: true }", ""));
    expect(declared).toEqual({ ldapConfig: { enabled: true } });
    expect(file).toBe("spec.yaml");
  });

  it("may extend nothing", async () => {
    expect(
      (await readFiles({ "spec.yaml": spec("extends: []", "ldap: { enabled: true }") })).warnings,
    ).toEqual([]);
  });
});

describe("a message", () => {
  it("points to the file and the line that said the value", async () => {
    const files = {
      "envs/spec.yaml": spec("extends: ../base.yaml", "adminConfig:", "  DEFAULT_USER_ROLE: usr"),
      "base.yaml": spec(
        "adminConfig:",
        "  ENABLE_SIGNUPP: true",
        "  DEFAULT_USER_ROLE: boss",
        "ldap: { enabled: 5 }",
      ),
    };
    expect(await places(files)).toEqual([
      "base.yaml:3:3 spec.unknown-key",
      "base.yaml:5:18 spec.type",
      "envs/spec.yaml:4:22 spec.value",
    ]);
    const [unknownKey, , role] = await problemsOfFiles(files);
    expect(unknownKey?.frame).toBe("  ENABLE_SIGNUPP: true\n  ^^^^^^^^^^^^^^");
    expect(role?.frame).toBe("  DEFAULT_USER_ROLE: usr\n                     ^^^");
  });

  it("of a warning does, too, and shows no secret of a base", async () => {
    const problems = await problemsOfFiles(overBase("ldap: { server: { app_dn_password: hunter2 } }", ""));
    expect(problems).toMatchObject([{ code: "secret.literal", file: "base.yaml", line: 2 }]);
    expect(JSON.stringify(problems)).not.toContain("hunter2");
  });

  it("shows no secret where another file has a harmless text at the same place", async () => {
    const title = "x".repeat(300);
    const files = overBase(
      `adminConfig: { PENDING_USER_OVERLAY_TITLE: ${title} }`,
      "ldap: { server: { search_base: y, host: a, app_dn_password: hunter2 } }",
    );
    const [problem, ...further] = await problemsOfFiles(files);
    expect(further).toEqual([]);
    expect(problem?.frame).toContain("host: a, app_dn_password: *** } }");
  });

  it("is told of each of two files that have the same problem at the same place", async () => {
    const same = spec("adminConfig: { ENABLE_SIGNUP: true, ENABLE_SIGNUP: true }");
    const files = { "spec.yaml": spec("extends: [a.yaml, b.yaml]"), "a.yaml": same, "b.yaml": same };
    expect(await places(files)).toEqual(["a.yaml:2:37 yaml.duplicate-key", "b.yaml:2:37 yaml.duplicate-key"]);
    const unknown = {
      "spec.yaml": spec("extends: [a.yaml, b.yaml]"),
      "a.yaml": spec("adminConfig: { NEW_A: 1 }"),
      "b.yaml": spec("adminConfig: { NEW_B: 1 }"),
    };
    const found = await readFiles(unknown, { keepUnknown: true });
    expect(found.unknown.map(({ path, problem }) => `${path} ${problem.file}`)).toEqual([
      "NEW_A a.yaml",
      "NEW_B b.yaml",
    ]);
  });

  it("about what nobody says points to the nearest thing that is said", async () => {
    const found = await readFiles(overBase("ldap: { server: { host: a } }", "ldap: { enabled: true }"));
    const problem = { severity: "error", code: "a.b", message: "m" } as const;
    const placeOf = (...path: string[]) => {
      const { file, line, column } = found.locate(path, problem);
      return `${file}:${line}:${column}`;
    };
    expect(placeOf("ldap", "server", "host")).toBe("base.yaml:2:25");
    expect(placeOf("ldap", "server", "port")).toBe("base.yaml:2:9");
    expect(placeOf("ldap", "other")).toBe("spec.yaml:3:1");
    expect(placeOf("other")).toBe("spec.yaml:1:1");
    expect(found.fileOf(["ldap", "server", "host"])).toBe("base.yaml");
  });

  it("tells a secret that is not set at the file that names it", async () => {
    const files = overBase("ldap: { server: { app_dn_password: { env: NOPE } } }", "");
    const found = await readFiles(files);
    await expect(resolveSecrets(found, { env: {}, ...createSources(files) })).rejects.toMatchObject({
      diagnostics: [{ code: "secret.unset", file: "base.yaml", line: 2, column: 43 }],
    });
  });

  it("says where a slip is, unless a later file replaced it", async () => {
    const slip = "ldap:\n  server:\n    host:x";
    expect(await places(overBase(slip, ""))).toEqual(["base.yaml:4:5 yaml.missing-space"]);
    expect(await places(overBase(slip, "ldap: { server: 5 }"))).toEqual(["spec.yaml:3:9 spec.type"]);
  });

  it("tells a problem once, however often its file is reached", async () => {
    const files = {
      "spec.yaml": spec("extends: [a.yaml, b.yaml, base.yaml]"),
      "a.yaml": spec("extends: base.yaml"),
      "b.yaml": spec("extends: base.yaml"),
      "base.yaml": spec("ldap: { enabled: 5, enabled: 6 }"),
    };
    expect(await places(files)).toEqual(["base.yaml:2:18 spec.type", "base.yaml:2:21 yaml.duplicate-key"]);
    expect(await places({ ...files, "base.yaml": "a: b: c\n" })).toEqual(["base.yaml:1:4 yaml.syntax"]);
    expect(await places({ ...files, "base.yaml": "ldap: { enabled: true }\n" })).toEqual([
      "base.yaml:1:1 spec.version",
    ]);
  });
});

describe("what a spec extends", () => {
  const large = `version: 1 #${" ".repeat(1024 * 1024)}`;
  it.each<[what: string, content: string, code: string, message: string]>([
    ["is missing", "ENOENT", "spec.base-missing", "the file base.yaml does not exist"],
    ["is below a file", "ENOTDIR", "spec.base-missing", "the file base.yaml does not exist"],
    ["is a folder", "EISDIR", "spec.base-unreadable", "the file base.yaml is a folder"],
    [
      "may not be read",
      "EACCES",
      "spec.base-unreadable",
      "the file base.yaml cannot be read: permission denied",
    ],
    ["cannot be read", "EIO", "spec.base-unreadable", "the file base.yaml cannot be read (EIO)"],
    ["is too large", large, "spec.too-large", "the file base.yaml is 1.0 MiB; the limit is 1 MiB"],
  ])("that %s is an error at each line that names it", async (_what, content, code, message) => {
    const problems = await problemsOfFiles({
      "spec.yaml": spec("extends: [a.yaml, ./base.yaml]"),
      "a.yaml": spec("extends:", "  - base.yaml"),
      "base.yaml": content,
    });
    expect(problems).toMatchObject([
      { severity: "error", code, message, file: "a.yaml", line: 3, column: 5 },
      { severity: "error", code, message, file: "spec.yaml", line: 2, column: 19 },
    ]);
    expect(problems[1]?.frame).toBe(`extends: [a.yaml, ./base.yaml]\n${" ".repeat(18)}${"^".repeat(11)}`);
    expect(JSON.stringify(problems)).not.toContain("hunter2");
  });

  it.each([
    ["~/base.yaml", "~ is not expanded: write the full path"],
    ["https://example.com/base.yaml", "`extends` takes paths of files, no addresses"],
    ["base.yaml", "a relative path starts at the folder of the file that says it"],
  ])("and is missing has advice: %s", async (path, hint) => {
    expect(await problemsOfFiles({ "spec.yaml": spec(`extends: ${path}`) })).toMatchObject([{ hint }]);
  });

  it("is not shown where it looks like an address with a password", async () => {
    const problems = await problemsOfFiles({
      "spec.yaml": spec("extends: https://me:hunter2@example.com/x"),
    });
    expect(problems).toMatchObject([{ message: "the file given here does not exist", line: 2, column: 1 }]);
    expect(JSON.stringify(problems)).not.toContain("hunter2");
  });

  it.each([
    [["spec.yaml"], "spec.yaml:2:10", "spec.yaml → spec.yaml"],
    [["a.yaml", "spec.yaml"], "a.yaml:2:10", "spec.yaml → a.yaml → spec.yaml"],
    [["a.yaml", "b.yaml", "./x/../a.yaml"], "b.yaml:2:10", "a.yaml → b.yaml → a.yaml"],
  ])("in a circle is refused with the chain: %j", async (names, place, chain) => {
    const files = Object.fromEntries(
      names.map((name, index) => [["spec.yaml", ...names][index], spec(`extends: ${name}`)]),
    );
    const [problem, ...further] = await problemsOfFiles(files);
    expect(further).toEqual([]);
    expect(`${problem?.file}:${problem?.line}:${problem?.column}`).toBe(place);
    expect(problem?.message).toBe(`these files extend each other in a circle: ${chain}`);
  });

  it("may be a chain of 16 files, and no longer", async () => {
    const chainOf = (length: number): Files =>
      Object.fromEntries(
        Array.from({ length: length + 1 }, (_, index) => [
          `${index}.yaml`,
          spec(index === length ? "ldap: { enabled: true }" : `extends: ${index + 1}.yaml`),
        ]),
      );
    const byName = (files: Files): Files => ({ "0.yaml": files["0.yaml"] ?? "", ...files });
    expect((await readFiles({ "s.yaml": spec("extends: 0.yaml"), ...byName(chainOf(15)) })).declared).toEqual(
      {
        ldapConfig: { enabled: true },
      },
    );
    expect(await places({ "s.yaml": spec("extends: 0.yaml"), ...byName(chainOf(16)) })).toEqual([
      "15.yaml:2:10 spec.extends-depth",
    ]);
  });

  it("may have 1 MiB and 20,000 keys, with the spec and everything else together", async () => {
    const half = spec(`# ${"x".repeat(600_000)}`);
    const files = {
      "spec.yaml": spec("extends: [a.yaml, b.yaml]"),
      "a.yaml": half,
      "b.yaml": spec("ldap: {}"),
    };
    expect(await places({ ...files, "b.yaml": half })).toEqual(["spec.yaml:2:19 spec.too-large"]);
    expect(await places(files)).toEqual(["spec.yaml:1:1 spec.no-settings"]);
    const keys = spec(`banners: { ${Array.from({ length: 9_000 }, (_, n) => `b${n}: absent`).join(", ")} }`);
    const many = { ...files, "a.yaml": keys, "b.yaml": keys, "c.yaml": keys };
    expect(await places(many)).toEqual([]);
    expect(await places({ ...many, "spec.yaml": spec("extends: [a.yaml, b.yaml, c.yaml]") })).toEqual([
      "spec.yaml:2:27 yaml.entries",
    ]);
  });

  it.each([
    ["says no version", "ldap: { enabled: true }", "base.yaml:1:1 spec.version"],
    ["says another version", "version: 2\nldap: { enabled: 5 }", "base.yaml:1:10 spec.version"],
    ["is a list", "- a", "base.yaml:1:3 spec.type"],
    ["is empty", "# nothing", "base.yaml:1:1 spec.empty"],
    ["is no YAML", "a: b: c", "base.yaml:1:4 yaml.syntax"],
    ["extends a number", "version: 1\nextends: 5", "base.yaml:2:10 spec.type"],
    ["extends an empty path", 'version: 1\nextends: ""', "base.yaml:2:10 spec.value"],
    ["has its version by a tag", "version: !!int 1", "base.yaml:1:1 yaml.tag"],
  ])("and %s is no spec", async (_what, base, place) => {
    expect(await places({ "spec.yaml": spec("extends: base.yaml"), "base.yaml": base })).toEqual([place]);
  });

  it("gives the spec no version that it does not say itself", async () => {
    const files = { "spec.yaml": "extends: base.yaml\n", "base.yaml": spec("ldap: { enabled: true }") };
    expect(await places(files)).toEqual(["spec.yaml:1:1 spec.version"]);
  });

  it("is told together, whatever is wrong with it", async () => {
    const files = {
      "spec.yaml": spec("extends: [a.yaml, b.yaml, c.yaml, d.yaml]"),
      "a.yaml": "a: b: c",
      "b.yaml": "version: 2",
      "d.yaml": spec("extends: d.yaml"),
    };
    expect(await places(files)).toEqual([
      "a.yaml:1:4 yaml.syntax",
      "b.yaml:1:10 spec.version",
      "d.yaml:2:10 spec.extends-cycle",
      "spec.yaml:2:27 spec.base-missing",
    ]);
  });
});

describe("parseSpec", () => {
  it("refuses a spec that extends others, as it reads no files", () => {
    expect(problemsOf(spec("extends: base.yaml", "ldap: { enabled: 5 }"))).toMatchObject([
      { code: "spec.extends", line: 2, column: 1, hint: "use readSpec, which reads them" },
      { code: "spec.type", line: 3 },
    ]);
  });
});

describe("simplifyPath", () => {
  it.each([
    ["./a.yaml", "a.yaml"],
    ["a/./b//c.yaml", "a/b/c.yaml"],
    ["a/../b.yaml", "b.yaml"],
    ["a/b/../../../c.yaml", "../c.yaml"],
    ["../../a.yaml", "../../a.yaml"],
    ["/a/../b.yaml", "/b.yaml"],
    ["./-", "./-"],
    [".", "."],
    ["a\\b/../c.yaml", "a\\b/../c.yaml"],
  ])("makes of %s %s", (path, simple) => expect(simplifyPath(path)).toBe(simple));
});

import { describe, expect, it } from "vitest";
import { findXmlProblems, listTestCases } from "../render/junit-xml.ts";
import { parseWorkflowCommands } from "../render/workflow-commands.ts";
import { ldapSpec, onStage } from "./journey.ts";
import { runOwconf } from "./run-owconf.ts";

const spec = `version: 1
adminConfig:
  ENABLE_SIGNUP: false
  ENABLE_NOTES: false
  JWT_EXPIRES_IN: "-1"
openai:
  connections:
    https://llm.example.com/v1:
      key: { env: LDAP_BIND_PASSWORD }
`;
const broken = "version: 1\nadminConfig:\n  ENABLE_NOTES: maybe\n";
const unreachable = { OWCONF_URL: "http://127.0.0.1:9", OWCONF_TOKEN: "t", LDAP_BIND_PASSWORD: "p" };

describe("plan --markdown", () => {
  it("is a comment with the dangers on top, and short for --format markdown", () =>
    onStage({}, async ({ server, run }) => {
      const { exitCode, stdout, stderr } = await run(spec, ["plan", "--markdown", "--detailed-exitcode"]);
      expect([exitCode, stderr]).toEqual([2, ""]);
      expect(stdout).toContain(
        `<!-- owconf plan: ${server.url} -->\n\n## owconf plan of \`${server.url}\`: 3 settings to change, 1 dangerous\n`,
      );
      expect(stdout).toContain("  ENABLE_NOTES:\n- true (factory value)\n+ false\n");
      expect(stdout.indexOf("**endless-session**")).toBeLessThan(stdout.indexOf("ENABLE_NOTES"));
      expect(stdout).toContain("```sh\nowconf apply --allow endless-session\n```");
      expect((await run(spec, ["plan", "--format", "markdown"])).stdout).toBe(stdout);
      expect((await run(spec, ["plan", "--format=markdown"])).stdout).toBe(stdout);
    }));

  it("replaces itself by a comment that says what failed, whatever it is", () =>
    onStage({}, async ({ server, run }) => {
      const marker = `<!-- owconf plan: ${server.url} -->`;
      const failures: [string, string[], Record<string, string>, string][] = [
        [broken, ["plan", "--markdown"], {}, "owconf.yaml:3:17: error: "],
        [spec, ["plan", "--markdown", "--nonsense"], {}, "unknown option '--nonsense'"],
        [spec, ["plan", "--format", "markdown", "--only", "ldap"], {}, "declares nothing in ldap"],
        [spec, ["plan", "--markdown"], { OWCONF_PASSWORD: "wrong" }, "[api.bad-credentials]"],
      ];
      for (const [text, args, env, what] of failures) {
        const { exitCode, stdout } = await run(text, args, { env });
        expect(exitCode).toBeGreaterThan(2);
        expect(stdout.startsWith(`${marker}\n\n## owconf plan failed\n`)).toBe(true);
        expect(stdout).toContain(what);
      }
      // The server that the spec names, though the spec is wrong.
      const named = await run(`${broken}server: { url: "${server.url}/api/v1" }\n`, ["plan", "--markdown"], {
        env: { OWCONF_URL: "" },
      });
      expect(named.stdout).toContain(`${marker}\n`);
      // The environment wins, and a flag over both.
      const wrong = `${broken}server: { url: "http://spec.test" }\n`;
      expect((await run(wrong, ["plan", "--markdown"])).stdout).toContain(`${marker}\n`);
      const flagged = await run(wrong, ["plan", "--markdown", "--url", "http://flag.test"]);
      expect(flagged.stdout).toContain("<!-- owconf plan: http://flag.test -->");
    }));

  it("names no server whose address may hold a password", async () => {
    for (const url of ["https://admin:canary@chat.test", "canary", ""]) {
      const { stdout, exitCode } = await runOwconf(["plan", "--markdown"], {
        env: { OWCONF_URL: url },
        files: { "owconf.yaml": spec },
      });
      expect(exitCode).toBe(3);
      expect(stdout).toContain("<!-- owconf plan: unknown -->");
      expect(stdout).not.toContain("canary");
    }
  });
});

describe("plan --format github", () => {
  it("annotates each setting that differs at its line", () =>
    onStage({}, async ({ run }) => {
      const { exitCode, stdout } = await run(spec, ["plan", "--format", "github"]);
      expect(exitCode).toBe(0);
      const places = parseWorkflowCommands(stdout).map(({ command, properties: { file, line, title } }) => [
        command,
        file,
        line,
        title,
      ]);
      expect(places).toEqual([
        ["warning", "owconf.yaml", "8", 'drift: openai.connections["https://llm.example.com/v1"]'],
        ["warning", "owconf.yaml", "4", "drift: adminConfig.ENABLE_NOTES"],
        ["error", "owconf.yaml", "5", "dangerous change: adminConfig.JWT_EXPIRES_IN"],
        ["notice", undefined, undefined, "owconf plan"],
      ]);
    }));

  it("annotates what is wrong with the spec, as validate does", async () => {
    const files = { "owconf.yaml": broken };
    for (const command of ["plan", "validate"]) {
      const { exitCode, stdout } = await runOwconf([command, "--format", "github"], { files });
      expect(exitCode).toBe(3);
      expect(parseWorkflowCommands(stdout)).toMatchObject([
        { command: "error", properties: { file: "owconf.yaml", line: "3", col: "17" } },
        { command: "error", properties: { title: `owconf ${command} failed` } },
      ]);
    }
  });

  it("annotates the warnings of a valid spec", async () => {
    const files = { "owconf.yaml": 'version: 1\nadminConfig:\n  WEBUI_URL: "$URL"\n' };
    const { stdout } = await runOwconf(["validate", "--format", "github"], { files });
    expect(parseWorkflowCommands(stdout)).toMatchObject([
      { command: "warning", properties: { line: "3", title: "spec.variable" } },
      { command: "notice", message: "Valid: owconf.yaml" },
    ]);
  });
});

describe("plan --format junit", () => {
  it("is a report of all that the spec declares", () =>
    onStage({}, async ({ run }) => {
      const { exitCode, stdout } = await run(spec, ["plan", "--format", "junit"]);
      expect(exitCode).toBe(0);
      expect(await findXmlProblems(stdout)).toEqual([]);
      const [entry, key, ...others] = listTestCases(stdout);
      expect(entry).toMatchObject({ name: 'connections["https://llm.example.com/v1"]', outcome: "failure" });
      expect(key).toMatchObject({ outcome: "failure", message: "(secret: set)" });
      expect(others.map(({ name, outcome }) => [name, outcome])).toEqual([
        ["ENABLE_SIGNUP", "passed"],
        ["ENABLE_NOTES", "failure"],
        ["JWT_EXPIRES_IN", "failure"],
      ]);
      expect(stdout).toContain("owconf.yaml:4:17");
    }));

  it.each([
    [["plan", "--format", "junit"], unreachable, spec, "api.unreachable"],
    [["plan", "--format=junit"], {}, broken, "spec.type"],
    [["plan", "--format", "junit", "--what"], {}, spec, "usage.invalid"],
  ])("has an error where the plan fails: %j", async (args, env, text, code) => {
    const { exitCode, stdout } = await runOwconf(args, { env, files: { "owconf.yaml": text } });
    expect(exitCode).toBeGreaterThan(2);
    expect(await findXmlProblems(stdout)).toEqual([]);
    expect(listTestCases(stdout)).toMatchObject([{ outcome: "error" }]);
    expect(stdout).toContain(`type="${code}"`);
  });
});

describe("apply", () => {
  it("says as Markdown what became of the plan, and talks on standard error", () =>
    onStage({}, async ({ server, run }) => {
      const approved = ["apply", "--auto-approve", "--markdown"];
      const applied = await run(ldapSpec, approved);
      expect(applied.exitCode).toBe(0);
      expect(applied.stdout).toContain(
        `<!-- owconf apply: ${server.url} -->\n\n## owconf apply to \`${server.url}\`: applied\n`,
      );
      expect(applied.stdout).toContain("Applied: 6 settings changed and read back.");
      expect(applied.stderr).toContain("Plan: 6 settings to change");
      expect((await run(ldapSpec, approved)).stdout).toContain(": in sync\n");
      const refused = await run(spec, approved);
      expect(refused.exitCode).toBe(5);
      expect(refused.stdout).toContain("## owconf apply failed\n");
      expect(refused.stdout).toContain("[apply.danger]");
    }));

  it("annotates what the server did not take at its line", () =>
    onStage(
      {
        intercept: (request) =>
          request.method === "POST" && request.url.endsWith("/admin/config") ? Response.json({}) : undefined,
      },
      async ({ run }) => {
        const text = "version: 1\nadminConfig:\n  ENABLE_NOTES: false\n";
        const { exitCode, stdout } = await run(text, ["apply", "--auto-approve", "--format", "github"]);
        expect(exitCode).toBe(6);
        const said = parseWorkflowCommands(stdout);
        expect(said[0]).toMatchObject({
          command: "error",
          properties: { file: "owconf.yaml", line: "3", title: "adminConfig.ENABLE_NOTES" },
          message: "ignored by the server; the server holds true",
        });
        expect(said.at(-1)).toMatchObject({
          command: "error",
          message: expect.stringContaining("as before"),
        });
      },
    ));
});

describe("what to run next", () => {
  const nextOf = (stdout: string) => /^Run: owconf (.*)$/m.exec(stdout)?.[1];

  it("is the apply of this plan, to be typed as it stands", () =>
    onStage({}, async ({ run }) => {
      const files = { "my spec.yaml": spec };
      const args = ["plan", "my spec.yaml", "--only=adminConfig", "--timeout", "20s", "--detailed-exitcode"];
      const { stdout } = await run("", args, { files });
      const next = nextOf(stdout);
      expect(next).toBe("apply 'my spec.yaml' --only=adminConfig --timeout 20s --allow endless-session");
      const typed = next?.match(/'[^']*'|\S+/g)?.map((arg) => arg.replaceAll("'", "")) ?? [];
      const applied = await run("", [...typed, "--auto-approve"], { files });
      expect([applied.exitCode, applied.stderr]).toEqual([0, ""]);
      expect(nextOf((await run("", args, { files })).stdout)).toBeUndefined();
    }));

  it.each([
    [["plan"], "apply --allow endless-session"],
    [["plan", "owconf.yaml", "--allow", "endless-session"], "apply owconf.yaml --allow endless-session"],
    [
      ["plan", "--allow", "open-admin", "owconf.yaml"],
      "apply --allow open-admin owconf.yaml --allow endless-session",
    ],
    [["plan", "--wait=5s", "--", "owconf.yaml"], "apply --wait=5s --allow endless-session -- owconf.yaml"],
  ])("after owconf %j is owconf %s", (args, next) =>
    onStage({}, async ({ run }) => {
      expect(nextOf((await run(spec, args)).stdout)).toBe(next);
      const { stdout } = await run(spec, ["plan", "--json", ...args.slice(1)]);
      expect(JSON.parse(stdout).next).toBe(`owconf ${next}`);
    }),
  );

  it("is nothing without a server, and nothing that apply says itself", () =>
    onStage({}, async ({ run }) => {
      expect((await run(spec, ["plan", "--offline", "0.12.4"])).stdout).not.toContain("Run:");
      expect((await run(ldapSpec, ["apply", "--auto-approve"])).stdout).not.toContain("Run:");
    }));
});

describe("two formats at once", () => {
  it.each([
    [["plan", "--json", "--markdown"]],
    [["plan", "--json", "--format", "junit"]],
    [["apply", "--markdown", "--format", "json"]],
    [["validate", "--json", "--format", "github"]],
  ])("are refused, with JSON where it is among them: %j", async (args) => {
    const { exitCode, stdout, stderr } = await runOwconf(args, { files: { "owconf.yaml": spec } });
    expect(exitCode).toBe(3);
    expect(stderr).toContain("cannot be used with");
    expect(JSON.parse(stdout).error.code).toBe("usage.invalid");
  });
});

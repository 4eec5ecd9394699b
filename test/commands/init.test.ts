import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseSpec } from "../../src/spec/parse-spec.ts";
import { createStarter } from "../../src/spec/starter.ts";
import { releaseNames } from "../server/releases.ts";
import { admin, onStage } from "./journey.ts";
import { runOwconf } from "./run-owconf.ts";

const url = "https://chat.example.com";
const withPassword = ["--url", url, "--sign-in", "password", "--account", admin.email];

/** Answers each question by the first words of it. */
const answer = (answers: Record<string, string>) => {
  const asked: string[] = [];
  const ask = (question: string, hidden: boolean) => {
    asked.push(`${question}${hidden ? " (hidden)" : ""}`);
    return Object.entries(answers).find(([start]) => question.startsWith(start))?.[1];
  };
  return { asked, ask };
};

describe("init without a terminal", () => {
  it("writes a starter from flags, and says what is next", async () => {
    const { exitCode, stdout, stderr, written } = await runOwconf(["init", ...withPassword]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "" });
    const text = written["owconf.yaml"] ?? "";
    expect(parseSpec(text, "owconf.yaml").server).toEqual({
      url,
      signIn: { email: admin.email, password: { env: "OWCONF_PASSWORD" } },
    });
    expect(stderr).toBe(
      "Written to owconf.yaml. Next:\n  uncomment what owconf.yaml shall set\n  set OWCONF_PASSWORD, or run owconf login\n  owconf plan\n  owconf apply\n",
    );
  });

  it.each([
    [{ OWCONF_TOKEN: "token-canary" }, { token: { env: "OWCONF_TOKEN" } }],
    [
      { OWCONF_LDAP_USER: "jdoe", OWCONF_LDAP_PASSWORD: "password-canary" },
      { ldap: { user: "jdoe", password: { env: "OWCONF_LDAP_PASSWORD" } } },
    ],
    [
      { OWCONF_EMAIL: admin.email, OWCONF_PASSWORD: "password-canary" },
      { email: admin.email, password: { env: "OWCONF_PASSWORD" } },
    ],
  ])("takes server and account from the environment, and no secret: %j", async (env, signIn) => {
    const run = await runOwconf(["init"], { env: { ...env, OWCONF_URL: `${url}/` } });
    expect(run.exitCode).toBe(0);
    expect(parseSpec(run.written["owconf.yaml"] ?? "", "owconf.yaml").server).toEqual({ url, signIn });
    expect(JSON.stringify(run)).not.toContain("-canary");
    // What is set needs not be set.
    expect(run.stderr).not.toContain("  set ");
  });

  it.each([
    [[], "give --url, --sign-in, --account"],
    [["--url", url], "give --sign-in, --account"],
    [["--url", url, "--sign-in", "ldap"], "give --account"],
    [["--sign-in", "token"], "give --url"],
  ])("refuses %j, and says which flags it takes", async (args, missing) => {
    const { exitCode, stderr, written } = await runOwconf(["init", ...args]);
    expect(stderr).toContain(`error: there is no terminal to ask on: ${missing} [`);
    expect(stderr).toContain("hint: as in: owconf init --url ");
    expect({ exitCode, written }).toEqual({ exitCode: 3, written: {} });
  });

  it.each([
    [["--url", "chat"], "is not an http or https URL"],
    [["--url", "https://a:url-canary@b"], "must not hold a user name or a password"],
    [["--account", "account-canary"], "the account is no e-mail address"],
    [["--output", "-"], "init writes a file, not to standard output"],
    [["--sign-in", "pasword"], "did you mean password?"],
  ])("refuses %j", async (args, said) => {
    const { exitCode, stderr, written } = await runOwconf(["init", ...withPassword, ...args]);
    expect(stderr).toContain(said);
    expect(stderr).not.toContain("-canary");
    expect({ exitCode, written }).toEqual({ exitCode: 3, written: {} });
  });
});

describe("init and a file that is there", () => {
  it("leaves it alone, and asks nothing, without --force", async () => {
    const folder = mkdtempSync(join(tmpdir(), "owconf-init-"));
    const file = join(folder, "prod.yaml");
    writeFileSync(file, "version: 1\n");
    const { asked, ask } = answer({});
    const args = ["init", ...withPassword, "--output", file];
    const refused = await runOwconf(args, { ask });
    expect(refused.stderr).toContain("already exists");
    expect(refused.stderr).toContain("add --force to replace it");
    expect([refused.exitCode, refused.written, asked]).toEqual([3, {}, []]);
    expect(readFileSync(file, "utf8")).toBe("version: 1\n");
    const forced = await runOwconf([...args, "--force"], { ask });
    expect(forced.written[file]).toContain(url);
    expect(forced.stderr).toContain(`  owconf plan ${file}\n`);
    rmSync(folder, { recursive: true });
  });
});

describe("init at a terminal", () => {
  it("asks what it is not told, and begins small", async () => {
    const { asked, ask } = answer({ URL: `${url}/auth`, How: "LDAP", "User name": "jdoe" });
    const confirmed: string[] = [];
    const confirm = (question: string) => confirmed.push(question) < 0;
    const { exitCode, written } = await runOwconf(["init"], { ask, confirm });
    expect(exitCode).toBe(0);
    expect([...asked, ...confirmed]).toEqual([
      "URL of the Open WebUI server",
      "How owconf signs in: password, token, ldap (password if left empty)",
      "User name in the directory",
      "Begin with the settings that the server has now?",
    ]);
    expect(parseSpec(written["owconf.yaml"] ?? "", "owconf.yaml").server.signIn?.ldap?.user).toBe("jdoe");
  });

  it("writes nothing when somebody does not answer", async () => {
    const { ask } = answer({ URL: url });
    const { exitCode, stderr, written } = await runOwconf(["init"], { ask, confirm: () => false });
    expect(stderr).toContain("error: no answer to: E-mail address of the administrator");
    expect({ exitCode, written }).toEqual({ exitCode: 3, written: {} });
  });

  it("begins with the server's settings, and asks for the password unseen", () =>
    onStage({}, async ({ server }) => {
      Object.assign(server.state.adminConfig, { DEFAULT_USER_ROLE: "user" });
      const { asked, ask } = answer({ URL: server.url, "E-mail": admin.email, Password: admin.password });
      const run = await runOwconf(["init"], { ask, confirm: () => true });
      expect(run.stderr).toBe(
        "Written to owconf.yaml. Next:\n  set OWCONF_PASSWORD, or run owconf login\n  owconf plan\n  owconf apply\n",
      );
      expect(asked.at(-1)).toBe(`Password of ${admin.email} (hidden)`);
      expect(JSON.stringify(run)).not.toContain(admin.password);
      expect(run.written["owconf.yaml"]).toContain("  DEFAULT_USER_ROLE: user");
    }));
});

describe("init --from-server", () => {
  it.each(releaseNames)("writes what export writes, of %s", (release) =>
    onStage({ release }, async ({ run }) => {
      const { exitCode, written } = await run("", ["init", "--from-server", "--output", "new.yaml"]);
      expect(exitCode).toBe(0);
      const exported = await run("", ["export"]);
      expect(written["new.yaml"]).toBe(exported.stdout);
      const planned = await run(written["new.yaml"] ?? "", ["plan", "--detailed-exitcode"]);
      expect(planned.exitCode).toBe(0);
    }),
  );

  it("goes by the account that a flag names, and not by the environment's token", () =>
    onStage({}, async ({ run }) => {
      const args = ["init", "--from-server", "--sign-in", "password", "--account", admin.email];
      const { written } = await run("", args, { env: { OWCONF_TOKEN: "wrong" } });
      expect(written["owconf.yaml"]).toContain(`email: ${admin.email}`);
    }));

  it("writes nothing when it cannot sign in", () =>
    onStage({}, async ({ run }) => {
      const env = { OWCONF_PASSWORD: "wrong" };
      const { exitCode, written } = await run("", ["init", "--from-server"], { env });
      expect({ exitCode, written }).toEqual({ exitCode: 4, written: {} });
    }));
});

describe("the starter", () => {
  const starter = createStarter(url, { way: "password", account: admin.email });
  const uncommented = starter.replaceAll(/^# (?=\S+:$| )/gm, "");

  it("is a valid spec, and stays one when its comments are taken away", () => {
    const settings = Object.keys(parseSpec(uncommented, "owconf.yaml").declared);
    expect(settings.sort()).toEqual(["adminConfig", "openai", "permissions"]);
    expect(parseSpec(uncommented, "owconf.yaml").warnings).toEqual([]);
    expect(parseSpec(starter, "owconf.yaml").warnings.map(({ code }) => code)).toEqual(["spec.no-settings"]);
  });

  it.each(releaseNames)("has settings that a server of %s takes", (release) =>
    onStage({ release }, async ({ run, server }) => {
      const text = uncommented.replace(url, server.url);
      const env = { LLM_API_KEY: "llm-key-canary" };
      const { exitCode, stderr } = await run(text, ["apply", "--auto-approve"], { env });
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
      expect(server.state.adminConfig.DEFAULT_USER_ROLE).toBe("pending");
    }),
  );

  it("is YAML whatever an account is called", () => {
    for (const account of ["a: b # c", "'x", "{y}", "- z", "null"]) {
      const text = createStarter(url, { way: "ldap", account });
      expect(parseSpec(text, "owconf.yaml").server.signIn?.ldap?.user).toBe(account);
    }
  });
});

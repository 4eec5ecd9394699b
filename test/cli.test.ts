import { spawn } from "node:child_process";
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { program } from "./bundled-program.ts";
import { admin, environmentFor, ldapSpec, onStage } from "./commands/journey.ts";

const folder = mkdtempSync(join(tmpdir(), "owconf-cli-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Surroundings {
  env?: Record<string, string>;
  stdin?: string;
  /** What a shell does with the program's output, as "| head -1". */
  shell?: string;
}

/** Runs the program as a process of its own. */
async function runProcess(args: string[], { env = {}, stdin = "", shell = "" }: Surroundings = {}) {
  const words = [process.execPath, program, ...args].map((word) => `'${word}'`);
  // The exit code is that of owconf, not of what reads its output.
  const child = spawn("bash", ["--norc", "-c", `${words.join(" ")} ${shell}; exit \${PIPESTATUS[0]}`], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? "", ...env },
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (part) => {
    stdout += part;
  });
  child.stderr.on("data", (part) => {
    stderr += part;
  });
  child.stdin.end(stdin);
  const exitCode = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { exitCode, stdout, stderr };
}

describe("the program as a process", () => {
  it("reads a spec from standard input", async () => {
    const { exitCode, stdout } = await runProcess(["validate", "-"], { stdin: "version: 1\n" });
    expect(stdout).toBe("Valid: (standard input)\n");
    expect(exitCode).toBe(0);
  });

  it.each(["--version", "-V"])("says its version: %s", async (flag) => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(await runProcess([flag])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: "" });
  });

  it("ends at input without an end", async () => {
    const { exitCode, stderr } = await runProcess(["validate", "/dev/zero"]);
    expect(stderr).toContain("the limit is 1 MiB");
    expect(exitCode).toBe(3);
  });

  it("finishes an apply though nobody reads its output any more", () =>
    onStage({}, async ({ server }) => {
      writeFileSync(join(folder, "owconf.yaml"), ldapSpec);
      const { exitCode } = await runProcess(["apply", "--auto-approve", "--skip-ldap-check"], {
        env: environmentFor(server.url),
        shell: "2>&1 | true",
      });
      expect(exitCode).toBe(0);
      expect(server.state.ldapEnabled).toBe(true);
    }));

  it("says so when its output cannot be written, without a stack trace", async () => {
    const { exitCode, stderr } = await runProcess(["schema"], { shell: "> /dev/full" });
    expect(stderr).toBe("error: cannot write the output: ENOSPC\n");
    expect(exitCode).toBe(3);
  });

  it("colours when told to, and not when told not to", async () => {
    const coloured = await runProcess(["validate", "-"], {
      stdin: "version: 1\n",
      env: { FORCE_COLOR: "1" },
    });
    expect(coloured.stdout).toContain("\u001b[32mValid:\u001b[39m");
    const plain = await runProcess(["validate", "-"], { stdin: "version: 1\n", env: { NO_COLOR: "1" } });
    expect(plain.stdout).toBe("Valid: (standard input)\n");
  });

  it("replaces an exported file only with --force, and leaves nothing else behind", () =>
    onStage({}, async ({ server }) => {
      const file = join(folder, "exported.yaml");
      writeFileSync(file, "mine");
      const env = environmentFor(server.url);
      const refused = await runProcess(["export", "--output", file], { env });
      expect(refused.exitCode).toBe(3);
      expect(refused.stderr).toContain("--force");
      expect(readFileSync(file, "utf8")).toBe("mine");
      expect(server.requests).toEqual([]);

      expect((await runProcess(["export", "--force", "--output", file], { env })).exitCode).toBe(0);
      expect(readFileSync(file, "utf8")).toContain("version: 1");
      const toFolder = await runProcess(["export", "--force", "--output", folder], { env });
      expect(toFolder.exitCode).toBe(3);
      expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
    }));

  it("saves a plan and a receipt for their owner only, and leaves nothing else behind", () =>
    onStage({}, async ({ server }) => {
      const env = environmentFor(server.url);
      const stdin = "version: 1\nadminConfig: { SHOW_ADMIN_DETAILS: false }\n";
      expect((await runProcess(["plan", "-", "--out", "plan.json"], { env, stdin })).exitCode).toBe(0);
      const args = ["apply", "plan.json", "--spec", "-", "--receipt", "receipt.json"];
      const { exitCode, stderr } = await runProcess(args, { env, stdin });
      expect([exitCode, stderr]).toEqual([0, "Receipt written to receipt.json.\n"]);
      expect(server.state.adminConfig.SHOW_ADMIN_DETAILS).toBe(false);
      for (const name of ["plan.json", "receipt.json"]) {
        expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
      }
      const { when } = JSON.parse(readFileSync(join(folder, "receipt.json"), "utf8"));
      expect(when).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
      expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
    }));

  it("applies a spec, and a saved plan, from standard input", () =>
    onStage({}, async ({ server }) => {
      const env = environmentFor(server.url);
      const spec = '{ "version": 1, "adminConfig": { "SHOW_ADMIN_DETAILS": false } }';
      writeFileSync(join(folder, "owconf.yaml"), spec);
      const applied = await runProcess(["apply", "-", "--auto-approve"], { env, stdin: spec });
      expect([applied.exitCode, applied.stderr]).toEqual([0, ""]);
      server.state.adminConfig.SHOW_ADMIN_DETAILS = true;
      await runProcess(["plan", "--out", "plan.json"], { env });
      const plan = readFileSync(join(folder, "plan.json"), "utf8");
      const saved = await runProcess(["apply", "-"], { env, stdin: plan });
      expect([saved.exitCode, saved.stderr]).toEqual([0, ""]);
      expect(server.state.adminConfig.SHOW_ADMIN_DETAILS).toBe(false);
    }));

  it("takes a secret from a file, through a link", () =>
    onStage({}, async ({ server }) => {
      writeFileSync(join(folder, "secret"), `${admin.password}\n`, { mode: 0o600 });
      symlinkSync("secret", join(folder, "link"));
      const spec = `version: 1\nserver:\n  signIn: { password: { file: link } }\nadminConfig: {}\n`;
      writeFileSync(join(folder, "linked.yaml"), spec);
      const env = { OWCONF_URL: server.url, OWCONF_EMAIL: admin.email };
      expect((await runProcess(["plan", "linked.yaml"], { env })).exitCode).toBe(0);
    }));

  it("does not let the YAML parser print what it reads", async () => {
    const env = { LOG_STREAM: "1", LOG_TOKENS: "1" };
    const stdin = "version: 1\nldap: { server: { app_dn_password: canary } }\n";
    const { stdout, stderr } = await runProcess(["validate", "-"], { stdin, env });
    expect(stdout + stderr).not.toContain("canary");
  });
});

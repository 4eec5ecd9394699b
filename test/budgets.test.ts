import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { program } from "./bundled-program.ts";
import { admin, bindPassword } from "./commands/journey.ts";
import { type EmulatedServer, startEmulatedServer } from "./server/index.ts";

// What commands may load and send: counts, which are the same on every machine. docs/performance.md has the times.

const folder = mkdtempSync(join(tmpdir(), "owconf-budgets-"));
const listing = join(folder, "loaded.txt");
const inSync = `version: 1
adminConfig: { ENABLE_SIGNUP: false }
ldap: { enabled: false, server: { port: 389 } }
`;
const changing = `version: 1
adminConfig: { ENABLE_SIGNUP: true }
ldap:
  enabled: true
  server:
    host: ldap.example.com
    certificate_path: /etc/ssl/certs/ca.pem
    search_base: ou=people,dc=example,dc=com
    app_dn: cn=reader,dc=example,dc=com
    app_dn_password: { env: LDAP_BIND_PASSWORD }
`;
writeFileSync(join(folder, "in-sync.yaml"), inSync);
writeFileSync(join(folder, "changing.yaml"), changing);
writeFileSync(join(folder, "extending.yaml"), "version: 1\nextends: in-sync.yaml\n");
writeFileSync(join(folder, "wrong.yaml"), "version: 1\nldap: { enabled: maybe }\n");

// Required before the program: at its end, says what Node has loaded.
const witness = join(folder, "witness.cjs");
writeFileSync(
  witness,
  `process.once("exit", () => {
    const files = Object.keys(require.cache).filter((file) => file !== __filename);
    require("node:fs").writeFileSync(${JSON.stringify(listing)}, files.join("\\n"));
  });`,
);

interface Load {
  exitCode: number | null;
  /** The program's files that were loaded, and their size together. */
  modules: number;
  bytes: number;
  usesZod: boolean;
  /** What merges files was loaded. */
  merges: boolean;
  /** Files that only another format than text needs. */
  renderers: string[];
}

async function measure(args: readonly string[], env: Record<string, string> = {}): Promise<Load> {
  writeFileSync(listing, "");
  const child = spawn(process.execPath, ["--require", witness, program, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? "", LDAP_BIND_PASSWORD: bindPassword, ...env },
    stdio: "ignore",
  });
  const exitCode = await new Promise<number | null>((resolve) => child.once("close", resolve));
  const files = readFileSync(listing, "utf8").split("\n").filter(Boolean);
  return {
    exitCode,
    modules: files.length,
    bytes: files.reduce((sum, file) => sum + statSync(file).size, 0),
    renderers: files
      .map((file) => basename(file))
      .filter((name) => /markdown|github|junit|html|fail/.test(name)),
    usesZod: files.some((file) => readFileSync(file, "utf8").includes("node_modules/zod/")),
    merges: files.some((file) => readFileSync(file, "utf8").includes("function mergeTrees(")),
  };
}

let server: EmulatedServer;
let token: Record<string, string>;
beforeAll(async () => {
  server = await startEmulatedServer({ admin });
  token = { OWCONF_URL: server.url, OWCONF_TOKEN: server.issueToken() };
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("what a command loads", () => {
  it.each([
    ["--version", [], 2, 15],
    ["--help", [], 6, 112],
    ["validate", ["in-sync.yaml"], 16, 670],
    ["plan", ["in-sync.yaml"], 27, 1085],
    ["plan", ["in-sync.yaml", "--offline", "0.12.4"], 20, 680],
  ])("%s %j: at most %i files with %i kB together", async (command, args, modules, kilobytes) => {
    const load = await measure([command, ...args], command === "plan" ? token : {});
    expect(load.exitCode).toBe(0);
    expect(load.modules).toBeGreaterThan(1);
    expect(load.modules).toBeLessThanOrEqual(modules);
    expect(load.bytes).toBeLessThanOrEqual(kilobytes * 1000);
    expect(load).toMatchObject({ usesZod: false, merges: false, renderers: [] });
  });

  it("loads what merges files for a spec that extends another, and no zod", async () => {
    const load = await measure(["plan", "extending.yaml"], token);
    expect(load).toMatchObject({ exitCode: 0, usesZod: false, merges: true });
  });

  it.each([
    ["--markdown", "plan-markdown.cjs"],
    ["--format=github", "plan-github.cjs"],
    ["--format=junit", "junit.cjs"],
    ["--html=report.html", "html-report.cjs"],
  ])("loads what plan %s needs", async (flag, file) => {
    const load = await measure(["plan", "in-sync.yaml", flag], token);
    expect(load.renderers).toContain(file);
    expect(load.renderers.length).toBeLessThanOrEqual(2);
  });

  it("loads zod for a spec that is wrong", async () => {
    expect(await measure(["validate", "wrong.yaml"])).toMatchObject({ exitCode: 3, usesZod: true });
  });
});

describe("what a command sends", () => {
  it.each([
    ["a plan with a token", ["plan", "in-sync.yaml"], 4],
    ["a plan with a password", ["plan", "in-sync.yaml"], 6],
    // The role of new accounts is dangerous while LDAP lets people in, so the LDAP switch is read, too.
    ["a plan of one resource", ["plan", "in-sync.yaml", "--only", "adminConfig"], 3],
    ["a plan without a server", ["plan", "in-sync.yaml", "--offline", "0.12.4"], 0],
    ["an apply of nothing", ["apply", "in-sync.yaml", "--auto-approve"], 4],
    [
      "an apply of three resources, which are read before and after each write and once more",
      ["apply", "changing.yaml", "--auto-approve", "--skip-ldap-check"],
      16,
    ],
  ])("%s: %j sends %i requests", async (what, args, requests) => {
    const signIn = { OWCONF_URL: server.url, OWCONF_EMAIL: admin.email, OWCONF_PASSWORD: admin.password };
    const before = server.requests.length;
    const { exitCode } = await measure(args, what.includes("password") ? signIn : token);
    expect(exitCode).toBe(0);
    expect(server.requests.slice(before)).toHaveLength(requests);
  });
});

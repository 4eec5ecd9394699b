import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { admin, environmentFor, onStage } from "../commands/journey.ts";

/** The package as npm packs it and installs it, with nothing of this repository around it. */

const root = fileURLToPath(new URL("../../", import.meta.url));
const spec = "version: 1\nadminConfig: { SHOW_ADMIN_DETAILS: false }\n";

let prefix = "";
/** Paths in the package, with slashes. */
let files: string[] = [];
const inPackage = (path: string) => join(prefix, "node_modules", "owconf", path);

interface Ran {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Runs a program; what it takes from the environment is what is named here. */
function run(program: string, args: readonly string[], cwd: string, env: Record<string, string> = {}) {
  const { PATH = "", HOME = "" } = process.env;
  return new Promise<Ran>((resolve) => {
    const options = { cwd, env: { PATH, HOME, ...env }, maxBuffer: 64 * 1024 * 1024 };
    execFile(program, args, options, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
    });
  });
}

const owconf = (args: readonly string[], env: Record<string, string> = {}) =>
  run(join(prefix, "node_modules", ".bin", "owconf"), args, prefix, env);

beforeAll(async () => {
  prefix = await mkdtemp(join(tmpdir(), "owconf-package-"));
  // Only what leads npm to its registry: the rest says that a script of this repository runs.
  const leading =
    /^(npm_config_(registry|cache|cafile|proxy|https_proxy|noproxy)|https?_proxy|no_proxy|node_extra_ca_certs)$/i;
  const env = Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value = ""]) => (leading.test(name) ? [[name, value]] : [])),
  );
  // With its prepack script, as npm publish packs it.
  const packed = await run("npm", ["pack", "--json", "--pack-destination", prefix], root, env);
  expect(packed).toMatchObject({ exitCode: 0 });
  const [{ filename }] = JSON.parse(packed.stdout.slice(packed.stdout.indexOf("[")));
  await writeFile(join(prefix, "package.json"), '{ "name": "journey", "private": true, "type": "module" }');
  const install = ["install", `./${filename}`, "--prefer-offline", "--no-audit", "--no-fund"];
  expect(await run("npm", install, prefix, env)).toMatchObject({ exitCode: 0 });
  await rm(join(prefix, filename));
  const entries = await readdir(inPackage(""), { recursive: true, withFileTypes: true });
  files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(inPackage(""), join(parentPath, name)).replaceAll("\\", "/"));
});

afterAll(() => rm(prefix, { recursive: true, force: true }));

describe("the installed package", () => {
  it("says its version, validates, plans, applies and exports", () =>
    onStage({}, async ({ server }) => {
      const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
      const env = environmentFor(server.url);
      await writeFile(join(prefix, "owconf.yaml"), spec);
      expect(await owconf(["--version"])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: "" });
      expect(await owconf(["validate"])).toMatchObject({ exitCode: 0, stdout: "Valid: owconf.yaml\n" });

      const planned = await owconf(["plan", "--detailed-exitcode"], env);
      expect(planned).toMatchObject({ exitCode: 2, stderr: "" });
      expect(planned.stdout).toContain("SHOW_ADMIN_DETAILS: true (factory value) → false");
      const applied = await owconf(["apply", "--auto-approve"], env);
      expect([applied.exitCode, applied.stderr]).toEqual([0, ""]);
      expect(server.state.adminConfig.SHOW_ADMIN_DETAILS).toBe(false);

      const exported = await owconf(["export", "--output", "exported.yaml"], env);
      expect([exported.exitCode, exported.stdout]).toEqual([0, ""]);
      expect(await readFile(join(prefix, "exported.yaml"), "utf8")).toContain("SHOW_ADMIN_DETAILS: false");
      const again = await owconf(["plan", "exported.yaml", "--detailed-exitcode"], env);
      expect([again.exitCode, again.stderr]).toEqual([0, ""]);
    }));

  it.each([
    ["plan", "--json"],
    ["plan", "--markdown"],
    ["plan", "--format", "github"],
    ["plan", "--format", "junit"],
    ["plan", "--offline", "0.12.4"],
    ["plan", "--out", "plan.json"],
    ["check-ldap", "--offline", "0.12.4"],
    ["login", "--status"],
    ["explain", "New Sign Ups"],
    ["schema"],
  ])("finds the part that it needs: owconf %s %s", (...args) =>
    onStage({}, async ({ server }) => {
      await writeFile(join(prefix, "owconf.yaml"), spec);
      const { exitCode, stderr } = await owconf(
        args.filter((one) => one !== undefined),
        { ...environmentFor(server.url), OWCONF_STATE_DIR: join(prefix, "state") },
      );
      // A spec without LDAP has nothing to try.
      expect([exitCode, /crashed|Cannot find/.test(stderr)]).toEqual([
        args[0] === "check-ldap" ? 3 : 0,
        false,
      ]);
    }),
  );

  it("is a typed library", () =>
    onStage({}, async ({ server }) => {
      const program = `import { AuthsClient, ExitCode, parseSpec, type Plan, planChanges } from "owconf";
const client = new AuthsClient({ url: process.env.OWCONF_URL ?? "" });
const user = await client.signin({ email: "${admin.email}", password: "${admin.password}" });
const role: string = user.role;
// @ts-expect-error: a role is no number, which is noticed only where the types are there.
const wrong: number = user.role;
const plan: (...given: Parameters<typeof planChanges>) => Plan = planChanges;
await client.close();
console.log(role, wrong, typeof plan, ExitCode.ok, parseSpec(\`${spec}\`, "spec").warnings.length);
`;
      await writeFile(join(prefix, "program.mts"), program);
      const options = {
        ...{ strict: true, module: "nodenext", target: "es2023", skipLibCheck: false },
        // Any program that runs on Node has these.
        ...{ types: ["node"], typeRoots: [join(root, "node_modules", "@types")] },
      };
      const config = { compilerOptions: options, files: ["program.mts"] };
      await writeFile(join(prefix, "tsconfig.json"), JSON.stringify(config));
      const tsc = await run(join(root, "node_modules", ".bin", "tsc"), [], prefix);
      expect(tsc).toEqual({ exitCode: 0, stdout: "", stderr: "" });
      const ran = await run(process.execPath, ["program.mjs"], prefix, { OWCONF_URL: server.url });
      expect(ran).toEqual({ exitCode: 0, stdout: "admin admin function 0 0\n", stderr: "" });
    }));

  it("has the schemas where its exports say", async () => {
    const names = [
      "schema.json",
      ...["output", "plan", "receipt"].map((name) => `schemas/${name}.schema.json`),
    ];
    const script = names.map((name) => `require("owconf/${name}").$schema`).join(",");
    const { stdout } = await run(process.execPath, ["-p", `[${script}].every(Boolean)`], prefix);
    expect(stdout).toBe("true\n");
  });

  it("has the licences of what is bundled, its own, and what its README leads to", async () => {
    const licences = await readFile(inPackage("dist/cli/LICENSES.md"), "utf8");
    const bundled = [...licences.matchAll(/^## (\S+) \S+ \(\S+\)$/gm)].map(([, name]) => name);
    for (const name of ["undici", "yaml", "zod", "commander", "ldapts", "otpauth"])
      expect(bundled).toContain(name);
    expect(licences.match(/Permission (is hereby granted|to use, copy)/g)?.length).toBeGreaterThan(5);
    expect(files).toContain("LICENSE");

    const readme = await readFile(inPackage("README.md"), "utf8");
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, to = ""]) => to);
    expect(links.length).toBeGreaterThan(20);
    // How to contribute is for those who have the repository.
    for (const link of links.filter((one) => one !== "CONTRIBUTING.md")) {
      expect(existsSync(inPackage(link)), link).toBe(true);
    }
  });

  it("has nothing of the tests and of this machine", async () => {
    expect(files.length).toBeGreaterThan(100);
    expect(
      files.filter((file) => /(^|\/)(test|scripts|src|\.github|\.ci)\/|\.test\.|\.map$|\.tgz$/.test(file)),
    ).toEqual([]);
    const paths = [root, homedir(), tmpdir()].map((path) => `${path.replace(/\/$/, "")}/`);
    const texts = await Promise.all(files.map((file) => readFile(inPackage(file), "utf8")));
    const found = files.filter((_file, index) => {
      const text = texts[index] ?? "";
      return paths.some((path) => text.includes(path)) || /sourceMappingURL|file:\/\/\/\w/.test(text);
    });
    expect(found).toEqual([]);
  });

  it("installs no more than it names", async () => {
    const { dependencies } = JSON.parse(await readFile(inPackage("package.json"), "utf8"));
    const installed = await readdir(join(prefix, "node_modules"));
    expect(Object.keys(dependencies).length).toBeGreaterThan(0);
    expect(installed.filter((name) => !name.startsWith(".")).sort()).toEqual(
      [...Object.keys(dependencies), "owconf"].sort(),
    );
  });
});

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Context } from "../src/commands/context.ts";
import { runProgram } from "../src/program.ts";
import { reportBug, repository } from "../src/project.ts";
import { plain } from "../src/render/paint.ts";
import { runOwconf } from "./commands/run-owconf.ts";

it("reports a bug with exit 1 and where it happened, but not with the message, which may hold a secret", async () => {
  let said = "";
  const output = {
    paint: plain,
    progress: () => {},
    write: (text: string) => {
      said += text;
    },
  };
  const readFile = () => {
    throw new TypeError("cannot put canary into a header");
  };
  const context = { env: {}, stdout: output, stderr: output, readFile } as unknown as Context;
  expect(await runProgram(["validate", "--json"], context)).toBe(1);
  expect(said).toContain('"code": "bug"');
  expect(said).toContain("TypeError");
  expect(said).toContain(`${repository}/issues`);
  expect(said).toMatch(/^\s+at .*program\.test\.ts/m);
  expect(said).not.toContain("canary");
});

it("prints schema.json", async () => {
  const { exitCode, stdout } = await runOwconf(["schema"]);
  expect(exitCode).toBe(0);
  expect(stdout).toBe(readFileSync(new URL("../schema.json", import.meta.url), "utf8"));
});

describe("without a command", () => {
  it("prints the help and ends well", async () => {
    const { exitCode, stdout, stderr } = await runOwconf([]);
    expect(stdout).toBe((await runOwconf(["--help"])).stdout);
    expect(stdout).toContain("Usage: owconf");
    expect(stderr).toBe("");
    expect(exitCode).toBe(0);
  });
});

describe("diff", () => {
  it("is plan by another name", async () => {
    const help = await runOwconf(["diff", "--help"]);
    expect(help.stdout).toBe((await runOwconf(["plan", "--help"])).stdout);
    expect(help.stdout).toContain("owconf plan|diff [options]");
    expect((await runOwconf(["--help"])).stdout).toMatch(/^ {2}plan\|diff /m);
    const spec = "version: 1\nadminConfig: { ENABLE_SIGNUP: false }\n";
    const [plan, diff] = await Promise.all(
      ["plan", "diff"].map((name) =>
        runOwconf([name, "--offline", "0.12.4"], { files: { "owconf.yaml": spec } }),
      ),
    );
    expect(plan?.stdout).toContain("ENABLE_SIGNUP");
    expect(diff).toEqual(plan);
    // A comment on a pull request is found again by the name of the command.
    const failed = await runOwconf(["diff", "nowhere.yaml", "--markdown"]);
    expect(failed.stdout).toBe((await runOwconf(["plan", "nowhere.yaml", "--markdown"])).stdout);
    expect(failed.exitCode).toBe(3);
  });
});

describe("what other tools call otherwise gets a suggestion:", () => {
  it.each([
    [["lint"], "did you mean owconf validate?"],
    [["version"], "did you mean owconf --version?"],
    [["aply"], "did you mean apply?"],
    [["help", "lint"], "did you mean owconf validate?"],
    [["-v"], "did you mean owconf --version?"],
    [["apply", "-y"], "did you mean --auto-approve?"],
    [["apply", "--yes"], "did you mean --auto-approve?"],
    [["plan", "--jsn"], "did you mean --json?"],
    [["plan", "-f", "owconf.yaml"], "the spec is an argument: owconf plan FILE"],
    [["export", "-f"], "did you mean --force?"],
    [["plan", "--token=flag-canary"], "set OWCONF_TOKEN"],
    [["plan", "--frobnicate"], "see owconf plan --help"],
    [["diff", "--frobnicate"], "see owconf plan --help"],
    [["plan", "--only", "ldpa"], "did you mean ldap?"],
    [["plan", "--only", "ldap,retreival"], "did you mean retrieval?"],
    [["export", "--only=adminconfig"], "did you mean adminConfig?"],
    [["plan", "--only", "zzz"], "see owconf plan --help"],
    [["apply", "--allow", "ldap-witout-tls"], "did you mean ldap-without-tls?"],
    [["plan", "--format", "jnuit"], "did you mean junit?"],
    [["completion", "bsh"], "did you mean bash?"],
    [["apply", "--allow", "open_admin"], "did you mean open-admin?"],
    [["explain", "adminConfig.ENABLE_SIGNUPS"], 'did you mean "ENABLE_SIGNUP"?'],
    [["explain", "adminConfg.ENABLE_SIGNUP"], 'did you mean "adminConfig"?'],
    [["explain", "retrieval.web.WEB_SEARCH_ENGIN"], 'did you mean "WEB_SEARCH_ENGINE"?'],
    [["explain", "openai.connections.key"], 'did you mean openai.connections["URL"].key?'],
    [["explain", "adminConfig.ENABLE_SIGNUP.on"], "adminConfig.ENABLE_SIGNUP has no keys of its own"],
    [["constructor"], "see owconf --help"],
  ])("%j", async (args, hint) => {
    const { exitCode, stderr } = await runOwconf(args);
    expect(stderr).toContain("hint: ");
    expect(stderr.slice(stderr.indexOf("hint: "))).toContain(hint);
    expect(exitCode).toBe(3);
  });

  it.each(["-pflag-canary", "--password=flag-canary", "--password=a'\nflag-canary", "--jsn=flag-canary"])(
    "without repeating the value of %j",
    async (flag) => {
      const { exitCode, stdout, stderr } = await runOwconf(["plan", flag, "--json"]);
      expect(stderr).toContain("unknown option '-");
      expect(stdout + stderr).not.toContain("flag-canary");
      expect(exitCode).toBe(3);
    },
  );
});

describe("the help fits the terminal", () => {
  const commands = [[], ["validate"], ["plan"], ["apply"], ["export"], ["init"], ["completion"], ["schema"]];
  it.each([
    [undefined, 100],
    [20, 60],
    [60, 60],
    [80, 80],
    [111, 111],
    [300, 120],
  ])("of %s columns", async (columns, width) => {
    const runs = await Promise.all(commands.map((one) => runOwconf([...one, "--help"], { columns })));
    const lines = runs.flatMap(({ stdout }) => stdout.split("\n"));
    expect(lines.length).toBeGreaterThan(60);
    const longest = Math.max(...lines.map((line) => line.length));
    expect(longest).toBeLessThanOrEqual(width);
    // It uses the room that there is.
    expect(longest).toBeGreaterThan(width - 15);
  });
});

describe("a duration", () => {
  it.each(["0.5s", "30", "30s", "2m", "60m", "1h", "3600"])("%s is one", async (text) => {
    const { stderr } = await runOwconf(["plan", "nowhere.yaml", "--timeout", text]);
    expect(stderr).toContain("nowhere.yaml");
  });

  it.each(["", "soon", "-1s", "0", "61m", "3601", "2h", "1w", "1e3s", "5 m"])("%j is none", async (text) => {
    const { exitCode, stderr } = await runOwconf(["plan", "nowhere.yaml", `--timeout=${text}`]);
    expect(stderr).toContain("Use a duration such as 30s or 2m, at most 60m.");
    expect(exitCode).toBe(3);
  });
});

it("gives one address to report bugs to, in package.json too", () => {
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  expect(manifest.homepage).toBe(`${repository}#readme`);
  expect(manifest.bugs).toBe(`${repository}/issues`);
  expect(manifest.repository.url).toBe(`git+${repository}.git`);
  expect(reportBug).toContain(manifest.bugs);
});

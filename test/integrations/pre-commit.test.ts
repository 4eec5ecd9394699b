import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import packageFile from "../../package.json" with { type: "json" };
import { inWorkplace } from "./run-shell.ts";

const text = readFileSync(".pre-commit-hooks.yaml", "utf8");
const [hook] = parse(text) as { id: string; entry: string; language: string; files: string }[];
if (hook === undefined) throw new Error("no hook");

describe("the pre-commit hook", () => {
  it("installs the command that it runs", () => {
    expect(hook).toMatchObject({ id: "owconf-validate", language: "node" });
    expect(Object.keys(packageFile.bin)).toEqual(["owconf"]);
    expect(text).toContain(`rev: v${packageFile.version}`);
  });

  it.each([
    ["owconf.yaml", true],
    ["deploy/owconf-production.yml", true],
    ["chat.owconf.yaml", true],
    ["compose.yaml", false],
    ["owconfig.yaml", false],
    ["owconf.yaml.bak", false],
  ])("looks at %s: %s", (path, expected) => {
    expect(new RegExp(hook.files).test(path)).toBe(expected);
  });

  it("passes good specs, and names what is wrong in each bad one", () =>
    inWorkplace(async ({ write, run }) => {
      write("owconf.yaml", "version: 1\nadminConfig: { ENABLE_SIGNUP: false }\n");
      write("a b.yaml", "version: 1\nadminConfig: { ENABLE_SIGNUP: maybe }\n");
      write("-c.yaml", "version: 1\nldap: { enabled: perhaps }\n");
      const commit = (...files: string[]) => run(["-c", `${hook.entry} "$@"`, "pre-commit", ...files]);
      expect(await commit("owconf.yaml")).toMatchObject({ exitCode: 0 });
      const { exitCode, log } = await commit("a b.yaml", "-c.yaml", "owconf.yaml");
      expect(exitCode).toBe(3);
      for (const part of ["a b.yaml:2", "-c.yaml:2", "Valid: owconf.yaml"]) expect(log).toContain(part);
    }));
});

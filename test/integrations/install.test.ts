import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import packageFile from "../../package.json" with { type: "json" };
import { inWorkplace, type Workplace } from "./run-shell.ts";

/** Runs the installation with an npm that only says what it was asked for, and where. */
async function install({ folder, write, addCommand, run }: Workplace, version: string, path?: string) {
  write("npm.cjs", 'console.log("npm", ...process.argv.slice(2), "in", process.cwd())');
  addCommand("npm", join(folder, "npm.cjs"));
  write("paths", "");
  const env = {
    INPUT_VERSION: version,
    RUNNER_TEMP: join(folder, "temp"),
    GITHUB_PATH: join(folder, "paths"),
    GITHUB_ACTION_PATH: resolve("."),
    ...(path === undefined ? {} : { BASH_ENV: path }),
  };
  const ended = await run([resolve("integrations/github/install.sh")], env);
  return { ...ended, paths: readFileSync(join(folder, "paths"), "utf8") };
}

it("takes the owconf that is there when no version was asked for", () =>
  inWorkplace(async (place) => {
    const { exitCode, log, paths } = await install(place, "");
    expect([exitCode, log, paths]).toEqual([0, `${packageFile.version}\n`, ""]);
  }));

it("installs the version of the action, away from the checkout", () =>
  inWorkplace(async (place) => {
    place.write("hide-owconf.sh", 'command() { [ "$2" != owconf ]; }\n');
    const { exitCode, log, paths } = await install(place, "", join(place.folder, "hide-owconf.sh"));
    const home = join(place.folder, "temp", "owconf-program");
    expect(exitCode).toBe(0);
    expect(log).toContain(`owconf@${packageFile.version} in ${home}\n`);
    expect(paths).toBe(`${home}/node_modules/.bin\n`);
  }));

it("installs the version that was asked for", () =>
  inWorkplace(async (place) => {
    expect((await install(place, "0.9.1")).log).toContain(" owconf@0.9.1 in ");
  }));

it.each(["https://evil.example/x.tgz", "file:../evil", "npm:other", "1 --registry=x", "../x"])(
  "installs nothing from an address: %s",
  (version) =>
    inWorkplace(async (place) => {
      const { exitCode, log } = await install(place, version);
      expect([exitCode, log.includes("npm install")]).toEqual([3, false]);
    }),
);

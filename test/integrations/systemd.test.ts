import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { environmentFor, onStage } from "../commands/journey.ts";
import { inWorkplace } from "./run-shell.ts";

const folder = "integrations/systemd";
const units = readdirSync(folder);
const read = (unit: string) => readFileSync(`${folder}/${unit}`, "utf8");

/** Returns the value of a directive that stands once. */
function find(unit: string, directive: string): string {
  const values = [...read(unit).matchAll(new RegExp(`^${directive}=(.*)$`, "gm"))].map(([, value]) => value);
  if (values.length !== 1) throw new Error(`${values.length} × ${directive} in ${unit}`);
  return values[0] ?? "";
}

describe("the systemd units", () => {
  it("hold against systemd, where it is installed", () => {
    expect(units).toEqual(["owconf-alert@.service", "owconf-drift.service", "owconf-drift.timer"]);
    const { error, status, stderr } = spawnSync("systemd-analyze", ["verify", ...units], {
      cwd: folder,
      encoding: "utf8",
    });
    if (error) process.stderr.write("systemd-analyze is not installed: the units were not verified\n");
    else expect([status, stderr]).toEqual([0, ""]);
  });

  it("belong together", () => {
    expect(read("owconf-drift.timer")).toContain("OnCalendar=");
    expect(find("owconf-drift.service", "OnFailure")).toBe("owconf-alert@%n.service");
    // Otherwise drift would alert nobody.
    expect(read("owconf-drift.service")).not.toContain("SuccessExitStatus");
  });

  it("keep secrets out of the environment and the command line", () => {
    const service = read("owconf-drift.service");
    expect([...service.matchAll(/^LoadCredential=([a-z-]+):\/etc\/owconf\/secrets\/\1$/gm)]).toHaveLength(2);
    expect([...service.matchAll(/^Environment=(\w+)/gm)].map(([, name]) => name)).toEqual(["OWCONF_URL"]);
    expect(service).not.toContain("MemoryDenyWriteExecute=yes");
  });

  it("run a drift check that ends with 2 on drift, with a token from a credential", () =>
    onStage({}, ({ server }) =>
      inWorkplace(async ({ write, run, folder: place }) => {
        const [user] = server.state.users;
        if (user) user.apiKey = "sk-credential-canary";
        server.state.adminConfig.ENABLE_API_KEYS = true;
        write("owconf-token", "sk-credential-canary\n");
        write(
          "owconf.yaml",
          "version: 1\nserver: { signIn: { token: { file: owconf-token } } }\nadminConfig: { SHOW_ADMIN_DETAILS: false }\n",
        );
        const command = find("owconf-drift.service", "ExecStart").replace("/etc/owconf", place);
        const { OWCONF_URL = "" } = environmentFor(server.url);
        const { exitCode, log } = await run(["-c", command], { OWCONF_URL });
        expect([exitCode, log.includes("sk-credential-canary")]).toEqual([2, false]);
      }),
    ));

  it.each([
    ["2", "owconf: the server differs from its spec; see journalctl --unit=owconf-drift.service"],
    ["4", "owconf: the drift check failed (exit-code, 4); see journalctl --unit=owconf-drift.service"],
  ])("tell drift from a check that failed: %s", (code, expected) =>
    inWorkplace(async ({ run }) => {
      // What systemd makes of the line.
      const command = find("owconf-alert@.service", "ExecStart")
        .replaceAll("$$", "$")
        .replaceAll("%i", "owconf-drift.service");
      const { log } = await run(
        ["-c", `systemd-cat() { cat; }; export -f systemd-cat; ${command.replace("/bin/sh", "bash")}`],
        {
          MONITOR_EXIT_STATUS: code,
          MONITOR_SERVICE_RESULT: "exit-code",
        },
      );
      expect(log).toBe(`${expected}\n`);
    }),
  );
});

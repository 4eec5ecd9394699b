import { describe, expect, it } from "vitest";
import { formats } from "../../src/render/formats.ts";
import { findForeignMarkup, readIsland, readText } from "../render/html-page.ts";
import { onStage } from "./journey.ts";
import { clock } from "./saved-plan-stage.ts";

const spec = `version: 1
adminConfig:
  ENABLE_SIGNUP: false
  ENABLE_NOTES: false
  JWT_EXPIRES_IN: "-1"
`;
const args = ["plan", "--html", "report.html"];

describe("plan --html", () => {
  it("writes a report beside every format, and says so on standard error", () =>
    onStage({}, async ({ server, run }) => {
      expect(formats.length).toBeGreaterThan(4);
      for (const format of formats) {
        const more = ["--format", format, "--detailed-exitcode"];
        const usual = await run(spec, ["plan", ...more]);
        const { exitCode, stdout, stderr, written } = await run(spec, [...args, ...more], { clock });
        expect([exitCode, stdout]).toEqual([usual.exitCode, usual.stdout]);
        expect([exitCode, stderr]).toEqual([2, `${usual.stderr}Report written to report.html.\n`]);
        const page = written["report.html"] ?? "";
        expect(findForeignMarkup(page)).toEqual([]);
        expect(readText(page)).toContain("owconf plan of 2026-03-01 12:00:00 UTC");
        expect(readIsland(page)).toMatchObject({
          sections: [
            {
              path: "adminConfig",
              settings: [
                "adminConfig.ENABLE_SIGNUP",
                "adminConfig.ENABLE_NOTES",
                "adminConfig.JWT_EXPIRES_IN",
              ],
            },
          ],
          servers: [{ url: server.url, spec: "owconf.yaml", change: 2, dangerous: 1, states: "1s1d1x" }],
        });
      }
    }));

  it("works with --out, --receipt, --allow and --offline", () =>
    onStage({}, async ({ server, run }) => {
      const applied = await run(
        spec.replace(/ {2}JWT.*\n/, ""),
        ["apply", "--auto-approve", "--receipt", "receipt.json"],
        { clock },
      );
      server.state.adminConfig.ENABLE_NOTES = true;
      const files = { "receipt.json": applied.written["receipt.json"] ?? "" };
      const more = ["--receipt", "receipt.json", "--out", "plan.json", "--allow", "endless-session"];
      const { written } = await run(spec, [...args, ...more], { files });
      expect(Object.keys(written).sort()).toEqual(["plan.json", "report.html"]);
      const text = readText(written["report.html"] ?? "");
      expect(text).toContain("the server was edited since 2026-03-01 12:00:00 UTC");
      expect(text).toContain("endless-session, allowed");
      const offline = await run(spec, [...args, "--offline", "0.12.4"]);
      expect(offline.exitCode).toBe(0);
      expect(readIsland(offline.written["report.html"] ?? "").servers).toMatchObject([
        { url: "a new server" },
      ]);
    }));

  it("reports a run that failed, so that no earlier report is taken for it", () =>
    onStage({}, async ({ server, run }) => {
      const wrong = await run(spec, args, { env: { OWCONF_PASSWORD: "wrong" } });
      expect(wrong.exitCode).toBe(4);
      const text = readText(wrong.written["report.html"] ?? "");
      expect(text).toContain(server.url);
      expect(text).toContain("api.bad-credentials");
      const broken = await run(spec.replace("false", "maybe"), args);
      expect(broken.exitCode).toBe(3);
      expect(readText(broken.written["report.html"] ?? "")).toContain("owconf.yaml:3:18: error: ");
      const url = "https://admin:url-canary@chat.test";
      const secret = await run(spec, args, { env: { OWCONF_URL: url } });
      expect(secret.written["report.html"]).toContain("<h1>unknown</h1>");
      expect(secret.written["report.html"]).not.toContain("url-canary");
    }));

  it("replaces an earlier report and nothing else", () =>
    onStage({}, async ({ server, run }) => {
      const { written } = await run(spec, args);
      const again = await run(spec, args, { files: { "report.html": written["report.html"] ?? "" } });
      expect([again.exitCode, Object.keys(again.written)]).toEqual([0, ["report.html"]]);
      const before = server.requests.length;
      const refused: [string[], Record<string, string>, string][] = [
        [["plan", "--html", "owconf.yaml"], {}, "owconf.yaml already exists and is no report of owconf"],
        [args, { "report.html": "<!doctype html>\n<p>mine" }, "is no report of owconf"],
        [["plan", "--html", "-"], {}, "not to standard output"],
        [["plan", "--html", "/tmp"], {}, "/tmp is a folder"],
        [[...args, "--out", "./report.html"], {}, "cannot name the same file"],
      ];
      for (const [line, files, message] of refused) {
        const { exitCode, stderr, written } = await run(spec, line, { files });
        expect([exitCode, written]).toEqual([3, {}]);
        expect(stderr).toContain(message);
      }
      expect(server.requests).toHaveLength(before);
    }));

  it("fails where the report cannot be written", () =>
    onStage({}, async ({ run }) => {
      const { exitCode, stdout, stderr } = await run(spec, args, { isDiskFull: true });
      expect([exitCode, stdout]).toEqual([3, ""]);
      expect(stderr).toContain("cannot write report.html: ENOSPC");
      // What went wrong first decides.
      const failed = await run(spec, args, { isDiskFull: true, env: { OWCONF_PASSWORD: "wrong" } });
      expect(failed.exitCode).toBe(4);
      expect(failed.stderr).toContain("error: there is no report: cannot write report.html: ENOSPC");
    }));
});

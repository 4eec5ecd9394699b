import { describe, expect, it } from "vitest";
import { onStage } from "../commands/journey.ts";
import { everyOutput } from "../commands/run-owconf.ts";

const names = ["NEW_SETTING", "NEW_API_KEY", "NEW_SECRET"];
const spec = (name: string) => `version: 1\nadminConfig:\n  ENABLE_SIGNUP: true\n  ${name}: desired-canary\n`;

describe.each(names)("the value of a setting that owconf does not know: %s", (name) => {
  it.each(everyOutput)("is not shown by %j, though the name is", (args) =>
    onStage({}, async ({ server, run }) => {
      server.state.adminConfig[name] = "live-canary";
      const { stdout, stderr, written } = await run(spec(name), args);
      const said = [stdout, stderr, ...Object.values(written)].join("\n");
      expect(said).toContain(name);
      expect(said).not.toContain("canary");
    }),
  );

  it.each([[[]], [["--json"]], [["--markdown"]], [["--format", "github"]]])(
    "is not shown by an apply that ends otherwise %j",
    (args) => {
      // The emulated server drops the setting; this one turns it into something else, and cannot be put back.
      let hold = (_value: string) => {};
      let writes = 0;
      return onStage(
        {
          intercept: (request, _n, act) => {
            if (request.method !== "POST" || !request.url.endsWith("/admin/config")) return undefined;
            hold(`turned-canary-${++writes}`);
            return act();
          },
        },
        async ({ server, run }) => {
          server.state.adminConfig[name] = "live-canary";
          hold = (value) => {
            server.state.adminConfig[name] = value;
          };
          const { exitCode, stdout, stderr } = await run(spec(name), ["apply", "--auto-approve", ...args]);
          expect(exitCode).toBe(7);
          expect(stdout).toContain(`adminConfig.${name}`);
          expect(stdout + stderr).not.toContain("canary");
        },
      );
    },
  );
});

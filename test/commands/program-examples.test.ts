import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { admin, onStage } from "./journey.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Runs an example as it is; returns its exit code and all that it said. */
async function runExample(words: string[], env: Record<string, string>) {
  const child = spawn(process.execPath, ["--import", "tsx", ...words], {
    cwd: root,
    env: { ...process.env, ...env },
  });
  let said = "";
  const listen = (part: Buffer) => {
    said += part;
  };
  child.stdout.on("data", listen);
  child.stderr.on("data", listen);
  const exitCode = await new Promise((resolve) => child.once("close", resolve));
  return { exitCode, said };
}

describe("an example program runs as it is:", () => {
  it("client.ts", () =>
    onStage({}, async ({ server }) => {
      const env = {
        OWCONF_URL: server.url,
        OWCONF_EMAIL: admin.email,
        OWCONF_PASSWORD: admin.password,
      };
      const { exitCode, said } = await runExample(["examples/client.ts"], env);
      expect(said).toBe("Signed in as Ada (admin).\nSign-up is closed.\n");
      expect(exitCode).toBe(0);
      expect(server.requests.at(-1)).toMatchObject({ path: "/api/v1/auths/signout", status: 200 });
    }));

  it("flow.ts", () =>
    onStage({}, async ({ server }) => {
      server.state.adminConfig.ENABLE_SIGNUP = true;
      const env = { OWCONF_URL: server.url, OWCONF_TOKEN: server.issueToken() };
      const words = ["examples/flow.ts", "examples/minimal.yaml"];
      const { exitCode, said } = await runExample(words, env);
      expect(said).toMatch(/ENABLE_SIGNUP: true \(factory value\) → false[\s\S]*\napplied\n$/);
      expect(exitCode).toBe(0);
      expect(server.state.adminConfig.ENABLE_SIGNUP).toBe(false);
    }));
});

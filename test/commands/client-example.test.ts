import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { admin, onStage } from "./journey.ts";

it("examples/client.ts runs as it is", () =>
  onStage({}, async ({ server }) => {
    const root = fileURLToPath(new URL("../../", import.meta.url));
    const child = spawn(process.execPath, ["--import", "tsx", "examples/client.ts"], {
      cwd: root,
      env: {
        ...process.env,
        OWCONF_URL: server.url,
        OWCONF_EMAIL: admin.email,
        OWCONF_PASSWORD: admin.password,
      },
    });
    let said = "";
    child.stdout.on("data", (part) => {
      said += part;
    });
    child.stderr.on("data", (part) => {
      said += part;
    });
    const exitCode = await new Promise((resolve) => child.once("close", resolve));
    expect(said).toBe("Signed in as Ada (admin).\nSign-up is closed.\n");
    expect(exitCode).toBe(0);
    expect(server.requests.at(-1)).toMatchObject({ path: "/api/v1/auths/signout", status: 200 });
  }));

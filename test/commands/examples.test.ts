import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bindPassword, onStage } from "./journey.ts";

const folder = new URL("../../examples/", import.meta.url);
const examples = readdirSync(folder).filter((name) => name.endsWith(".yaml"));

describe("each example", () => {
  it("is there", () => {
    expect(examples.sort()).toEqual(["everything.yaml", "hardened.yaml", "ldap.yaml", "minimal.yaml"]);
  });

  it.each(examples)("%s is planned, applied, and then in sync", (name) =>
    onStage({}, async ({ server, run }) => {
      Object.assign(server.state.adminConfig, { ENABLE_SIGNUP: true, DEFAULT_USER_ROLE: "admin" });
      const text = readFileSync(new URL(name, folder), "utf8");
      const spec = text.replace("https://chat.example.com\n  signIn", `${server.url}\n  signIn`);
      const files = { "/run/secrets/owconf-password": "admin-password-canary\n" };
      const env = { LDAP_BIND_PASSWORD: bindPassword };

      const planned = await run(spec, ["plan", "--detailed-exitcode", "--json"], { env, files });
      const codes = JSON.parse(planned.stdout).diagnostics.map(({ code }: { code: string }) => code);
      expect(codes).toEqual(text.includes("app_dn_password:") ? ["plan.ldap-not-tried"] : []);
      expect(planned.exitCode).toBe(2);
      const applied = await run(spec, ["apply", "--auto-approve"], { env, files });
      expect(applied.exitCode).toBe(0);
      const again = await run(spec, ["plan", "--detailed-exitcode"], { env, files });
      expect(again.exitCode).toBe(0);
    }),
  );
});

describe("everything.yaml", () => {
  it("declares each setting of the newest server", () =>
    onStage({}, async ({ server, run }) => {
      const text = readFileSync(new URL("everything.yaml", folder), "utf8");
      const spec = text.replace("https://chat.example.com\n  signIn", `${server.url}\n  signIn`);
      const { stdout } = await run(spec, ["plan", "--json"]);
      expect(JSON.parse(stdout).resources.map((one: { unmanaged: number }) => one.unmanaged)).toEqual([
        0, 0, 0,
      ]);
    }));
});

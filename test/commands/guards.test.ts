import { describe, expect, it } from "vitest";
import { onStage } from "./journey.ts";

const endless = 'version: 1\nadminConfig:\n  JWT_EXPIRES_IN: "-1"\n';
const wrote = (server: { requests: { method: string; path: string }[] }) =>
  server.requests.some(({ method, path }) => method === "POST" && path.includes("/admin/"));

describe("a dangerous change", () => {
  it("is named by plan, with its reason", () =>
    onStage({}, async ({ run }) => {
      const { exitCode, stdout } = await run(endless, ["plan"]);
      expect(exitCode).toBe(0);
      expect(stdout).toContain("endless-session: sign-ins never expire");
      expect(stdout).toContain("good for ever; apply needs --allow endless-session");
      expect(JSON.parse((await run(endless, ["plan", "--json"])).stdout).dangers).toMatchObject([
        { name: "endless-session", paths: ["adminConfig.JWT_EXPIRES_IN"] },
      ]);
    }));

  it("is refused by apply, also with --auto-approve, before anything is written", () =>
    onStage({}, async ({ server, run }) => {
      const { exitCode, stderr } = await run(endless, ["apply", "--auto-approve"]);
      expect(exitCode).toBe(5);
      expect(stderr).toContain("--allow endless-session");
      expect(wrote(server)).toBe(false);
    }));

  it("is made with --allow", () =>
    onStage({}, async ({ server, run }) => {
      expect((await run(endless, ["apply", "--auto-approve", "--allow", "endless-session"])).exitCode).toBe(
        0,
      );
      expect(server.state.adminConfig.JWT_EXPIRES_IN).toBe("-1");
    }));

  it("is made when the spec allows it, and plan says so", () =>
    onStage({}, async ({ run }) => {
      const spec = `${endless}allow: [endless-session]\n`;
      expect((await run(spec, ["plan"])).stdout).toContain("good for ever; allowed");
      expect((await run(spec, ["apply", "--auto-approve"])).exitCode).toBe(0);
    }));

  it("is not allowed by the name of another", () =>
    onStage({}, async ({ run }) => {
      expect((await run(endless, ["apply", "--auto-approve", "--allow", "mfa-change"])).exitCode).toBe(5);
      const { exitCode, stderr } = await run(endless, ["apply", "--allow", "endless"]);
      expect(exitCode).toBe(3);
      expect(stderr).toContain("endless-session");
    }));
});

describe("the rehearsal", () => {
  it("rolls back when signing in no longer works", () =>
    onStage({}, async ({ server, run }) => {
      const dead = 'version: 1\nadminConfig:\n  JWT_EXPIRES_IN: "-1d"\n  ENABLE_NOTES: false\n';
      const { exitCode, stdout } = await run(dead, ["apply", "--auto-approve", "--allow", "short-session"]);
      expect(stdout).toContain("[apply.sign-in-broken]");
      expect(stdout).toContain("rolled back: the server is as before");
      expect(exitCode).toBe(6);
      expect(server.state.adminConfig).toMatchObject({ JWT_EXPIRES_IN: "4w", ENABLE_NOTES: true });
    }));

  it("takes place only when a sign-in setting was changed", () =>
    onStage({}, async ({ server, run }) => {
      const signIns = () => server.requests.filter(({ path }) => path.endsWith("/signin")).length;
      await run("version: 1\nadminConfig:\n  ENABLE_NOTES: false\n", ["apply", "--auto-approve"]);
      expect(signIns()).toBe(1);
      await run("version: 1\nadminConfig:\n  JWT_EXPIRES_IN: 2w\n", ["apply", "--auto-approve"]);
      expect(signIns()).toBe(3);
      // Beside a resource that does not matter.
      server.state.ldapServer.search_base = "dc=old";
      const both = "version: 1\nadminConfig:\n  JWT_EXPIRES_IN: 3w\nldap:\n  server:\n    label: New\n";
      await run(both, ["apply", "--auto-approve"]);
      expect(signIns()).toBe(5);
    }));
});

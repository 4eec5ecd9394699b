import { describe, expect, it } from "vitest";
import type { Intercepted } from "../server/index.ts";
import { releaseNames } from "../server/releases.ts";
import { bindPassword, ldapSpec, onStage } from "./journey.ts";

const spec = `${ldapSpec}adminConfig:\n  ENABLE_MESSAGE_RATING: false\n  DEFAULT_USER_ROLE: user\n`;

/** Fails each write of the LDAP switch. */
const failSwitch = (request: Request): Intercepted =>
  request.method === "POST" && request.url.endsWith("/admin/config/ldap")
    ? Response.json({ detail: "no" }, { status: 500 })
    : undefined;

/** An LDAP server that was set up once, as every server but a new one may have. */
const setUp = {
  certificate_path: "/etc/ssl/old.pem",
  host: "old.example.com",
  search_base: "dc=old",
  app_dn: "cn=old",
  app_dn_password: "old-canary",
};

describe.each(releaseNames)("a failed apply on %s", (release) => {
  it("is rolled back, and the server is as before", () =>
    onStage({ release, intercept: failSwitch }, async ({ server, run }) => {
      Object.assign(server.state.ldapServer, setUp);
      const before = structuredClone({ ...server.state.adminConfig, ...server.state.ldapServer });
      const { exitCode, stdout, stderr } = await run(spec, ["apply", "--auto-approve"]);
      expect(stdout).toContain("✗ ldap (LDAP switch): failed");
      expect(stdout).toContain("↩ ldap.server (LDAP server): rolled back and verified");
      expect(stdout).toContain("↩ adminConfig (admin config): rolled back and verified");
      expect(stdout).toContain("Failed and rolled back: the server is as before.");
      expect(exitCode).toBe(6);
      expect({ ...server.state.adminConfig, ...server.state.ldapServer }).toEqual(before);
      expect(stdout + stderr).not.toMatch(/old-canary|bind-password-canary/);
    }));

  it("leaves of a new LDAP server what cannot be put back, switched off, and says so", () =>
    onStage({ release, intercept: failSwitch }, async ({ server, run }) => {
      const { exitCode, stdout } = await run(spec, ["apply", "--auto-approve"]);
      expect(exitCode).toBe(7);
      expect(stdout).toContain('ldap.server.search_base: was "", is "ou=people,dc=example,dc=com"');
      expect(stdout).toContain("[rollback.refused-by-server]");
      expect(server.state.ldapEnabled).toBe(false);
      expect(server.state.ldapServer.host).toBe("localhost");
      expect(server.state.adminConfig).toMatchObject({
        ENABLE_MESSAGE_RATING: true,
        DEFAULT_USER_ROLE: "pending",
      });
    }));

  it("stays where it failed with --no-rollback", () =>
    onStage({ release, intercept: failSwitch }, async ({ server, run }) => {
      const { exitCode, stdout } = await run(spec, ["apply", "--auto-approve", "--no-rollback"]);
      expect(exitCode).toBe(7);
      expect(stdout).not.toContain("↩");
      expect(server.state.adminConfig.ENABLE_MESSAGE_RATING).toBe(false);
      expect(server.state.ldapServer.app_dn_password).toBe(bindPassword);
    }));
});

describe("a rollback", () => {
  it("keeps what somebody else wrote meanwhile", () => {
    let touch = () => {};
    return onStage(
      {
        intercept: (request) => {
          const fault = failSwitch(request);
          if (fault) touch();
          return fault;
        },
      },
      async ({ server, run }) => {
        Object.assign(server.state.ldapServer, setUp);
        touch = () => {
          server.state.adminConfig.DEFAULT_USER_ROLE = "admin";
        };
        const { exitCode, stdout } = await run(spec, ["apply", "--auto-approve"]);
        expect(exitCode).toBe(7);
        expect(stdout).toContain('adminConfig.DEFAULT_USER_ROLE: was "pending", is "admin"');
        expect(server.state.adminConfig).toMatchObject({
          DEFAULT_USER_ROLE: "admin",
          ENABLE_MESSAGE_RATING: true,
        });
      },
    );
  });

  it("follows an interruption", () => {
    const interruption = new AbortController();
    return onStage(
      {
        intercept: (request) => {
          if (request.method === "POST" && request.url.endsWith("/ldap/server")) interruption.abort();
          return undefined;
        },
      },
      async ({ server, run }) => {
        Object.assign(server.state.ldapServer, setUp);
        const { exitCode, stdout } = await run(spec, ["apply", "--auto-approve"], {
          signal: interruption.signal,
        });
        expect(stdout).toContain("ldap (LDAP switch): not run");
        expect(stdout).toContain("[apply.interrupted]");
        expect(exitCode).toBe(6);
        expect(server.state.ldapServer).toMatchObject(setUp);
      },
    );
  });
});

describe("a session that ends in mid-run", () => {
  it("is renewed once by signing in again", () => {
    let revoke = () => {};
    return onStage(
      {
        intercept: (_request, n) => {
          if (n === 6) revoke();
          return undefined;
        },
      },
      async ({ server, run }) => {
        revoke = () => {
          for (const user of server.state.users) user.stamp = "revoked";
        };
        const { exitCode } = await run(spec, ["apply", "--auto-approve"]);
        expect(exitCode).toBe(0);
        expect(server.requests.filter(({ status }) => status === 401)).toHaveLength(1);
      },
    );
  });
});

describe("--wait", () => {
  it("waits for a server that is still starting", () =>
    onStage(
      { intercept: (_request, n) => (n <= 4 ? new Response("starting", { status: 503 }) : undefined) },
      async ({ run }) => {
        expect((await run(spec, ["plan"])).exitCode).toBe(4);
        expect((await run(spec, ["plan", "--wait", "30s"])).exitCode).toBe(0);
      },
    ));

  it("gives up after that time", async () =>
    onStage({ intercept: () => new Response("starting", { status: 503 }) }, async ({ run }) => {
      const { exitCode, stderr } = await run(spec, ["plan", "--wait", "300ms"]);
      expect(exitCode).toBe(4);
      expect(stderr).toContain("still starting");
    }));
});

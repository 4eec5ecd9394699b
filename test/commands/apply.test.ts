import { describe, expect, it } from "vitest";
import type { EmulatedServer } from "../server/index.ts";
import { releaseNames } from "../server/releases.ts";
import { bindPassword, ldapSpec, onStage } from "./journey.ts";

const spec = "version: 1\nadminConfig:\n  ENABLE_SIGNUP: true\n  DEFAULT_USER_ROLE: user\n";

const writesOf = (server: { requests: { method: string; path: string }[] }) =>
  server.requests
    .filter(({ method, path }) => method === "POST" && path.includes("/admin/"))
    .map(({ path }) => path);

describe.each(releaseNames)("apply on %s", (release) => {
  it("changes what is declared and nothing else, settings unknown to owconf included", () =>
    onStage({ release }, async ({ server, run }) => {
      const before = structuredClone(server.state.adminConfig);
      const { exitCode, stdout } = await run(spec, ["apply", "--auto-approve"]);
      expect(exitCode).toBe(0);
      expect(stdout).toContain("Applied: 2 settings changed and read back.");
      expect(server.state.adminConfig).toEqual({ ...before, ENABLE_SIGNUP: true, DEFAULT_USER_ROLE: "user" });
      const again = await run(spec, ["plan", "--detailed-exitcode"]);
      expect(again.exitCode).toBe(0);
    }));

  it("does nothing the second time", () =>
    onStage({ release }, async ({ server, run }) => {
      await run(ldapSpec, ["apply", "--auto-approve"]);
      server.requests.length = 0;
      const { exitCode, stdout } = await run(ldapSpec, ["apply", "--auto-approve"]);
      expect(exitCode).toBe(0);
      expect(stdout).toContain("In sync:");
      expect(writesOf(server)).toEqual([]);
    }));

  it("sets the LDAP server up before it switches LDAP on, and off in the other order", () =>
    onStage({ release }, async ({ server, run }) => {
      expect((await run(ldapSpec, ["apply", "--auto-approve"])).exitCode).toBe(0);
      expect(writesOf(server)).toEqual([
        "/api/v1/auths/admin/config/ldap/server",
        "/api/v1/auths/admin/config/ldap",
      ]);
      expect(server.state.ldapServer.app_dn_password).toBe(bindPassword);
      expect(server.state.ldapEnabled).toBe(true);

      server.requests.length = 0;
      const off = ldapSpec
        .replace("enabled: true", "enabled: false")
        .replace("ldap.example.com", "other.example.com");
      expect((await run(off, ["apply", "--auto-approve"])).exitCode).toBe(0);
      expect(writesOf(server)).toEqual([
        "/api/v1/auths/admin/config/ldap",
        "/api/v1/auths/admin/config/ldap/server",
      ]);
      expect(server.state.ldapEnabled).toBe(false);
    }));
});

describe("apply asks", () => {
  it("refuses without a terminal and without --auto-approve, before it contacts the server", () =>
    onStage({}, async ({ server, run }) => {
      const { exitCode, stderr } = await run(spec, ["apply"]);
      expect(exitCode).toBe(5);
      expect(stderr).toContain("--auto-approve");
      expect(server.requests).toEqual([]);
    }));

  it("shows the plan first and writes nothing without a yes", () =>
    onStage({}, async ({ server, run }) => {
      const { exitCode, stdout, stderr } = await run(spec, ["apply"], { confirm: () => false });
      expect(stdout).toContain("~ ENABLE_SIGNUP: false → true");
      expect(stderr).toContain("nothing was written");
      expect(exitCode).toBe(5);
      expect(writesOf(server)).toEqual([]);
    }));

  it("goes on with a yes", () =>
    onStage({}, async ({ run }) => {
      expect((await run(spec, ["apply"], { confirm: () => true })).exitCode).toBe(0);
    }));

  it("asks nothing when there is nothing to do", () =>
    onStage({}, async ({ run }) => {
      const confirm = () => {
        throw new Error("asked");
      };
      const inSync = "version: 1\nadminConfig:\n  ENABLE_SIGNUP: false\n";
      expect((await run(inSync, ["apply"], { confirm })).exitCode).toBe(0);
    }));
});

describe("apply does not trust", () => {
  it("a plan that is no longer true", () =>
    onStage({}, async ({ server, run }) => {
      const confirm = () => {
        server.state.adminConfig.DEFAULT_USER_ROLE = "admin";
        return true;
      };
      const { exitCode, stdout } = await run(spec, ["apply"], { confirm });
      expect(exitCode).toBe(5);
      expect(stdout).toContain("DEFAULT_USER_ROLE");
      expect(writesOf(server)).toEqual([]);
    }));

  it("its own copy of what nobody declared", () =>
    onStage({}, async ({ server, run }) => {
      const confirm = () => {
        server.state.adminConfig.WEBUI_URL = "https://set-meanwhile.example.com";
        return true;
      };
      expect((await run(spec, ["apply"], { confirm })).exitCode).toBe(0);
      expect(server.state.adminConfig.WEBUI_URL).toBe("https://set-meanwhile.example.com");
    }));

  it("a server that answers success and keeps its value", () => {
    let live: unknown;
    return onStage(
      {
        intercept: async (request) => {
          if (request.method !== "POST" || !request.url.endsWith("/admin/config")) return undefined;
          live = await request.json();
          return Response.json(live);
        },
      },
      async ({ run }) => {
        const { exitCode, stdout } = await run(spec, ["apply", "--auto-approve"]);
        expect(live).toMatchObject({ ENABLE_SIGNUP: true });
        expect(exitCode).toBe(6);
        expect(stdout).toContain("adminConfig.ENABLE_SIGNUP: ignored by the server; the server holds false");
        expect(stdout).toContain("the server is as before");
      },
    );
  });

  it("an error: what reads back as written has been written", () => {
    let server: EmulatedServer | undefined;
    return onStage(
      {
        intercept: async (request) => {
          if (request.method !== "POST" || !request.url.endsWith("/admin/config")) return undefined;
          Object.assign(server?.state.adminConfig ?? {}, await request.json());
          return "reset";
        },
      },
      async (stage) => {
        server = stage.server;
        const { exitCode, stdout } = await stage.run(spec, ["apply", "--auto-approve"]);
        expect(stdout).toContain("Applied: 2 settings changed and read back.");
        expect(exitCode).toBe(0);
      },
    );
  });

  it("reports a half-done apply as exit 7, with what is done and what is not", () =>
    onStage(
      {
        intercept: (request) =>
          request.method === "POST" && request.url.endsWith("/admin/config/ldap")
            ? Response.json({ detail: "no" }, { status: 500 })
            : undefined,
      },
      async ({ server, run }) => {
        const { exitCode, stdout } = await run(ldapSpec, ["apply", "--auto-approve"]);
        expect(exitCode).toBe(7);
        expect(stdout).toContain("✓ ldap.server");
        expect(stdout).toContain("✗ ldap (LDAP switch): failed");
        expect(stdout).toContain("left changed");
        expect(server.state.ldapEnabled).toBe(false);
      },
    ));
});

describe("apply of an LDAP server", () => {
  it("says that the plan has not tried it, and that the directory cannot be reached", () =>
    onStage({}, async ({ run }) => {
      const { exitCode, stdout, stderr } = await run(ldapSpec, ["apply", "--auto-approve", "--json"]);
      expect(exitCode).toBe(0);
      expect(stderr).toMatch(
        /a plan does not try the new app_dn_password, app_dn, host.*\[plan\.ldap-not-tried\]/,
      );
      expect(JSON.parse(stdout).diagnostics).toMatchObject([
        { severity: "warning", code: "plan.ldap-not-tried", path: "ldap.server.app_dn_password" },
        { severity: "warning", code: "ldap.unreachable", path: "ldap.server.host" },
      ]);
      expect((await run(ldapSpec, ["apply", "--auto-approve"])).stderr).not.toContain("ldap");
    }));
});

describe("apply --json", () => {
  it("says of a server in sync that it is, and not that something was applied", () =>
    onStage({}, async ({ server, run }) => {
      const spec = "version: 1\nadminConfig:\n  ENABLE_SIGNUP: false\n";
      const { exitCode, stdout, stderr } = await run(spec, ["apply", "--auto-approve", "--json"]);
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        status: "in-sync",
        steps: [{ status: "unchanged" }],
        plan: { summary: { change: 0, inSync: 1 } },
      });
      const people = stderr + (await run(spec, ["apply", "--auto-approve"])).stdout;
      expect(people).toMatch(/^In sync: /m);
      expect(people).not.toMatch(/applied/i);
      expect(server.requests.some(({ method, path }) => method === "POST" && path.includes("/admin/"))).toBe(
        false,
      );
    }));

  it("prints only JSON on standard output, and the plan for people on standard error", () =>
    onStage({}, async ({ run }) => {
      const { exitCode, stdout, stderr } = await run(ldapSpec, ["apply", "--auto-approve", "--json"]);
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        formatVersion: 1,
        status: "applied",
        steps: [
          { resource: "ldapServer", status: "applied" },
          {
            resource: "ldapConfig",
            status: "applied",
            settings: [{ path: "ldap.enabled", outcome: "applied", live: true }],
          },
        ],
      });
      expect(stderr).toContain("Plan: 6 settings to change");
    }));
});

describe("apply of MFA", () => {
  it("is verified from the answer of the write, as the session ends with it", () =>
    onStage({}, async ({ server, run }) => {
      const mfa =
        "version: 1\nadminConfig:\n  ENABLE_MFA: true\n  ENABLE_NOTES: false\nldap:\n  enabled: true\n";
      const { exitCode, stdout } = await run(mfa, ["apply", "--auto-approve", "--allow", "mfa-change"]);
      expect(stdout).toContain("Applied: 3 settings");
      expect(exitCode).toBe(0);
      expect(server.state.adminConfig).toMatchObject({ ENABLE_MFA: true, ENABLE_NOTES: false });
      expect(server.state.ldapEnabled).toBe(true);
    }));

  it.each(["ENABLE_MFA", "MFA_ALLOW_OAUTH_BYPASS", "MFA_ALLOW_TRUSTED_HEADER_BYPASS"])(
    "writes %s last, as each MFA setting ends the session",
    (field) =>
      onStage({}, async ({ server, run }) => {
        const mfa = `${ldapSpec}adminConfig:\n  ${field}: true\n`;
        const { exitCode } = await run(mfa, ["apply", "--auto-approve", "--allow", "mfa-change"]);
        expect(exitCode).toBe(0);
        expect(server.state.adminConfig[field]).toBe(true);
        expect(server.state.ldapEnabled).toBe(true);
        expect(writesOf(server).at(-1)).toBe("/api/v1/auths/admin/config");
      }),
  );

  it("leaves MFA settings out of a write that does not change them, so that an API key may write", () =>
    onStage({}, async ({ server, run }) => {
      server.state.adminConfig.ENABLE_API_KEYS = true;
      const [first] = server.state.users;
      if (first) first.apiKey = "sk-0123456789abcdef0123456789abcdef";
      const env = { OWCONF_TOKEN: "sk-0123456789abcdef0123456789abcdef", OWCONF_PASSWORD: "" };
      const declared = `${spec}  ENABLE_MFA: false\n`;
      const { exitCode, stdout, stderr } = await run(declared, ["apply", "--auto-approve"], { env });
      expect(stdout + stderr).toContain("Applied: 2 settings");
      expect(exitCode).toBe(0);
      const write = server.requests.find(
        ({ method, path }) => method === "POST" && path.endsWith("/admin/config"),
      );
      expect(write?.body).not.toHaveProperty("ENABLE_MFA");
    }));
});

import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/model/json.ts";
import { ldapSpec, onStage } from "./journey.ts";
import { runOwconf } from "./run-owconf.ts";

const calendar = "version: 1\nadminConfig:\n  ENABLE_CALENDAR: false\n";
const future = "version: 1\nadminConfig:\n  ENABLE_TELEPATHY: true\n";
const offline = (spec: string, ...args: string[]) => runOwconf(args, { files: { "owconf.yaml": spec } });

describe("validate --server-version", () => {
  it("finds what that release lacks, offline", async () => {
    const { exitCode, stderr } = await offline(calendar, "validate", "--server-version", "0.8.12");
    expect(exitCode).toBe(3);
    expect(stderr).toContain("owconf.yaml:3:");
    expect(stderr).toContain("ENABLE_CALENDAR is not known to this server (0.8.12); it came with 0.9");
    expect((await offline(calendar, "validate", "--server-version", "0.9.6")).exitCode).toBe(0);
    expect((await offline(calendar, "validate")).exitCode).toBe(0);
  });

  it("tells once of a section that the release lacks as a whole", async () => {
    const spec = "version: 1\nsubagents:\n  ENABLE_SUBAGENTS: true\n  SUBAGENTS_MAX_CONCURRENT: 3\n";
    const { exitCode, stderr } = await offline(spec, "validate", "--server-version", "0.8.12");
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(
      /^owconf\.yaml:2:.*error: subagents is not known to this server \(0\.8\.12\); it came with/m,
    );
    expect(stderr).toContain("error: 1 problem in the spec");
  });

  it("warns of what a patch between two catalogued releases may lack", async () => {
    const spec = "version: 1\nadminConfig:\n  ENABLE_API_KEY: true\n";
    const { exitCode, stderr } = await offline(spec, "validate", "--server-version", "0.6.36");
    expect(exitCode).toBe(0);
    expect(stderr).toContain("may be unknown to this server (0.6.36): 0.5.20 has it, 0.6.43 does not");
    expect((await offline(spec, "validate", "--server-version", "0.6")).exitCode).toBe(3);
    expect((await offline(spec, "validate", "--server-version", "0.7.0")).exitCode).toBe(3);
  });

  it.each(["0.4.2", "0.99.0", "new"])("refuses %s, which it does not know", async (release) => {
    expect((await offline(calendar, "validate", "--server-version", release)).exitCode).toBe(3);
  });
});

describe("plan --offline", () => {
  it("plans against a new server of that release, without server and secrets", async () => {
    const { exitCode, stdout } = await offline(ldapSpec, "plan", "--offline", "0.12.4");
    expect(exitCode).toBe(0);
    expect(stdout).toContain("a new server (Open WebUI 0.12.4)");
    expect(stdout).toContain('~ host: "localhost" (factory value) → "ldap.example.com"');
    expect(stdout).toContain("~ app_dn_password: (secret: set)");
  });

  it("knows the factory values of each release", async () => {
    const spec = "version: 1\nadminConfig:\n  ENABLE_USER_WEBHOOKS: true\n";
    const exitCodeOn = async (release: string) =>
      (await offline(spec, "plan", "--detailed-exitcode", "--offline", release)).exitCode;
    expect(await exitCodeOn("0.6.43")).toBe(0);
    expect(await exitCodeOn("0.12.4")).toBe(2);
  });

  it("says which release stands for one that it does not know exactly", async () => {
    const said = await offline(calendar, "plan", "--json", "--offline", "0.9.3");
    expect(JSON.parse(said.stdout)).toMatchObject({
      server: { version: "0.9.6" },
      diagnostics: [{ code: "plan.release-not-catalogued" }],
    });
    expect(said.stderr).toContain("Open WebUI 0.9.3");
    expect((await offline(calendar, "plan", "--offline", "0.9")).stderr).toBe("");
  });

  it("warns of what to do besides", async () => {
    const spec = "version: 1\nldap:\n  enabled: true\n";
    const { exitCode, stdout, stderr } = await offline(spec, "plan", "--json", "--offline", "0.5.20");
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).diagnostics.map(({ code }: { code: string }) => code)).toEqual([
      "plan.ldap-not-set-up",
      "plan.needs-restart",
    ]);
    expect(stderr).toContain("owconf.yaml:3:");
  });

  it("refuses what such a server would", async () => {
    const spec = "version: 1\nldap:\n  server:\n    search_base: dc=test\n";
    expect((await offline(spec, "plan", "--offline", "0.12.4")).exitCode).toBe(0);
    const { exitCode, stderr } = await offline(spec, "plan", "--offline", "0.6.43");
    expect(exitCode).toBe(3);
    expect(stderr).toContain("app_dn");
  });
});

describe("a setting that this owconf does not know", () => {
  it("is refused by validate, unless told otherwise", async () => {
    const { exitCode, stderr } = await offline(future, "validate");
    expect(exitCode).toBe(3);
    expect(stderr).toContain('unknown key "ENABLE_TELEPATHY" in adminConfig');
    const allowed = await offline(future, "validate", "--allow-unknown");
    expect(allowed.exitCode).toBe(0);
    expect(allowed.stderr).toContain("warning");
  });

  it("is refused when the server does not know it either, at its line", () =>
    onStage({}, async ({ run }) => {
      const { exitCode, stderr } = await run(future, ["plan"]);
      expect(exitCode).toBe(3);
      expect(stderr).toContain("owconf.yaml:3:");
    }));

  it("is taken with a notice when the server has it, and kept when nobody declares it", () => {
    let state: JsonObject = {};
    // A server that is newer than the emulated one: it has two settings more, and resets what is left out.
    const intercept = async (request: Request) => {
      if (request.method !== "POST" || !request.url.endsWith("/admin/config")) return undefined;
      const body = (await request.json()) as JsonObject;
      Object.assign(state, { ENABLE_TELEPATHY: false, OTHER: null }, body);
      return Response.json(state);
    };
    return onStage({ intercept }, async ({ server, run }) => {
      state = Object.assign(server.state.adminConfig, { ENABLE_TELEPATHY: false, OTHER: { a: 1 } });
      const { exitCode, stdout, stderr } = await run(future, ["apply", "--auto-approve"]);
      expect(stderr).toContain(
        "this owconf does not know ENABLE_TELEPATHY; the server (0.12.4) has it, so it is taken as it is",
      );
      expect(stdout).toContain("~ ENABLE_TELEPATHY: (secret: changed)");
      expect(exitCode).toBe(0);
      expect(state).toMatchObject({ ENABLE_TELEPATHY: true, OTHER: { a: 1 } });

      const known = "version: 1\nadminConfig:\n  ENABLE_CHANNELS: true\n";
      expect((await run(known, ["apply", "--auto-approve"])).exitCode).toBe(0);
      expect(state).toMatchObject({ ENABLE_CHANNELS: true, ENABLE_TELEPATHY: true, OTHER: { a: 1 } });
    });
  });
});

describe("a reference under a key that this owconf does not know", () => {
  const spec = "version: 1\nadminConfig:\n  NEW_MODE: { env: NEW_SECRET }\n";
  const env = { NEW_SECRET: "new-canary" };

  it("is a secret: compared and written, never shown", () => {
    let state: JsonObject = {};
    const intercept = async (request: Request) => {
      if (request.method !== "POST" || !request.url.endsWith("/admin/config")) return undefined;
      return Response.json(Object.assign(state, await request.json()));
    };
    return onStage({ intercept }, async ({ server, run }) => {
      state = Object.assign(server.state.adminConfig, { NEW_MODE: "live-canary" });
      const { exitCode, stdout, stderr } = await run(spec, ["apply", "--auto-approve"], { env });
      expect(exitCode).toBe(0);
      expect(state.NEW_MODE).toBe("new-canary");
      expect(stdout + stderr).not.toContain("canary");
      expect((await run(spec, ["plan", "--detailed-exitcode"], { env })).exitCode).toBe(0);
    });
  });

  it("stops owconf before it contacts the server when it leads nowhere", () =>
    onStage({}, async ({ server, run }) => {
      const { exitCode, stderr } = await run(spec, ["plan"]);
      expect(exitCode).toBe(3);
      expect(stderr).toContain("environment variable NEW_SECRET is not set");
      expect(server.requests).toEqual([]);
    }));

  it("is left alone by validate, which needs no secrets", async () => {
    expect((await offline(spec, "validate", "--allow-unknown")).exitCode).toBe(0);
  });
});

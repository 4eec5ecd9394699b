import { describe, expect, it } from "vitest";
import { type EmulatedServerOptions, startEmulatedServer } from "../server/index.ts";
import { insertFirstAdmin, insertUser } from "../server/state.ts";
import { admin, environmentFor, ldapSpec } from "./journey.ts";
import { type Run, runOwconf, type Surroundings } from "./run-owconf.ts";

const spec = `version: 1
server:
  signIn: { email: ${admin.email}, password: { env: OWCONF_PASSWORD } }
adminConfig: { ENABLE_CHANNELS: true }
`;

type Empty = Awaited<ReturnType<typeof startEmulatedServer>>;

async function onEmptyServer(
  options: EmulatedServerOptions,
  use: (
    server: Empty,
    run: (args?: string[], more?: Surroundings, text?: string) => Promise<Run>,
  ) => Promise<void>,
): Promise<void> {
  const server = await startEmulatedServer(options);
  try {
    await use(server, (args = [], { env, ...more } = {}, text = spec) =>
      runOwconf(["bootstrap", ...args], {
        ...more,
        env: { ...environmentFor(server.url), OWCONF_EMAIL: "", ...env },
        files: { "owconf.yaml": text },
      }),
    );
  } finally {
    await server.close();
  }
}

describe.each(["0.5.20", "0.6.43", "0.12.4"] as const)("owconf bootstrap on an empty %s", (release) => {
  it("creates the first administrator and applies the spec, without asking", () =>
    onEmptyServer({ release }, async (server, run) => {
      const first = await run(["--name", "Ada"]);
      expect([first.exitCode, first.stderr]).toEqual([
        0,
        `Created the first administrator: ${admin.email}.\n`,
      ]);
      expect(first.stdout).toContain("Applied: 1 setting changed and read back.");
      expect(server.state.users).toMatchObject([{ name: "Ada", email: admin.email, role: "admin" }]);
      expect(server.state.adminConfig.ENABLE_CHANNELS).toBe(true);
      expect(first.stdout + first.stderr).not.toContain(admin.password);
    }));

  it("does nothing the second time, and says who made the administrator", () =>
    onEmptyServer({ release }, async (server, run) => {
      await run();
      const second = await run();
      expect(second.exitCode).toBe(0);
      expect(second.stdout).toContain("In sync");
      expect(second.stderr).toMatch(/has an administrator already.*WEBUI_ADMIN_EMAIL/);
      expect(server.state.users).toHaveLength(1);
    }));
});

describe("owconf bootstrap", () => {
  it("writes to a server with settings to lose only when it is told to", () =>
    onEmptyServer({}, async (server, run) => {
      insertFirstAdmin(server.state, admin);
      const refused = await run();
      expect([refused.exitCode, refused.stderr]).toEqual([
        5,
        expect.stringContaining("owconf bootstrap owconf.yaml --auto-approve"),
      ]);
      expect(server.state.adminConfig.ENABLE_CHANNELS).toBe(false);
      expect((await run([], { confirm: () => false })).exitCode).toBe(5);
      expect((await run(["--auto-approve"])).exitCode).toBe(0);
      expect(server.state.adminConfig.ENABLE_CHANNELS).toBe(true);
    }));

  it("refuses a server with users that it cannot sign in to", () =>
    onEmptyServer({}, async (server, run) => {
      insertFirstAdmin(server.state, { ...admin, email: "somebody@example.com" });
      const { exitCode, stderr } = await run();
      expect(exitCode).toBe(4);
      expect(stderr).toMatch(/has accounts already.*WEBUI_ADMIN_EMAIL/s);
      expect(server.state.users).toHaveLength(1);
    }));

  it.each([
    ["what the release would refuse", spec.replace("ENABLE_CHANNELS", "ENABLE_MFA"), "0.6.43", 3],
    ["a dangerous change", spec.replace("ENABLE_CHANNELS: true", "JWT_EXPIRES_IN: '-1'"), "0.12.4", 5],
    ["an unset secret", `${spec}${ldapSpec.replace("version: 1\n", "")}`, "0.12.4", 3],
  ] as const)("creates no account for a spec with %s", (_name, text, release, code) =>
    onEmptyServer({ release }, async (server, run) => {
      const { exitCode } = await run([], { env: { LDAP_BIND_PASSWORD: "" } }, text);
      expect(exitCode).toBe(code);
      expect(server.state.users).toEqual([]);
    }),
  );

  it("needs an account with a password", () =>
    onEmptyServer({}, async (server, run) => {
      const { exitCode, stderr } = await run([], { env: { OWCONF_TOKEN: "sk-canary" } });
      expect([exitCode, stderr]).toEqual([
        3,
        expect.stringContaining("needs an e-mail address and a password"),
      ]);
      expect(server.requests.map(({ method }) => method)).toEqual(["GET"]);
    }));

  it("says when somebody else was first", () =>
    onEmptyServer(
      {
        intercept: async (request, _n, act) => {
          if (!request.url.endsWith("/signup")) return undefined;
          const answer = await act();
          return Response.json({ ...((await answer.json()) as object), role: "user" });
        },
      },
      async (_server, run) => {
        const { exitCode, stderr } = await run();
        expect([exitCode, stderr]).toEqual([5, expect.stringContaining("somebody else signed up first")]);
      },
    ));

  it("waits for a server that is still starting", () =>
    onEmptyServer({}, async (server, run) => {
      server.pause();
      let slept = 0;
      const sleep = async () => {
        slept += 1;
        if (slept === 3) await server.resume();
      };
      expect((await run(["--wait", "5m"], { clock: { sleep } })).exitCode).toBe(0);
      expect(slept).toBe(3);
    }));

  it("signs in where the answer to its sign-up got lost", () => {
    let n = 0;
    return onEmptyServer(
      {
        intercept: async (request, _n, act) => {
          if (!request.url.endsWith("/signup") || n++ > 0) return undefined;
          await act();
          return "reset";
        },
      },
      async (server, run) => {
        expect((await run(["--wait", "10s"])).exitCode).toBe(0);
        expect(server.state.users).toMatchObject([{ email: admin.email, role: "admin" }]);
        expect(server.state.adminConfig.ENABLE_CHANNELS).toBe(true);
      },
    );
  });

  it("is what plan leads to on a server without any account", () =>
    onEmptyServer({}, async (server) => {
      const { exitCode, stderr } = await runOwconf(["plan"], {
        env: environmentFor(server.url),
        files: { "owconf.yaml": spec },
      });
      expect([exitCode, stderr]).toEqual([4, expect.stringMatching(/has no account yet.*owconf bootstrap/s)]);
      expect(server.requests.map(({ method }) => method)).toEqual(["GET"]);
    }));

  it("leaves accounts that were made meanwhile alone", () =>
    onEmptyServer({}, async (server, run) => {
      await run();
      insertUser(server.state, { name: "B", email: "b@example.com", password: "b" }, "user");
      expect((await run()).exitCode).toBe(0);
      expect(server.state.users.map(({ role }) => role)).toEqual(["admin", "user"]);
    }));
});

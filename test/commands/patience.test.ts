import { describe, expect, it } from "vitest";
import type { EmulatedServer, EmulatedServerOptions } from "../server/index.ts";
import { onStage } from "./journey.ts";

const spec = "version: 1\nadminConfig: { ENABLE_CHANNELS: true }\n";
const changesSignIn = "version: 1\nadminConfig: { JWT_EXPIRES_IN: 3h }\n";

/** A clock that only sleeping moves. */
function createClock() {
  const slept: number[] = [];
  let now = 0;
  return {
    slept,
    now: () => now,
    sleep: async (ms: number) => {
      slept.push(ms);
      now += ms;
    },
  };
}

/** Answers the n-th requests whose path ends so, from 1, with something else. */
function failing(end: string, which: number[], answer: () => Response | "reset"): EmulatedServerOptions {
  let n = 0;
  return {
    intercept: (request) => {
      if (!new URL(request.url).pathname.endsWith(end)) return undefined;
      n += 1;
      return which.includes(n) ? answer() : undefined;
    },
  };
}
const limited = (headers: Record<string, string> = {}) =>
  Response.json({ detail: "API rate limit exceeded" }, { status: 429, headers });

describe("a limit on sign-ins", () => {
  it("is waited for as long as --wait allows, and told of", () =>
    onStage(failing("/signin", [1, 2], limited), async ({ run }) => {
      const clock = createClock();
      const { exitCode, stderr } = await run(spec, ["plan", "--wait", "5m"], { clock });
      expect([exitCode, clock.slept]).toEqual([0, [60_000, 60_000]]);
      expect(stderr).toBe("The server limits sign-ins: trying again in 60 s.\n".repeat(2));
    }));

  it("is waited for as long as the server says, where it does", () =>
    onStage(
      failing("/signin", [1], () => limited({ "retry-after": "850" })),
      async ({ run }) => {
        const clock = createClock();
        const { exitCode, stderr } = await run(spec, ["plan", "--wait", "20m"], { clock });
        expect([exitCode, clock.slept, stderr]).toEqual([0, [850_000], expect.stringContaining("in 850 s")]);
      },
    ));

  it.each([
    ["without --wait", []],
    ["when it lasts longer than --wait", ["--wait", "30s"]],
  ])("ends the run at once %s, and says what helps", (_name, args) =>
    onStage(failing("/signin", [1, 2, 3], limited), async ({ server, run }) => {
      const clock = createClock();
      const { exitCode, stderr } = await run(spec, ["plan", ...args], { clock });
      expect([exitCode, clock.slept]).toEqual([4, []]);
      expect(stderr).toMatch(/too many sign-ins.*owconf login.*--wait 5m/s);
      expect(server.requests.filter(({ path }) => path.endsWith("/signin"))).toHaveLength(1);
    }),
  );
});

describe("the second sign-in of an apply", () => {
  it.each([
    ["a 429", [2], limited],
    ["a connection that breaks", [2, 3], () => "reset" as const],
    ["a server that is away", [2, 3], () => new Response("", { status: 503 })],
  ])("outlasts %s: nothing is rolled back", (_name, which, answer) =>
    onStage(failing("/signin", which, answer), async ({ server, run }) => {
      const clock = createClock();
      const { exitCode, stdout } = await run(changesSignIn, ["apply", "--auto-approve"], { clock });
      expect(exitCode).toBe(0);
      expect(stdout).toContain("Applied: 1 setting changed");
      expect(server.state.adminConfig.JWT_EXPIRES_IN).toBe("3h");
      expect(clock.slept.length).toBeGreaterThan(0);
    }),
  );

  it("still undoes what keeps people out", () => {
    const wrong = () =>
      Response.json({ detail: "The email or password provided is incorrect." }, { status: 400 });
    return onStage(failing("/signin", [2], wrong), async ({ server, run }) => {
      expect((await run(changesSignIn, ["apply", "--auto-approve"], { clock: createClock() })).exitCode).toBe(
        6,
      );
      expect(server.state.adminConfig.JWT_EXPIRES_IN).not.toBe("3h");
    });
  });

  it("gives up on a limit that stays, and undoes what it cannot prove", () => {
    const all = Array.from({ length: 30 }, (_, n) => n + 2);
    return onStage(failing("/signin", all, limited), async ({ server, run }) => {
      const clock = createClock();
      expect((await run(changesSignIn, ["apply", "--auto-approve"], { clock })).exitCode).toBe(6);
      expect(server.state.adminConfig.JWT_EXPIRES_IN).not.toBe("3h");
      expect(clock.now()).toBeLessThan(600_000);
    });
  });
});

describe("a read of a server that went away", () => {
  /** Goes away at the first read of settings, and refuses connections for a while. */
  function leaving(awayMs: number): EmulatedServerOptions & { servers: EmulatedServer[] } {
    const servers: EmulatedServer[] = [];
    let isGone = false;
    return {
      servers,
      intercept: (request) => {
        if (isGone || !request.url.endsWith("/admin/config")) return undefined;
        isGone = true;
        servers[0]?.pause();
        setTimeout(() => void servers[0]?.resume(), awayMs);
        return "reset";
      },
    };
  }

  it.each([
    [["--wait", "10s"], 0],
    [[], 4],
  ])("with %j ends in %i", (args, code) => {
    const options = leaving(1500);
    return onStage(options, async ({ server, run }) => {
      options.servers.push(server);
      const env = { OWCONF_TOKEN: server.issueToken() };
      const { exitCode, stderr } = await run(spec, ["plan", ...args], { env });
      expect(exitCode).toBe(code);
      if (code !== 0) expect(stderr).toContain("connection refused");
    });
  });
});

describe("--verbose", () => {
  it("tells of each request on standard error, without a secret", () =>
    onStage(
      failing("/admin/config", [1], () => new Response("", { status: 503 })),
      async ({ server, run }) => {
        const token = server.issueToken();
        const { exitCode, stdout, stderr } = await run(spec, ["plan", "--verbose", "--json"], {
          env: { OWCONF_TOKEN: token },
        });
        expect(exitCode).toBe(0);
        JSON.parse(stdout);
        const lines = stderr.trim().split("\n");
        expect(lines.map((line) => line.replace(/\d+ ms$/, "N ms"))).toEqual(
          expect.arrayContaining([
            "GET /api/config: 200 in N ms",
            "GET /api/v1/auths/admin/config: 503 in N ms",
            "GET /api/v1/auths/admin/config (attempt 2): 200 in N ms",
          ]),
        );
        expect(lines).toHaveLength(server.requests.length);
        expect(stderr).not.toContain(token);
      },
    ));

  it("tells of what failed before there was an answer", () =>
    onStage(
      failing("/api/config", [1], () => "reset"),
      async ({ run }) => {
        const { exitCode, stderr } = await run(spec, ["plan", "--verbose"]);
        expect(exitCode).toBe(0);
        expect(stderr).toMatch(/^GET \/api\/config: (ECONNRESET|UND_ERR_SOCKET) in \d+ ms$/m);
      },
    ));
});

describe("--debug", () => {
  it("also says what the run goes by, without a secret", () =>
    onStage({}, async ({ server, run }) => {
      const env = { OWCONF_HEADERS: "X-Front: header-canary", OWCONF_TOTP: "JBSWY3DPEHPK3PXP" };
      const { exitCode, stderr } = await run(spec, ["plan", "--debug"], { env });
      expect(exitCode).toBe(0);
      expect(stderr).toMatch(/^debug: owconf \S+, Node \d+/m);
      expect(stderr).toContain(`debug: server: ${server.url}\n`);
      expect(stderr).toContain("debug: sign-in: password as admin@example.com\n");
      expect(stderr).toContain("debug: extra headers: X-Front\n");
      expect(stderr).toMatch(/^POST \/api\/v1\/auths\/signin: 200 in/m);
      expect(stderr).not.toMatch(/canary|JBSWY3DP/);
    }));
});

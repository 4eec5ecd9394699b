import { Secret, TOTP } from "otpauth";
import { describe, expect, it } from "vitest";
import type { EmulatedServer } from "../server/index.ts";
import { admin, onStage, type Stage } from "./journey.ts";

const key = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const spec = "version: 1\nadminConfig: { ENABLE_CHANNELS: true }\n";
const codeAt = (ms: number) => new TOTP({ secret: Secret.fromBase32(key) }).generate({ timestamp: ms });

const onStageWithMfa = (use: (stage: Stage) => Promise<void>) =>
  onStage({}, async (stage) => {
    const { state } = stage.server;
    state.adminConfig.ENABLE_MFA = true;
    const [user] = state.users;
    if (user) user.secondFactor = { key, lastStep: -1 };
    await use(stage);
  });

/** A clock that only sleeping moves; the server has the real one. */
function createClock() {
  const slept: number[] = [];
  let now = Date.now();
  return {
    slept,
    wallClock: () => now,
    sleep: async (ms: number) => {
      slept.push(ms);
      now += ms;
    },
  };
}

const verifications = (server: EmulatedServer) =>
  server.requests.filter(({ path }) => path.endsWith("/mfa/verify")).map(({ status }) => status);

describe("an account with a second factor", () => {
  it.each([
    ["its key", key],
    ["its key in small letters with blanks", "jbsw y3dp ehpk 3pxp jbsw y3dp ehpk 3pxp"],
    ["its otpauth:// URI", `otpauth://totp/Open%20WebUI:ada?secret=${key}&issuer=Open%20WebUI`],
  ])("signs in with %s", (_name, totp) =>
    onStageWithMfa(async ({ server, run }) => {
      const { exitCode, stderr } = await run(spec, ["plan"], { env: { OWCONF_TOTP: totp } });
      expect([exitCode, stderr]).toEqual([0, ""]);
      expect(verifications(server)).toEqual([200]);
    }),
  );

  it("signs in with the key that the spec refers to", () =>
    onStageWithMfa(async ({ run }) => {
      const withKey = `version: 1\nserver: { signIn: { totp: { env: MY_KEY } } }\nadminConfig: { ENABLE_CHANNELS: true }\n`;
      expect((await run(withKey, ["plan"], { env: { MY_KEY: key } })).exitCode).toBe(0);
    }));

  it("waits for the next code where one is used already, and says so on a terminal only", () =>
    onStageWithMfa(async ({ server, run }) => {
      const clock = createClock();
      const [user] = server.state.users;
      if (user?.secondFactor) user.secondFactor.lastStep = Math.floor(clock.wallClock() / 30_000);
      const { exitCode, stderr } = await run(spec, ["plan"], { env: { OWCONF_TOTP: key }, clock });
      expect([exitCode, stderr]).toEqual([0, ""]);
      expect(verifications(server)).toEqual([401, 200]);
      expect(clock.slept).toHaveLength(1);
      expect(clock.slept[0]).toBeLessThanOrEqual(30_200);
    }));

  it("uses no code twice in one run: apply's second sign-in waits", () =>
    onStageWithMfa(async ({ server, run }) => {
      const clock = createClock();
      const changing = "version: 1\nadminConfig: { JWT_EXPIRES_IN: 3h }\n";
      const { exitCode } = await run(changing, ["apply", "--auto-approve"], {
        env: { OWCONF_TOTP: key },
        clock,
      });
      expect(exitCode).toBe(0);
      expect(verifications(server)).toEqual([200, 200]);
    }));

  it("gives up after two codes of a wrong key, as the server counts them", () =>
    onStageWithMfa(async ({ server, run }) => {
      const clock = createClock();
      const { exitCode, stderr } = await run(spec, ["plan"], {
        env: { OWCONF_TOTP: "KRUGKIDROVUWG2ZAMJZG653OEBTG66BA" },
        clock,
      });
      expect(exitCode).toBe(4);
      expect(stderr).toMatch(/does not take the code of the second factor.*this machine's clock/s);
      expect(verifications(server)).toEqual([401, 401]);
    }));

  it.each(["not base32!", "otpauth://hotp/x?secret=JBSWY3DP&counter=1", "otpauth://totp/canary"])(
    "refuses %s as a key, and does not show it",
    (totp) =>
      onStageWithMfa(async ({ server, run }) => {
        const { exitCode, stderr } = await run(spec, ["plan"], { env: { OWCONF_TOTP: totp } });
        expect(exitCode).toBe(3);
        expect(stderr).toContain("neither base32 nor an otpauth:// URI");
        expect(stderr).not.toContain(totp);
        expect(verifications(server)).toEqual([]);
      }),
  );

  it("asks a person for the code, up to three times", () =>
    onStageWithMfa(async ({ server, run }) => {
      const asked: string[] = [];
      const answers = ["000000", codeAt(Date.now())];
      const ask = (question: string) => {
        asked.push(question);
        return answers.shift();
      };
      expect((await run(spec, ["plan"], { ask })).exitCode).toBe(0);
      expect(asked).toEqual(Array(2).fill(`Code of the second factor of ${admin.email}`));
      const wrong = await run(spec, ["plan"], { ask: () => "000000" });
      expect(wrong.exitCode).toBe(4);
      expect(verifications(server)).toEqual([401, 200, 401, 401, 401]);
    }));

  it("says what to do without a terminal", () =>
    onStageWithMfa(async ({ run }) => {
      const { exitCode, stderr } = await run(spec, ["plan"]);
      expect(exitCode).toBe(4);
      expect(stderr).toMatch(
        /api\.second-factor.*server\.signIn\.totp.*OWCONF_TOTP.*owconf login.*OWCONF_TOKEN/s,
      );
    }));

  it("says what to do before it is set up", () =>
    onStageWithMfa(async ({ server, run }) => {
      for (const user of server.state.users) delete user.secondFactor;
      const { exitCode, stderr } = await run(spec, ["plan"], { env: { OWCONF_TOTP: key } });
      expect(exitCode).toBe(4);
      expect(stderr).toMatch(/has to set up its second factor first.*with the browser/s);
    }));
});

describe("the MFA settings with an API key", () => {
  const changing = "version: 1\nallow: [mfa-change]\nadminConfig: { ENABLE_MFA: true }\n";
  const withKey = (server: EmulatedServer) => {
    server.state.adminConfig.ENABLE_API_KEYS = true;
    const [user] = server.state.users;
    if (user) user.apiKey = "sk-canary";
    return { OWCONF_TOKEN: "sk-canary", OWCONF_EMAIL: "", OWCONF_PASSWORD: "" };
  };

  it.each(["plan", "apply"])("are refused by %s before anything is written", (command) =>
    onStage({}, async ({ server, run }) => {
      const args = command === "plan" ? ["plan"] : ["apply", "--auto-approve"];
      const { exitCode, stderr } = await run(changing, args, { env: withKey(server) });
      expect(exitCode).toBe(3);
      expect(stderr).toMatch(/owconf\.yaml:3:\d+.*ENABLE_MFA.*API key.*OWCONF_EMAIL/s);
      expect(server.requests.filter(({ method }) => method === "POST")).toEqual([]);
    }),
  );

  it("are no matter while they stay as they are", () =>
    onStage({}, async ({ server, run }) => {
      const same = "version: 1\nadminConfig: { ENABLE_MFA: false, ENABLE_CHANNELS: true }\n";
      const { exitCode } = await run(same, ["apply", "--auto-approve"], { env: withKey(server) });
      expect(exitCode).toBe(0);
      expect(server.state.adminConfig.ENABLE_CHANNELS).toBe(true);
    }));
});

import { describe, expect, it } from "vitest";
import { faults } from "../faults/faults.ts";
import { inParallel } from "../faults/in-parallel.ts";
import { findSecrets } from "../faults/secret-forms.ts";
import { environmentFor, listSecrets, readSettings, spec, startFaultyServer } from "../faults/stage.ts";
import { everyOutput, type Run, runOwconf, type Surroundings } from "./run-owconf.ts";

const commands = [
  ["plan", "--json"],
  ["plan", "--markdown"],
  ["plan", "--format", "github"],
  ["plan", "--format", "junit"],
  ["export", "--output", "written.yaml"],
  ["apply", "--auto-approve", "--no-rollback"],
];

const said = ({ stdout, stderr, written }: Run) => [stdout, stderr, ...Object.values(written)].join("\n");

// All requests of an apply with --json are in test/faults.
describe.each(commands)("owconf %s %s %s says no secret", (...args) => {
  it("whatever happens to one of its first requests", async () => {
    const undisturbed = await startFaultyServer();
    const env = environmentFor(undisturbed.url);
    const { exitCode } = await runOwconf(args, { env, files: { "owconf.yaml": spec } });
    await undisturbed.close();
    expect(exitCode).toBe(0);
    const hit = [1, 3, 5, 7].filter((n) => n <= undisturbed.requests.length);
    expect(hit.length).toBeGreaterThan(2);

    const places = faults.flatMap((fault) => hit.map((n) => ({ fault, n })));
    const leaks: string[] = [];
    const meet = async ({ fault, n }: (typeof places)[number]) => {
      const server = await startFaultyServer((request, number, act) =>
        number === n && fault.answer ? fault.answer({ request, act, before }) : undefined,
      );
      const before = readSettings(server.state);
      try {
        if (!fault.answer) server.pause();
        const run = await runOwconf([...args, "--timeout", "300ms"], {
          env: environmentFor(server.url),
          files: { "owconf.yaml": spec },
        });
        if (said(run) === "") leaks.push(`${fault.name} at ${n}: nothing was said`);
        if (findSecrets(said(run), listSecrets(server)).length > 0) leaks.push(`${fault.name} at ${n}`);
        if (run.exitCode === 1) leaks.push(`${fault.name} at ${n}: exit 1`);
      } finally {
        await server.close();
      }
    };
    await inParallel(8, places, meet);
    expect(leaks).toEqual([]);
  });
});

describe("a crash of owconf says no secret", () => {
  const crash = async (args: string[], surroundings: (secret: string) => Surroundings) => {
    const server = await startFaultyServer();
    try {
      const secrets = listSecrets(server);
      const run = await runOwconf(args, {
        env: environmentFor(server.url),
        files: { "owconf.yaml": spec },
        ...surroundings(secrets.join(" ")),
      });
      expect(run.exitCode).toBe(1);
      expect(run.stderr).toContain("this is a bug in owconf");
      expect(findSecrets(said(run), listSecrets(server))).toEqual([]);
    } finally {
      await server.close();
    }
  };
  const failingClock = (secret: string): Surroundings => ({
    clock: {
      now: () => {
        throw new TypeError(secret, { cause: secret });
      },
      sleep: async () => {},
    },
  });
  const failingQuestion = (secret: string): Surroundings => ({
    confirm: () => {
      throw new Error(secret);
    },
  });

  it.each([
    [["plan"], failingClock],
    [["plan", "--json"], failingClock],
    [["plan", "--markdown"], failingClock],
    [["plan", "--format", "github"], failingClock],
    [["plan", "--format", "junit"], failingClock],
    [["export"], failingClock],
    [["apply"], failingQuestion],
    [["apply", "--json"], failingQuestion],
  ])("%j", (args, surroundings) => crash(args, surroundings));
});

describe("terminal escape codes in the server's values", () => {
  const codes = "\u001b]0;owned\u0007\u001b[2J\u009b31m\u202e\u0000\r";
  const raw = /[^\P{Cc}\n\t]|\p{Cf}/u;

  it.each(everyOutput)("come out of %j harmlessly", async (args) => {
    const server = await startFaultyServer((request, _n, act) =>
      // So that what was written is also shown as part of a failure.
      request.method === "POST" && request.url.endsWith("/admin/config/ldap")
        ? Response.json({ detail: codes }, { status: 400 })
        : act(),
    );
    try {
      Object.assign(server.state.adminConfig, { RESPONSE_WATERMARK: codes, [`UNKNOWN${codes}`]: codes });
      Object.assign(server.state.ldapServer, { host: `before${codes}` });
      const env = environmentFor(server.url);
      const run = await runOwconf(args, { env, files: { "owconf.yaml": spec } });
      expect(run.stdout).toContain("before");
      expect(said(run)).not.toMatch(raw);
    } finally {
      await server.close();
    }
  });
});

describe("a server with a secret and a setting of 10 MB each", () => {
  const huge = "x".repeat(10 * 1024 * 1024);

  it.each(everyOutput)("is no trouble for %j", async (args) => {
    const server = await startFaultyServer();
    try {
      server.state.adminConfig.RESPONSE_WATERMARK = huge;
      server.state.ldapServer.app_dn_password = `canary${huge}`;
      const env = environmentFor(server.url);
      const run = await runOwconf(args, { env, files: { "owconf.yaml": spec } });
      expect(run.exitCode).toBe(0);
      expect(said(run)).not.toContain("canary");
      // A spec has at most 1 MiB: an export cannot declare the setting.
      expect(said(run).length).toBeLessThan(huge.length);
      if (args[0] === "export") expect(run.stdout).toMatch(/^ *# RESPONSE_WATERMARK: …/m);
      expect(server.state.adminConfig.RESPONSE_WATERMARK).toBe(huge);
    } finally {
      await server.close();
    }
  });
});

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type EmulatedServer, type EmulatedServerOptions, startEmulatedServer } from "../server/index.ts";
import { admin } from "./journey.ts";
import { type Run, runOwconf, type Surroundings } from "./run-owconf.ts";

let folder: string;
const servers: EmulatedServer[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "owconf-fleet-"));
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  await rm(folder, { recursive: true, force: true });
});

async function start(options: EmulatedServerOptions = {}): Promise<EmulatedServer> {
  const server = await startEmulatedServer({ admin, ...options });
  servers.push(server);
  return server;
}

const settings = "adminConfig: { ENABLE_CHANNELS: true }\n";
const specFor = (url: string, text = settings) =>
  `version: 1\nserver:\n  url: ${url}\n  signIn: { email: ${admin.email}, password: { env: PASSWORD } }\n${text}`;

async function put(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return path;
}

const run = (args: string[], { env, ...more }: Surroundings = {}): Promise<Run> =>
  runOwconf(args, { ...more, env: { PASSWORD: admin.password, ...env } });

/** Twenty servers: one is dead, one hangs, one has another password, and one has drifted. */
async function startFleet(): Promise<Record<"dead" | "hanging" | "locked" | "drifted", string>> {
  for (let n = 0; n < 16; n++) {
    const server = await start();
    server.state.adminConfig.ENABLE_CHANNELS = true;
    await put(`fleet/in-sync-${n}.yaml`, specFor(server.url));
  }
  const hanging = await start({ intercept: () => "hang" });
  const locked = await start({ admin: { ...admin, password: "another" } });
  const drifted = await start();
  return {
    dead: await put("fleet/dead.yaml", specFor("http://127.0.0.1:1")),
    hanging: await put("fleet/hanging.yaml", specFor(hanging.url)),
    locked: await put("fleet/locked.yaml", specFor(locked.url)),
    drifted: await put("fleet/drifted.yaml", specFor(drifted.url)),
  };
}

describe("a plan for twenty servers, of which four are in trouble", () => {
  it("tells of each, does the rest, and ends with the worst exit code", async () => {
    const paths = await startFleet();
    const { exitCode, stdout, stderr } = await run([
      "plan",
      join(folder, "fleet"),
      "--detailed-exitcode",
      ...["--timeout", "1s"],
    ]);
    expect(exitCode).toBe(4);
    expect(stdout.match(/^✓ http:\S+ \(\S+in-sync-\d+\.yaml\): in sync$/gm)).toHaveLength(16);
    const line = (path: string) => stdout.split("\n").find((one) => one.includes(`(${path})`));
    expect(line(paths.dead)).toMatch(
      /^✗ http:\/\/127\.0\.0\.1:1 .*connection refused.*\[api\.unreachable\]$/,
    );
    expect(line(paths.hanging)).toMatch(/^✗ .*no answer within 1 s.*\[api\.timeout\]$/);
    expect(line(paths.locked)).toMatch(/^✗ .*wrong user or password.*\[api\.bad-credentials\]$/);
    expect(line(paths.drifted)).toMatch(/^~ .*: 1 setting to change$/);
    expect(stdout).toContain("~ ENABLE_CHANNELS: false (factory value) → true");
    expect(
      stdout.endsWith(
        "\nFleet: 20 servers, 16 in sync, 1 to change, 0 applied, 3 failed, 0 not run; 1 setting.\n",
      ),
    ).toBe(true);
    // The table has those that are not simply in sync.
    expect(stdout.split("\n").filter((one) => /^ {2}(failed|changes) /.test(one))).toHaveLength(4);
    expect(stderr).toContain("hint: check host and port");
    expect(stdout + stderr).not.toContain(admin.password);
  });

  it("makes one page of all with --html", async () => {
    const paths = await startFleet();
    const args = ["plan", join(folder, "fleet"), "--html", join(folder, "report.html"), "--timeout", "1s"];
    const { exitCode, stderr, written } = await run(args);
    expect(exitCode).toBe(4);
    expect(stderr).toContain("Report written to ");
    const page = written[join(folder, "report.html")] ?? "";
    expect(page).toContain("ENABLE_CHANNELS");
    for (const path of Object.values(paths)) expect(page).toContain(path);
    expect(page).toContain("api.bad-credentials");
    expect(page).not.toContain(admin.password);
  });

  it("says the same as JSON, in the order of the specs", async () => {
    await startFleet();
    const { exitCode, stdout } = await run(["plan", join(folder, "fleet"), "--json", "--timeout", "1s"]);
    const { servers: told, summary, exitCode: worst } = JSON.parse(stdout);
    expect([exitCode, worst]).toEqual([4, 4]);
    expect(summary).toEqual({
      servers: 20,
      inSync: 16,
      changes: 1,
      applied: 0,
      failed: 3,
      notRun: 0,
      settings: 1,
    });
    expect(told.map(({ spec }: { spec: string }) => spec)).toEqual(
      told.map(({ spec }: { spec: string }) => spec).toSorted(),
    );
    const drifted = told.find(({ status }: { status: string }) => status === "changes");
    expect(drifted.plan.resources[0].changes).toMatchObject([{ path: "adminConfig.ENABLE_CHANNELS" }]);
    const codes = told.flatMap(({ error }: { error?: { code: string } }) => error?.code ?? []);
    expect(codes.toSorted()).toEqual(["api.bad-credentials", "api.timeout", "api.unreachable"]);
  });

  it("is the same in four shards", async () => {
    await startFleet();
    const args = ["plan", join(folder, "fleet"), "--json", "--timeout", "1s"];
    const whole = JSON.parse((await run(args)).stdout);
    const parts = await Promise.all([
      run([...args, "--shard", "1/4"]),
      run([...args, "--shard", "2/4"]),
      run([...args, "--shard", "4"], { env: { JOB_COMPLETION_INDEX: "2" } }),
      run([...args, "--shard", "4"], { env: { JOB_COMPLETION_INDEX: "3" } }),
    ]);
    const read = parts.map(({ stdout }) => JSON.parse(stdout));
    expect(read.map(({ summary }) => summary.servers)).toEqual([5, 5, 5, 5]);
    const servers = read.flatMap((one) => one.servers).toSorted((a, b) => a.spec.localeCompare(b.spec));
    const byName = whole.servers.toSorted((a: { spec: string }, b: { spec: string }) =>
      a.spec.localeCompare(b.spec),
    );
    expect(servers).toEqual(byName);
    const sum = (key: string) => read.reduce((total, { summary }) => total + summary[key], 0);
    for (const key of Object.keys(whole.summary)) expect([key, sum(key)]).toEqual([key, whole.summary[key]]);
  });
});

describe("several specs", () => {
  it("are applied with --auto-approve only, and then each is told of", async () => {
    const [a, b] = [await start(), await start()];
    const specs = [await put("a.yaml", specFor(a.url)), await put("b.yaml", specFor(b.url))];
    const refused = await run(["apply", ...specs], { confirm: () => true });
    expect([refused.exitCode, refused.stderr]).toEqual([5, expect.stringContaining("--auto-approve")]);
    expect(a.state.adminConfig.ENABLE_CHANNELS).toBe(false);
    const done = await run(["apply", ...specs, "--auto-approve"]);
    expect(done.exitCode).toBe(0);
    expect(done.stdout.match(/^✓ http:\S+ \(\S+\): 1 setting changed and read back$/gm)).toHaveLength(2);
    expect(done.stdout).toContain("Fleet: 2 servers, 0 in sync, 0 to change, 2 applied, 0 failed");
    expect([a, b].map(({ state }) => state.adminConfig.ENABLE_CHANNELS)).toEqual([true, true]);
    const again = await run(["apply", ...specs, "--auto-approve", "--json"]);
    expect(JSON.parse(again.stdout).summary).toMatchObject({ inSync: 2, applied: 0 });
  });

  it("are not all begun with --fail-fast once one has failed", async () => {
    const later = await start();
    const specs = [
      await put("a.yaml", specFor("http://127.0.0.1:1")),
      await put("b.yaml", specFor(later.url)),
    ];
    const { exitCode, stdout } = await run(["plan", ...specs, "--parallel", "1", "--fail-fast"]);
    expect(exitCode).toBe(4);
    expect(stdout).toContain("1 failed, 1 not run");
    expect(later.requests).toEqual([]);
    expect((await run(["plan", ...specs, "--parallel", "1"])).stdout).toContain("1 to change");
  });

  it("run as many at once as --parallel says, and no more", async () => {
    let running = 0;
    let most = 0;
    const intercept = async (request: Request, _n: number, act: () => Promise<Response>) => {
      if (!request.url.endsWith("/api/config")) return undefined;
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 30));
      running -= 1;
      return act();
    };
    for (let n = 0; n < 9; n++) await put(`fleet/${n}.yaml`, specFor((await start({ intercept })).url));
    expect((await run(["plan", join(folder, "fleet"), "--parallel", "3"])).exitCode).toBe(0);
    expect(most).toBe(3);
  });

  it("are what is in a folder, without what others there extend", async () => {
    const server = await start();
    await put("fleet/base.yaml", `version: 1\n${settings}`);
    await put("fleet/one.yaml", specFor(server.url, "extends: base.yaml\n"));
    await put("fleet/two.yml", specFor(server.url, "extends: [./base.yaml]\n"));
    await put("fleet/.hidden.yaml", "nonsense");
    await put("fleet/notes.txt", "nonsense");
    const { exitCode, stdout } = await run(["plan", join(folder, "fleet"), "--json"]);
    expect(exitCode).toBe(0);
    const told = JSON.parse(stdout).servers.map(({ spec }: { spec: string }) => spec.slice(folder.length));
    expect(told).toEqual(["/fleet/one.yaml", "/fleet/two.yml"]);
  });

  it("are warned about what they share once, and each in the JSON", async () => {
    const server = await start();
    await put("base.yaml", "version: 1\nadminConfig: { ADMIN_EMAIL: nobody }\n");
    for (const name of ["a", "b", "c"]) {
      await put(`fleet/${name}.yaml`, specFor(server.url, "extends: ../base.yaml\n"));
    }
    const { stderr } = await run(["plan", join(folder, "fleet")]);
    expect(stderr.match(/spec\.no-email-address/g)).toHaveLength(1);
    const { stdout } = await run(["plan", join(folder, "fleet"), "--json"]);
    expect(stdout.match(/"spec\.no-email-address"/g)).toHaveLength(3);
  });

  it("keep wrong ones apart: the others are planned", async () => {
    const server = await start();
    const wrong = await put("a.yaml", "version: 1\nadminConfig: { ENABLE_CHANNELS: 5 }\n");
    const url = await put("b.yaml", specFor("http://user:canary@127.0.0.1:1"));
    const right = await put("c.yaml", specFor(server.url));
    const { exitCode, stdout, stderr } = await run(["plan", wrong, url, right]);
    expect(exitCode).toBe(3);
    expect(stderr).toContain(`${wrong}:2:`);
    expect(stdout).toMatch(/^~ http.*c\.yaml/m);
    expect(stdout + stderr).not.toContain("canary");
  });

  it.each([
    [["--url", "http://x.test"], {}, "--url names one server"],
    [[], { OWCONF_URL: "http://x.test" }, "OWCONF_URL names one server"],
    [["--out", "plan.json"], {}, "--out is about one spec"],
    [["--receipt", "receipt.json"], {}, "--receipt is about one spec"],
    [["--offline", "0.12.4"], {}, "--offline is about one spec"],
    [["--markdown"], {}, "--format markdown is about one server"],
    [["--shard", "2"], {}, "does not say which of the 2 shards"],
    [["--shard", "2"], { JOB_COMPLETION_INDEX: "2" }, "JOB_COMPLETION_INDEX is 2"],
    [["--shard", "3/2"], {}, "Use a part such as 2/4"],
    [["--parallel", "0"], {}, "Use a number from 1"],
  ])("are refused with %j and %j", async (args, env, message) => {
    const server = await start();
    const specs = [await put("a.yaml", specFor(server.url)), await put("b.yaml", specFor(server.url))];
    const { exitCode, stderr } = await run(["plan", ...specs, ...args], { env });
    expect([exitCode, stderr]).toEqual([3, expect.stringContaining(message)]);
    expect(server.requests).toEqual([]);
  });

  it("never get the account of the environment in place of their own", async () => {
    const [own, shared] = [await start(), await start()];
    const stated = await put("a.yaml", specFor(own.url));
    const open = await put("b.yaml", `version: 1\nserver: { url: "${shared.url}" }\n${settings}`);
    const env = { OWCONF_TOKEN: shared.issueToken() };
    const { exitCode, stdout, stderr } = await run(["plan", stated, open], { env });
    expect(exitCode).toBe(3);
    expect(stderr).toContain("OWCONF_TOKEN would win over this spec's own server.signIn");
    expect(stdout).toMatch(/^~ http.*b\.yaml/m);
    expect(own.requests).toEqual([]);
  });

  it("are no folder without specs, and no standard input among others", async () => {
    await mkdir(join(folder, "empty"));
    const empty = await run(["plan", join(folder, "empty")]);
    expect([empty.exitCode, empty.stderr]).toEqual([3, expect.stringContaining("a folder without specs")]);
    const mixed = await run(["plan", "-", "a.yaml"]);
    expect([mixed.exitCode, mixed.stderr]).toEqual([
      3,
      expect.stringContaining("standard input holds one spec"),
    ]);
  });
});

describe("validate for several specs", () => {
  it("checks each, whatever is wrong with another", async () => {
    await put("fleet/base.yaml", `version: 1\n${settings}`);
    await put("fleet/right.yaml", "version: 1\nextends: base.yaml\n");
    const wrong = await put("fleet/wrong.yaml", "version: 1\nadminConfig: { ENABLE_CHANNELS: 5 }\n");
    await put("fleet/zero.yaml", `version: 1\n${settings}`);
    const text = await run(["validate", join(folder, "fleet")]);
    expect(text.exitCode).toBe(3);
    expect(text.stdout.match(/^Valid: \S+(right|zero)\.yaml$/gm)).toHaveLength(2);
    expect(text.stderr).toContain(`${wrong}:2:`);
    const { stdout } = await run(["validate", join(folder, "fleet"), "--json"]);
    const { files, exitCode } = JSON.parse(stdout);
    expect([exitCode, files.map(({ valid }: { valid: boolean }) => valid)]).toEqual([3, [true, false, true]]);
    expect(files[1].error.diagnostics[0]).toMatchObject({ file: wrong, line: 2 });
    const github = await run(["validate", join(folder, "fleet"), "--format", "github"]);
    expect(github.stdout).toMatch(/^::error file=\S+wrong\.yaml,line=2/m);
    const right = ["right", "zero"].map((name) => join(folder, `fleet/${name}.yaml`));
    expect((await run(["validate", ...right])).exitCode).toBe(0);
  });
});

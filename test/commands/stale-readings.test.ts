import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/model/json.ts";
import { createHastyClock } from "../faults/stage.ts";
import { type EmulatedServer, type EmulatedServerOptions, startEmulatedServer } from "../server/index.ts";
import { admin, bindPassword, environmentFor } from "./journey.ts";
import { type Run, runOwconf } from "./run-owconf.ts";

/** Each resource: what is to be written, and whether the server holds it. */
const table: [name: string, path: string, spec: string, isHeld: (server: EmulatedServer) => boolean][] = [
  [
    "adminConfig",
    "/admin/config",
    "adminConfig: { ENABLE_NOTES: false }",
    ({ state }) => state.adminConfig.ENABLE_NOTES === false,
  ],
  [
    "ldap.server",
    "/admin/config/ldap/server",
    "ldap: { server: { search_base: dc=new, app_dn_password: { env: LDAP_BIND_PASSWORD } } }",
    ({ state }) => state.ldapServer.app_dn_password === bindPassword,
  ],
  ["ldap", "/admin/config/ldap", "ldap: { enabled: true }", ({ state }) => state.ldapEnabled === true],
];

type Answer = (reading: JsonObject, n: number) => JsonObject | undefined;

/**
 * Applies a spec through a cache: `answer` is given what a resource held at first and the number of the
 * reading since its write, 0 before it; the server itself answers where it returns nothing.
 */
async function applyThroughCache(
  path: string,
  spec: string,
  answer: Answer,
  more: EmulatedServerOptions["intercept"] = () => undefined,
  clock = createHastyClock(),
): Promise<{ run: Run; server: EmulatedServer; readings: number }> {
  let first: JsonObject | undefined;
  let readings = 0;
  let isWritten = false;
  const server = await startEmulatedServer({
    admin,
    intercept: async (request, n, act) => {
      if (!request.url.endsWith(path)) return more(request, n, act);
      if (request.method === "POST") isWritten = true;
      const own = await more(request, n, act);
      if (request.method === "POST" || own) return own;
      first ??= (await (await act()).json()) as JsonObject;
      const stale = answer(first, isWritten ? ++readings : 0);
      return stale && Response.json(stale);
    },
  });
  Object.assign(server.state.ldapServer, { search_base: "dc=old", app_dn: "cn=old", app_dn_password: "old" });
  const run = await runOwconf(["apply", "--auto-approve"], {
    env: environmentFor(server.url),
    files: { "owconf.yaml": `version: 1\n${spec}\n` },
    clock,
  });
  await server.close();
  return { run, server, readings };
}

const fill = (reading: JsonObject, value: number | null): JsonObject =>
  Object.fromEntries(Object.keys(reading).map((name) => [name, value]));

describe.each(table)("after a write of %s", (_name, path, spec, isHeld) => {
  it("one old reading is not taken for the truth", async () => {
    const { run, server, readings } = await applyThroughCache(path, spec, (old, n) =>
      n === 1 ? old : undefined,
    );
    expect(run.stdout).toContain("applied and read back");
    expect(run.exitCode).toBe(0);
    expect(isHeld(server)).toBe(true);
    expect(readings).toBe(2);
  });

  it("nor is one reading without values", async () => {
    const { run, server } = await applyThroughCache(path, spec, (old, n) =>
      n === 1 ? fill(old, null) : undefined,
    );
    expect(run.exitCode).toBe(0);
    expect(isHeld(server)).toBe(true);
  });

  it.each([
    ["and its answer got lost", 502, 0],
    ["and the server says that it failed, which is rolled back", 500, 6],
  ])("nor is an old one when the write was carried out %s", async (_name, status, exitCode) => {
    let writes = 0;
    const { run, server } = await applyThroughCache(
      path,
      spec,
      (old, n) => (n === 1 ? old : undefined),
      async (request, _n, act) => {
        if (request.method !== "POST" || !request.url.endsWith(path) || ++writes > 1) return undefined;
        await act();
        return Response.json({ detail: "half done" }, { status });
      },
    );
    expect(run.exitCode).toBe(exitCode);
    expect(isHeld(server)).toBe(exitCode === 0);
  });

  it("it is only called ignored after two readings that agree", async () => {
    const { run, server, readings } = await applyThroughCache(
      path,
      spec,
      () => undefined,
      (request) =>
        request.method === "POST" && request.url.endsWith(path)
          ? request.json().then((body) => Response.json(path.endsWith("ldap") ? { ENABLE_LDAP: true } : body))
          : undefined,
    );
    expect(run.stdout).toContain("(ignored)");
    expect(run.exitCode).toBe(6);
    expect(isHeld(server)).toBe(false);
    expect(readings).toBe(2);
  });

  it("it is not called as before while the readings never agree", async () => {
    const { run } = await applyThroughCache(path, spec, (old, n) => (n === 0 ? undefined : fill(old, n)));
    expect(run.stdout).toContain("[api.inconsistent]");
    expect(run.exitCode).toBe(7);
  });
});

describe("a stale reading", () => {
  it("is followed by one on a new connection, a while later", async () => {
    const connections: (string | null)[] = [];
    const clock = createHastyClock();
    const slept: number[] = [];
    const sleep = async (ms: number) => {
      slept.push(ms);
      await clock.sleep(ms);
    };
    const { run } = await applyThroughCache(
      "/admin/config",
      "adminConfig: { ENABLE_NOTES: false }",
      (old, n) => (n === 1 ? old : undefined),
      (request) => {
        if (request.method === "GET") connections.push(request.headers.get("connection"));
        return undefined;
      },
      { ...clock, sleep },
    );
    expect(run.exitCode).toBe(0);
    expect(slept).toEqual([500]);
    expect(connections.slice(-2)).toEqual(["keep-alive", "close"]);
  });

  const failSwitch: EmulatedServerOptions["intercept"] = (request) =>
    request.method === "POST" && request.url.endsWith("/admin/config/ldap")
      ? Response.json({ detail: "no" }, { status: 400 })
      : undefined;
  const both = "adminConfig: { ENABLE_NOTES: false }\nldap: { enabled: true }";

  it.each([
    [2, "at the beginning"],
    [3, "at the end"],
  ])("(the %i. one) does not end a rollback %s", async (which) => {
    const { run, server } = await applyThroughCache(
      "/admin/config",
      both,
      (old, n) => (n === which ? old : undefined),
      failSwitch,
    );
    expect(run.exitCode).toBe(6);
    expect(server.state.adminConfig.ENABLE_NOTES).toBe(true);
  });

  it("at the end of an apply is not taken for what somebody else wrote", async () => {
    const { run, readings } = await applyThroughCache("/admin/config", both, (old, n) =>
      n === 2 ? old : undefined,
    );
    expect(run.exitCode).toBe(0);
    expect(readings).toBe(3);
  });

  it("before a write does not reset what nobody declared", async () => {
    let n = 0;
    const { run, server } = await applyThroughCache(
      "/admin/config",
      'adminConfig: { ADMIN_EMAIL: "a@b.c" }',
      (old) => (++n === 2 ? fill(old, null) : undefined),
    );
    expect(n).toBeGreaterThan(3);
    expect(run.exitCode).toBe(0);
    expect(server.state.adminConfig).toMatchObject({ ADMIN_EMAIL: "a@b.c", ENABLE_NOTES: true });
  });
});

import { afterEach, expect, it } from "vitest";
import type { JsonObject } from "../../src/model/json.ts";
import { type EmulatedServer, type EmulatedServerOptions, startEmulatedServer } from "./index.ts";

const admin = { name: "Admin", email: "admin@example.com", password: "admin-pass-1" };
const servers: EmulatedServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function start(options: EmulatedServerOptions): Promise<EmulatedServer> {
  const server = await startEmulatedServer(options);
  servers.push(server);
  return server;
}

async function send(server: EmulatedServer, path: string, body?: JsonObject, token?: string) {
  const response = await fetch(`${server.url}/api/v1/auths${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, fields: (await response.json()) as JsonObject };
}

it("starts empty, makes the first sign-up admin and then closes sign-up", async () => {
  const server = await start({});
  const readConfig = async () => (await fetch(`${server.url}/api/config`)).json();
  expect(await readConfig()).toMatchObject({ onboarding: true, features: { enable_signup: true } });
  const first = await send(server, "/signup", admin);
  expect([first.status, first.fields.role]).toEqual([200, "admin"]);
  expect(await readConfig()).not.toHaveProperty("onboarding");
  expect((await send(server, "/signup", { ...admin, email: "second@example.com" })).status).toBe(403);
  expect((await send(server, "/admin/config", undefined, String(first.fields.token))).status).toBe(200);
});

it("records requests with body and status", async () => {
  const server = await start({ admin });
  const token = server.issueToken();
  await send(server, "/admin/config/ldap", { enable_ldap: true }, token);
  await send(server, "/signin", { email: admin.email, password: "wrong" });
  expect(server.requests).toEqual([
    { method: "POST", path: "/api/v1/auths/admin/config/ldap", body: { enable_ldap: true }, status: 200 },
    {
      ...{ method: "POST", path: "/api/v1/auths/signin", status: 400 },
      body: { email: admin.email, password: "wrong" },
    },
  ]);
  expect(server.state.ldapEnabled).toBe(true);
});

it("answers as told instead of itself, by the number of the request", async () => {
  const server = await start({
    admin,
    intercept: (request, n) => {
      if (n === 2) return Response.json({ detail: request.method }, { status: 503 });
      if (n === 3) return "reset";
      if (n === 4) return "hang";
      return undefined;
    },
  });
  const read = () => send(server, "/admin/details", undefined, server.issueToken());
  expect((await read()).status).toBe(200);
  expect(await read()).toEqual({ status: 503, fields: { detail: "GET" } });
  await expect(read()).rejects.toThrow("fetch failed");
  const hanging = fetch(`${server.url}/health`, { signal: AbortSignal.timeout(300) });
  await expect(hanging).rejects.toThrow("timeout");
  expect((await read()).status).toBe(200);
  expect(server.requests.map((one) => one.status)).toEqual([200, 503, undefined, undefined, 200]);
});

it("ends sessions by the lifetime that is set", async () => {
  const server = await start({ admin });
  const state = server.state.adminConfig;
  const { email, password } = admin;
  const signIn = async () => (await send(server, "/signin", { email, password })).fields;
  state.JWT_EXPIRES_IN = "2h";
  const inTwoHours = Date.now() / 1000 + 7200;
  expect(Math.abs(Number((await signIn()).expires_at) - inTwoHours)).toBeLessThan(5);
  state.JWT_EXPIRES_IN = "-1";
  expect((await signIn()).expires_at).toBeNull();
  state.JWT_EXPIRES_IN = "-1d";
  const expired = await signIn();
  expect((await send(server, "/", undefined, String(expired.token))).status).toBe(401);
});

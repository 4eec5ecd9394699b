import { inspect } from "node:util";
import { describe, expect, expectTypeOf, it, onTestFinished } from "vitest";
import { AuthsClient } from "../../src/api/auths.ts";
import { HttpClient } from "../../src/api/http.ts";
import * as errors from "../../src/errors.ts";
import { drop, type Handler, json, raw, serve } from "./tiny-server.ts";

const account = { id: "1", email: "a@b.c", name: "A", role: "admin", profile_image_url: "/user.png" };
const session = {
  ...account,
  token: "tok",
  token_type: "Bearer",
  expires_at: null,
  permissions: {},
  extra: 1,
};

async function open(handlers: Handler[], token?: string) {
  const { url, received } = await serve(...handlers);
  const client = new AuthsClient({ url, token });
  onTestFinished(() => client.close());
  return { client, received, url };
}

describe("each method", () => {
  const profile = { name: "A", profile_image_url: "" };
  const person = { name: "A", email: "a@b.c", password: "p" };
  type Call = (client: AuthsClient) => Promise<unknown>;
  const cases: [string, Call, string, string, unknown, unknown][] = [
    ["getSessionUser", (c) => c.getSessionUser(), "GET", "/", undefined, session],
    ["updateProfile", (c) => c.updateProfile(profile), "POST", "/update/profile", profile, account],
    [
      "updatePassword",
      (c) => c.updatePassword({ password: "p", new_password: "q" }),
      "POST",
      "/update/password",
      { password: "p", new_password: "q" },
      true,
    ],
    [
      "signin",
      (c) => c.signin({ email: "a@b.c", password: "p" }),
      "POST",
      "/signin",
      { email: "a@b.c", password: "p" },
      session,
    ],
    [
      "signinLdap",
      (c) => c.signinLdap({ user: "a", password: "p" }),
      "POST",
      "/ldap",
      { user: "a", password: "p" },
      session,
    ],
    ["signup", (c) => c.signup(person), "POST", "/signup", person, session],
    [
      "addUser",
      (c) => c.addUser({ ...person, role: "user" }),
      "POST",
      "/add",
      { ...person, role: "user" },
      account,
    ],
    [
      "getAdminDetails",
      (c) => c.getAdminDetails(),
      "GET",
      "/admin/details",
      undefined,
      { name: null, email: "a" },
    ],
    ["addUser without a role", (c) => c.addUser(person), "POST", "/add", person, account],
    ["signOut", (c) => c.signOut(), "POST", "/signout", undefined, { status: true }],
    [
      "getAdminConfig",
      (c) => c.getAdminConfig(),
      "GET",
      "/admin/config",
      undefined,
      { ENABLE_SIGNUP: true, NEW: [] },
    ],
    [
      "updateAdminConfig",
      (c) => c.updateAdminConfig({ ENABLE_SIGNUP: true, NEW: [1] }),
      "POST",
      "/admin/config",
      { ENABLE_SIGNUP: true, NEW: [1] },
      { ENABLE_SIGNUP: true },
    ],
    [
      "getLdapServer",
      (c) => c.getLdapServer(),
      "GET",
      "/admin/config/ldap/server",
      undefined,
      { host: "h", port: null },
    ],
    [
      "updateLdapServer",
      (c) => c.updateLdapServer({ host: "h", port: null }),
      "POST",
      "/admin/config/ldap/server",
      { host: "h", port: null },
      { host: "h" },
    ],
    [
      "getLdapConfig",
      (c) => c.getLdapConfig(),
      "GET",
      "/admin/config/ldap",
      undefined,
      { ENABLE_LDAP: null },
    ],
    [
      "updateLdapConfig",
      (c) => c.updateLdapConfig({ enable_ldap: true }),
      "POST",
      "/admin/config/ldap",
      { enable_ldap: true },
      { ENABLE_LDAP: true },
    ],
    ["generateApiKey", (c) => c.generateApiKey(), "POST", "/api_key", undefined, { api_key: "sk-1" }],
    ["deleteApiKey", (c) => c.deleteApiKey(), "DELETE", "/api_key", undefined, true],
    ["getApiKey", (c) => c.getApiKey(), "GET", "/api_key", undefined, { api_key: "sk-1" }],
  ];

  it.each(cases)("%s", async (_name, call, method, path, body, answer) => {
    const { client, received } = await open([json(answer)], "tok");
    expect(await call(client)).toEqual(answer);
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({ method, path: `/api/v1/auths${path}` });
    expect(received[0]?.body).toBe(body === undefined ? "" : JSON.stringify(body));
  });

  it.each(cases)("%s notices an answer of another shape", async (_name, call) => {
    const { client } = await open([json(["canary"])], "tok");
    const error = await call(client).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(errors.NotOpenWebUIError);
    expect(inspect(error)).not.toContain("canary");
  });
});

it("types the settings", async () => {
  const { client } = await open([json({ ENABLE_SIGNUP: true, port: 1 })]);
  const config = await client.getAdminConfig();
  expectTypeOf(config.ENABLE_SIGNUP).toEqualTypeOf<boolean | undefined>();
  expectTypeOf(config.DEFAULT_USER_ROLE).toEqualTypeOf<"pending" | "user" | "admin" | undefined>();
  const server = await client.getLdapServer();
  expectTypeOf(server.port).toEqualTypeOf<number | null | undefined>();
  expect(server.port).toBe(1);
});

describe("the token", () => {
  it("of a sign-in is kept for later calls", async () => {
    const { client, received } = await open([json(session)], "before");
    await client.signin({ email: "a@b.c", password: "p" });
    await client.getSessionUser();
    expect(received.map(({ headers }) => headers.authorization)).toEqual([undefined, "Bearer tok"]);
  });

  it("is not kept when told so", async () => {
    const { client } = await open([json(session)], "before");
    const user = await client.signin({ email: "a@b.c", password: "p" }, { keepToken: false });
    expect(user.token).toBe("tok");
    expect(client.token).toBe("before");
  });

  it("that is missing is named", async () => {
    const { client } = await open([json(account)]);
    const attempt = client.signin({ email: "a@b.c", password: "p" });
    await expect(attempt).rejects.toThrow(/an Open WebUI: token: /);
    await expect(attempt).rejects.toBeInstanceOf(errors.NotOpenWebUIError);
  });
});

describe("a sign-in that goes no further", () => {
  it.each(["verify", "enroll", "recover"])("tells of the second factor: %s", async (next_step) => {
    const { client } = await open([json({ next_step, challenge_token: "canary", expires_in: 300 })]);
    const error = await client.signin({ email: "a@b.c", password: "p" }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(errors.SecondFactorError);
    expect(inspect(error)).not.toContain("canary");
    expect(client.token).toBeUndefined();
  });

  it("tells of the missing approval", async () => {
    const { client } = await open([json({ next_step: "pending" })]);
    const attempt = client.signin({ email: "a@b.c", password: "p" });
    await expect(attempt).rejects.toThrow("waits for approval");
    await expect(attempt).rejects.toBeInstanceOf(errors.ForbiddenError);
  });

  // As Open WebUI 0.12.4 answers with ENABLE_PASSWORD_AUTH=False, and with WEBUI_AUTH_TRUSTED_EMAIL_HEADER set.
  it.each([
    ["ForbiddenError", 403, "The requested action has been restricted as a security measure."],
    ["RejectedError", 400, "Your provider has not provided a trusted header."],
  ])("points to a token where no password is taken: %s", async (name, status, detail) => {
    const { client } = await open([json({ detail }, status)]);
    await expect(client.signin({ email: "a@b.c", password: "hunter-22" })).rejects.toMatchObject({
      name,
      message: expect.stringContaining(detail),
      hint: expect.stringContaining("OWCONF_TOKEN"),
    });
  });

  it.each([
    "The email or password provided is incorrect. Please check for typos and try logging in again.",
    "Authentication failed.",
    "User not found in the LDAP server",
    "LDAP authentication failed.",
  ])("tells of wrong credentials: %s", async (detail) => {
    const { client } = await open([json({ detail }, 400)]);
    await expect(client.signinLdap({ user: "ada", password: "password" })).rejects.toMatchObject({
      name: "BadCredentialsError",
      status: 400,
      message: expect.stringMatching(/^(wrong user|the LDAP) .*: ada \(POST http/),
    });
  });

  it("names the account whose password is wrong", async () => {
    const detail =
      "The email or password provided is incorrect. Please check for typos and try logging in again.";
    const { client } = await open([json({ detail }, 400)]);
    await expect(client.signin({ email: "a@b.c", password: "canary" })).rejects.toMatchObject({
      message: expect.stringMatching(/^wrong user or password: a@b\.c \(POST /),
      hint: expect.stringContaining("browser"),
      detail,
    });
  });

  it.each(["LDAP authentication is not enabled", "Application account bind failed"])(
    "does not take for wrong credentials: %s",
    async (detail) => {
      const { client } = await open([json({ detail }, 400)]);
      await expect(client.signinLdap({ user: "a", password: "canary" })).rejects.toMatchObject({
        name: "RejectedError",
        detail,
      });
    },
  );
});

describe("signOut", () => {
  it("falls back to GET where POST is not known", async () => {
    const { client, received } = await open(
      [json({ detail: "Method Not Allowed" }, 405), json({ status: true })],
      "tok",
    );
    expect(await client.signOut()).toEqual({ status: true });
    expect(received.map(({ method, headers }) => [method, headers.authorization])).toEqual([
      ["POST", "Bearer tok"],
      ["GET", "Bearer tok"],
    ]);
    expect(client.token).toBeUndefined();
  });

  it("keeps the token when told so", async () => {
    const { client, received } = await open([json({ status: true })], "tok");
    await client.signOut({ keepToken: true });
    expect(received).toHaveLength(1);
    expect(client.token).toBe("tok");
  });

  it.each<[string, Handler]>([
    ["a web page", raw("<html>", 200, { "content-type": "text/html" })],
    ["status false", json({ status: false })],
    ["a broken connection", drop],
  ])("fails on %s, and forgets the token all the same", async (_name, handler) => {
    const { client } = await open([handler], "tok");
    await expect(client.signOut()).rejects.toBeInstanceOf(errors.ApiError);
    expect(client.token).toBeUndefined();
  });
});

describe("a request that would not pass", () => {
  type Call = (client: AuthsClient) => Promise<unknown>;
  const cases: [string, Call, RegExp][] = [
    ["empty", (c) => c.signin({ email: "", password: "" }), /email: .*; password: /],
    ["of another type", (c) => c.signin({ email: "a", password: 7 as never }), /password: /],
    [
      "with a strange role",
      (c) => c.addUser({ ...account, password: "canary", role: "canary" as never }),
      /role: /,
    ],
    ["with a bad address", (c) => c.signup({ name: "A", email: "canary", password: "p" }), /email: /],
    [
      "with a bad date",
      (c) => c.updateProfile({ name: "A", profile_image_url: "", date_of_birth: "canary" }),
      /date_of_birth: /,
    ],
    [
      "with a bad setting",
      (c) => c.updateAdminConfig({ DEFAULT_USER_ROLE: "canary" as never }),
      /DEFAULT_USER_ROLE: /,
    ],
    ["with a bad port", (c) => c.updateLdapServer({ port: "canary" as never }), /port: /],
    ["without the switch", (c) => c.updateLdapConfig({} as never), /enable_ldap: /],
  ];

  it.each(cases)("%s is not sent, and names the fields", async (_name, call, message) => {
    const { client, received } = await open([json({})]);
    const error = await call(client).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(errors.InvalidRequestError);
    expect((error as Error).message).toMatch(message);
    expect(inspect(error, { depth: 9 })).not.toContain("canary");
    expect(received).toEqual([]);
  });
});

describe("what the server refuses", () => {
  const hintOf = async (answer: Handler, call: (client: AuthsClient) => Promise<unknown>) => {
    const { client } = await open([answer], "tok");
    return (await call(client).catch((error: errors.ApiError) => error.hint)) as string;
  };
  const invalid = json({ detail: "Invalid authentication request." }, 422);

  it("is said to be written whole only of settings", async () => {
    const config = await hintOf(invalid, (c) => c.updateAdminConfig({}));
    expect(config).toContain("settings must be written whole");
    const profile = await hintOf(invalid, (c) => c.updateProfile({ name: "A", profile_image_url: "" }));
    expect(profile).toContain("a field is missing");
    expect(profile).not.toContain("settings");
  });

  // As 0.12.4 answers with WEBUI_AUTH=False or ENABLE_PERSISTENT_CONFIG=False.
  it("is explained of MFA, though the server does not say why", async () => {
    const conflict = json({ detail: "Unable to update MFA policy. Check configuration and retry." }, 409);
    const hint = await hintOf(conflict, (c) => c.updateAdminConfig({ ENABLE_MFA: true }));
    expect(hint).toMatch(/WEBUI_AUTH.*ENABLE_PERSISTENT_CONFIG/);
  });

  it.each([
    ["/signin", "API rate limit exceeded", /15 sign-ins .* 3 minutes/],
    ["/signin", "Too many attempts. Please try again later.", /10 password sign-ins .*100 POST .*15 minutes/],
    ["/add", "Too many attempts. Please try again later.", /100 POST .*15 minutes/],
    ["/add", "slow down", /^wait, then try again; a proxy/],
  ])("is told apart when it is too much at once: %s, %s", async (path, detail, expected) => {
    const call = (c: AuthsClient) =>
      path === "/signin"
        ? c.signin({ email: "a@b.c", password: "canary" })
        : c.addUser({ name: "A", email: "a@b.c", password: "canary" });
    expect(await hintOf(json({ detail }, 429), call)).toMatch(expected);
  });
});

it("shares an HttpClient, its read-only mode included", async () => {
  const { url } = await serve(json(session));
  const http = new HttpClient({ url, readOnly: true });
  onTestFinished(() => http.close());
  const client = new AuthsClient({ http });
  await client.signin({ email: "a@b.c", password: "p" });
  expect(http.token).toBe("tok");
  await expect(client.deleteApiKey()).rejects.toBeInstanceOf(errors.ReadOnlyError);
});

it("hides passwords in the server's words, and nothing else", async () => {
  const { client } = await open([
    (response, request) => json({ detail: request.body }, 400)(response, request),
  ]);
  const person = { name: "A", email: "a@b.c", password: "pass-canary" };
  const shown = async (call: Promise<unknown>) =>
    call.then(
      () => "",
      (error: errors.ApiError) => error.detail,
    );
  expect(await shown(client.signin(person))).toBe('{"email":"a@b.c","password":"***"}');
  expect(await shown(client.signup(person))).toContain('"email":"a@b.c","password":"***"');
  expect(await shown(client.addUser({ ...person, role: "user" }))).toContain('"role":"user"');
  expect(await shown(client.updatePassword({ password: "old-canary", new_password: "new-canary" }))).toBe(
    '{"password":"***","new_password":"***"}',
  );
});

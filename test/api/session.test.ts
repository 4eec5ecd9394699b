import { describe, expect, it } from "vitest";
import { openSession } from "../../src/api/session.ts";
import * as errors from "../../src/errors.ts";
import { drop, type Handler, json, raw, serve } from "./tiny-server.ts";

const version = json({ version: "0.12.4", features: {} });
const user = json({ id: "1", email: "a@b.c", name: "A", role: "admin", token: "tok" });
const password = { email: "a@b.c", password: "canary" };

describe("openSession", () => {
  it("looks at the server, signs in, and signs out", async () => {
    const { url, received } = await serve(version, user, json({ status: true }));
    const session = await openSession({ url: `${url}/api/`, credentials: password, readOnly: true });
    expect(session.server).toEqual({ url, version: "0.12.4" });
    expect(session.http.token).toBe("tok");
    await session.close();
    expect(received.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /api/config",
      "POST /api/v1/auths/signin",
      "POST /api/v1/auths/signout",
    ]);
  });

  it("neither signs in nor out with a token, and shows it to no stranger", async () => {
    const { url, received } = await serve(version, json({}));
    const session = await openSession({ url, credentials: { token: "given" } });
    await session.http.request("GET", "/x");
    await session.close();
    expect(received.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ["/api/config", undefined],
      ["/x", "Bearer given"],
    ]);
  });

  const strangers: [string, Handler][] = [
    ["a web page", raw("<html>", 200, { "content-type": "text/html" })],
    ["other JSON", json({ status: "ok" })],
    ["a version and nothing else", json({ version: "0.12.4" })],
    ["a strange version", json({ version: "\u001b[31m", features: {} })],
    ["a redirect", raw("", 301, { location: "https://elsewhere.example/" })],
    ["a missing endpoint", json({ detail: "Not Found" }, 404)],
  ];

  it.each(strangers)("sends no password to a server that answers %s", async (_name, handler) => {
    const { url, received } = await serve(handler);
    const error = await openSession({ url, credentials: password }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(errors.NotOpenWebUIError);
    expect((error as errors.ApiError).hint).toMatch(/URL/);
    expect(received.map(({ method }) => method)).toEqual(["GET"]);
  });

  it("tells of a wrong password", async () => {
    const { url } = await serve(
      version,
      json({ detail: "The email or password provided is incorrect." }, 400),
    );
    await expect(openSession({ url, credentials: password })).rejects.toBeInstanceOf(
      errors.BadCredentialsError,
    );
  });

  it("refuses a token that cannot be one", async () => {
    const { url, received } = await serve(version);
    const attempt = openSession({ url, credentials: { token: "canary\n" } });
    await expect(attempt).rejects.toBeInstanceOf(errors.UsageError);
    await expect(attempt).rejects.not.toThrow("canary");
    expect(received.every(({ headers }) => headers.authorization === undefined)).toBe(true);
  });
});

describe("close", () => {
  it.each<[string, Handler]>([
    ["fails", json({ detail: "broken" }, 500)],
    ["breaks", drop],
  ])("does not throw when the sign-out %s, and not when called again", async (_name, handler) => {
    const { url, received } = await serve(version, user, handler);
    const session = await openSession({ url, credentials: password });
    await session.close();
    await session.close();
    expect(received).toHaveLength(3);
  });
});

import { createServer } from "node:net";
import { inspect } from "node:util";
import { MockAgent } from "undici";
import { describe, expect, it, onTestFinished } from "vitest";
import { HttpClient, type HttpClientOptions } from "../../src/api/http.ts";
import * as errors from "../../src/errors.ts";
import { drop, type Handler, json, raw, serve } from "./tiny-server.ts";

function open(options: HttpClientOptions): HttpClient {
  const http = new HttpClient(options);
  onTestFinished(() => http.close());
  return http;
}

async function failOf(promise: Promise<unknown>): Promise<errors.ApiError> {
  const error = await promise.then(
    (value) => new Error(`no error but ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof errors.ApiError)) throw error;
  return error;
}

async function getFrom(...handlers: Handler[]): Promise<errors.ApiError> {
  const { url } = await serve(...handlers);
  return failOf(open({ url }).request("GET", "/api/x"));
}

const html = (status: number) => raw("<html>hi</html>", status, { "content-type": "text/html" });

describe("a request", () => {
  it("carries token and body, and returns the JSON", async () => {
    const { url, received } = await serve(json({ fine: true }));
    const answer = await open({ url: `${url}/api/v1/`, token: "tok" }).request("POST", "/api/v1/auths/add", {
      body: { name: "é" },
    });
    expect(answer).toEqual({ fine: true });
    expect(received).toMatchObject([
      {
        method: "POST",
        path: "/api/v1/auths/add",
        body: '{"name":"é"}',
        headers: { authorization: "Bearer tok", "content-type": "application/json" },
      },
    ]);
  });

  it("asks for no cached answer, and for a connection of its own when it has to be fresh", async () => {
    const { url, received } = await serve(json({}));
    const http = open({ url });
    await http.request("GET", "/x");
    await http.request("GET", "/x", { fresh: true });
    const noCache = { "cache-control": "no-cache", pragma: "no-cache" };
    expect(received[0]?.headers).toMatchObject({ ...noCache, connection: "keep-alive" });
    expect(received[1]?.headers).toMatchObject({ ...noCache, connection: "close" });
  });

  it("carries no token when it is anonymous", async () => {
    const { url, received } = await serve(json({}));
    await open({ url, token: "tok" }).request("GET", "/x", { anonymous: true });
    expect(received[0]?.headers.authorization).toBeUndefined();
  });

  it.each(["", "a b", "a\r\nx: y", "é"])("refuses the token %j without repeating it", (token) => {
    expect(() => new HttpClient({ url: "http://h", token })).toThrow(errors.UsageError);
  });

  it.each([0, -1, Number.NaN, 1.5, 2 ** 31])("refuses the time limit %j", (timeoutMs) => {
    expect(() => new HttpClient({ url: "http://h", timeoutMs })).toThrow(errors.UsageError);
  });
});

describe("an answer that is no success", () => {
  const cases: [string, Handler, new (...args: never[]) => errors.ApiError, RegExp][] = [
    ["a web page", html(200), errors.NotOpenWebUIError, /a web page instead of JSON/],
    ["text", raw("hi", 200, { "content-type": "text/plain" }), errors.NotOpenWebUIError, /text\/plain/],
    ["nothing", raw("", 200, {}), errors.NotOpenWebUIError, /no content type/],
    ["no content", raw("", 204, {}), errors.NotOpenWebUIError, /HTTP 204/],
    [
      "cut-off JSON",
      raw('{"a": "canary', 200, { "content-type": "application/json" }),
      errors.NotOpenWebUIError,
      /JSON is broken/,
    ],
    ["a 404 page", html(404), errors.NotOpenWebUIError, /web page/],
    ["an unknown endpoint", json({ detail: "Not Found" }, 404), errors.NotOpenWebUIError, /no such endpoint/],
    ["a proxy's 401", html(401), errors.NotOpenWebUIError, /HTTP 401/],
    ["no token", json({ detail: "Not authenticated" }, 401), errors.NotSignedInError, /not signed in/],
    ["a bad token", json({ detail: "401 Unauthorized" }, 401), errors.NotSignedInError, /does not accept/],
    ["a dead token", json({ detail: "Invalid token" }, 401), errors.NotSignedInError, /revoked/],
    [
      "an expired token",
      json({ detail: "Your session has expired or the token is invalid. Please sign in again." }, 401),
      errors.NotSignedInError,
      /expired/,
    ],
    [
      "another's right",
      json({ detail: "You do not have permission to access this resource." }, 401),
      errors.NotAdminError,
      /is not an admin/,
    ],
    ["403", json({ detail: "A human session is required." }, 403), errors.ForbiddenError, /A human session/],
    [
      "400",
      json({ detail: "Required field host is empty" }, 400),
      errors.RejectedError,
      /field host is empty/,
    ],
    ["404", json({ detail: "The API key is missing." }, 404), errors.RejectedError, /key is missing/],
    ["405", json({ detail: "Method Not Allowed" }, 405), errors.RejectedError, /Method Not Allowed/],
    ["409", json({}, 409), errors.RejectedError, /HTTP 409/],
    [
      "422 in words",
      json({ detail: "Invalid authentication request." }, 422),
      errors.RejectedError,
      /Invalid/,
    ],
    [
      "422 as a list",
      json({ detail: [{ loc: ["body", "host"], msg: "Field required", input: "canary" }] }, 422),
      errors.RejectedError,
      /"host: Field required"/,
    ],
    ["429", json({ detail: "API rate limit exceeded" }, 429), errors.RateLimitedError, /too many/],
    ["a proxy's 429", html(429), errors.RateLimitedError, /too many/],
    [
      "500",
      raw("Internal Server Error", 500, { "content-type": "text/plain" }),
      errors.ServerError,
      /HTTP 500/,
    ],
    ["a proxy's 502", html(502), errors.ServerError, /HTTP 502/],
  ];

  it.each(cases)("%s has its own error", async (_name, handler, type, message) => {
    const error = await getFrom(handler);
    expect(error).toBeInstanceOf(type);
    expect(error.constructor).toBe(type);
    expect(error.message).toMatch(message);
    expect(error.method).toBe("GET");
    expect(error.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\/x$/);
    expect(error.status).toBeGreaterThanOrEqual(200);
    expect(inspect(error)).not.toContain("canary");
  });

  it("keeps the server's words as the detail", async () => {
    expect((await getFrom(json({ detail: "no\u001b[2J\nway" }, 400))).detail).toBe("no [2J way");
  });

  it("says when to come back, if the server does", async () => {
    const error = await getFrom(json({ detail: "slow down" }, 429, { "retry-after": "37" }));
    expect(error.message).toContain("in 37 s");
    expect(error.hint).toContain("wait");
  });

  it("does not follow a redirect, and says where it leads", async () => {
    const target = await serve(json({ stolen: true }));
    const { url } = await serve(
      raw("", 307, { location: `${target.url.replace("//", "//user:canary@")}/login?ticket=canary` }),
    );
    const error = await failOf(open({ url, token: "tok" }).request("GET", "/api/x"));
    expect(error).toBeInstanceOf(errors.NotOpenWebUIError);
    expect(error.message).toContain(`redirects to ${target.url}/login,`);
    expect(error.message).not.toContain("canary");
    expect(target.received).toEqual([]);
  });

  it("does not read an endless answer to its end", async () => {
    const error = await getFrom((response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const pour = () => {
        while (!response.destroyed && response.write(Buffer.alloc(1 << 20, " ")));
      };
      response.on("drain", pour);
      pour();
    });
    expect(error).toBeInstanceOf(errors.NotOpenWebUIError);
    expect(error.message).toContain("larger than 16 MiB");
  });

  it.each([
    [{}, "*** for ***"],
    [{ secrets: ["canary-bind"] }, "*** for a@b.c"],
    [{ secrets: [] }, "canary-bind for a@b.c"],
  ])("repeats of the request only what its sender calls harmless: %j", async (options, detail) => {
    const { url } = await serve(json({ detail: "canary-bind for a@b.c" }, 400));
    const body = { anything: { below: "canary-bind" }, email: "a@b.c" };
    expect((await failOf(open({ url }).request("POST", "/x", { body, ...options }))).detail).toBe(detail);
  });

  it("holds no secret of the request, though the server repeats it", async () => {
    const { url } = await serve((response, request) => {
      const token = request.headers.authorization?.slice("Bearer ".length);
      json({ detail: `bad: ${JSON.parse(request.body).app_dn_password} ${token}` }, 400)(response, request);
    });
    const error = await failOf(
      open({ url, token: "canary-token" }).request("POST", "/x", {
        body: { app_dn_password: "canary-bind" },
      }),
    );
    expect(error.detail).toBe("bad: *** ***");
    expect(inspect(error, { depth: 9 }) + JSON.stringify(error) + error.stack).not.toContain("canary");
  });
});

describe("no answer", () => {
  it("from a closed port is told at once", async () => {
    const { url, closed } = await closedPort();
    await closed;
    const error = await failOf(open({ url }).request("GET", "/x"));
    expect(error).toBeInstanceOf(errors.UnreachableError);
    expect(error.message).toContain("connection refused");
  });

  it("from an unknown host", async () => {
    const error = await failOf(open({ url: "http://no-such-host.invalid" }).request("GET", "/x"));
    expect(error).toBeInstanceOf(errors.UnreachableError);
    expect(error.message).toMatch(/no-such-host\.invalid/);
  });

  it("from a host that hangs ends at the time limit", async () => {
    const { url } = await serve(() => {});
    const error = await failOf(open({ url, timeoutMs: 60 }).request("GET", "/x"));
    expect(error).toBeInstanceOf(errors.TimeoutError);
    expect(error.message).toContain("within 0.06 s");
  });

  it("from a host that hangs in the middle of an answer ends at the time limit", async () => {
    const { url } = await serve((response) => {
      response.writeHead(200, { "content-type": "application/json" }).write('{"a"');
    });
    const error = await failOf(open({ url, timeoutMs: 200 }).request("GET", "/x"));
    expect(error).toBeInstanceOf(errors.TimeoutError);
  });

  it("in HTTP", async () => {
    const server = createServer((socket) => socket.end("220 mail.example.com canary\r\n"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const address = server.address() as { port: number };
    const error = await failOf(open({ url: `http://127.0.0.1:${address.port}` }).request("GET", "/x"));
    expect(error).toBeInstanceOf(errors.NotOpenWebUIError);
    expect(inspect(error, { depth: 9 })).not.toContain("canary");
  });

  it.each(["GET", "POST"] as const)("to %s whose headers can be taken in", async (method) => {
    const { url, received } = await serve(json({}, 200, { "x-canary": "x".repeat(64 * 1024) }));
    const error = await failOf(open({ url }).request(method, "/x"));
    expect(error).toBeInstanceOf(errors.NotOpenWebUIError);
    expect(error.message).toContain("the headers of the answer are too large");
    expect(error.hint?.includes("may still have taken effect")).toBe(method === "POST");
    expect(inspect(error, { depth: 9 })).not.toContain("canary");
    expect(received).toHaveLength(1);
  });

  it("over TLS from a server of plain HTTP", async () => {
    const { url } = await serve(json({}));
    const error = await failOf(open({ url: url.replace("http:", "https:") }).request("GET", "/x"));
    expect(error).toBeInstanceOf(errors.UnreachableError);
    expect(error.hint).toContain("http://");
  });

  it("from a self-signed certificate names the remedy", async () => {
    const dispatcher = new MockAgent();
    dispatcher.disableNetConnect();
    const cause = Object.assign(new Error("self-signed"), { code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
    dispatcher.get("https://chat.example.com").intercept({ path: "/x" }).replyWithError(cause);
    const http = new HttpClient({ url: "https://chat.example.com", dispatcher });
    const error = await failOf(http.request("GET", "/x"));
    expect(error).toBeInstanceOf(errors.UnreachableError);
    expect(error.hint).toMatch(/OWCONF_CA_FILE.*server\.tls\.caFile/);
  });
});

describe("retries", () => {
  it.each([502, 503, 504])("a read after %i", async (status) => {
    const { url, received } = await serve(html(status), html(status), json({ fine: true }));
    expect(await open({ url }).request("GET", "/x")).toEqual({ fine: true });
    expect(received).toHaveLength(3);
  });

  it("a read on a broken connection, twice at most", async () => {
    const { url, received } = await serve(drop);
    const error = await failOf(open({ url }).request("GET", "/x"));
    expect(error).toBeInstanceOf(errors.UnreachableError);
    expect(error.message).toContain("closed before the answer was complete");
    expect(received).toHaveLength(3);
  });

  it("a read whose answer was cut off", async () => {
    const cut: Handler = (response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": "50" });
      response.write("{", () => response.socket?.destroy());
    };
    const { url } = await serve(cut, json({ fine: true }));
    expect(await open({ url }).request("GET", "/x")).toEqual({ fine: true });
  });

  it("a read on the connection that the server drops after a 500", async () => {
    const { url } = await serve(
      (response, request) => {
        response.on("finish", () => setImmediate(() => response.socket?.destroy()));
        json({ detail: "broken" }, 500)(response, request);
      },
      json({ fine: true }),
    );
    const http = open({ url });
    expect(await failOf(http.request("GET", "/x"))).toBeInstanceOf(errors.ServerError);
    expect(await http.request("GET", "/x")).toEqual({ fine: true });
  });

  it("no 500, no 429 and no refusal", async () => {
    for (const status of [500, 429, 400]) {
      const { url, received } = await serve(json({ detail: "no" }, status), json({}));
      await failOf(open({ url }).request("GET", "/x"));
      expect(received).toHaveLength(1);
    }
  });

  it.each(["POST", "DELETE"] as const)(
    "no %s, neither after 503 nor after a broken connection",
    async (method) => {
      for (const handler of [html(503), drop]) {
        const { url, received } = await serve(handler, json({}));
        const error = await failOf(open({ url }).request(method, "/x"));
        expect(received).toHaveLength(1);
        if (handler === drop) expect(error.hint).toContain("may still have taken effect");
      }
    },
  );

  it("nothing past the time limit", async () => {
    const { url } = await serve(html(503));
    const error = await failOf(open({ url, timeoutMs: 50 }).request("GET", "/x"));
    expect(error).toBeInstanceOf(errors.TimeoutError);
  });
});

it("sends each write on a connection of its own", async () => {
  const ports = new Set<number | undefined>();
  const { url } = await serve((response, request) => {
    ports.add(response.socket?.remotePort);
    json({})(response, request);
  });
  const http = open({ url });
  await http.request("GET", "/x");
  await http.request("POST", "/x", { body: {} });
  await http.request("POST", "/x", { body: {} });
  expect(ports.size).toBe(3);
});

describe("a client that may only read", () => {
  it("sends no write", async () => {
    const { url, received } = await serve(json({}));
    const http = open({ url, readOnly: true });
    for (const path of [
      "/api/v1/auths/admin/config",
      "/api/v1/auths/signup",
      "/api/v1/auths/signin/",
      "/x",
    ]) {
      expect(await failOf(http.request("POST", path))).toBeInstanceOf(errors.ReadOnlyError);
    }
    expect(await failOf(http.request("DELETE", "/api/v1/auths/signin"))).toBeInstanceOf(errors.ReadOnlyError);
    expect(received).toEqual([]);
  });

  it("reads, signs in and signs out", async () => {
    const { url, received } = await serve(json({}));
    const http = open({ url, readOnly: true });
    await http.request("GET", "/api/v1/auths/admin/config");
    for (const path of ["signin", "ldap", "signout"]) await http.request("POST", `/api/v1/auths/${path}`);
    expect(received).toHaveLength(4);
  });
});

it("shows its token to no inspector", () => {
  const http = new HttpClient({ url: "http://h.example", token: "canary" });
  expect(inspect(http, { depth: 9, showHidden: true }) + JSON.stringify(http)).not.toContain("canary");
});

async function closedPort() {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const closed = new Promise((resolve) => server.close(resolve));
  return { url: `http://127.0.0.1:${port}`, closed };
}

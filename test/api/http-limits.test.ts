import { Agent } from "undici";
import { describe, expect, it } from "vitest";
import { HttpClient } from "../../src/api/http.ts";
import { json, raw, serve } from "./tiny-server.ts";

const limit = 16 * 1024 * 1024;
const ofLength = (length: number) =>
  raw(`"${"x".repeat(length - 2)}"`, 200, { "content-type": "application/json" });

async function ask(url: string, options: Partial<ConstructorParameters<typeof HttpClient>[0]> = {}) {
  const http = new HttpClient({ url, ...options });
  try {
    return await http.request("GET", "/", { patient: true });
  } finally {
    await http.close();
  }
}

describe("the most that is taken", () => {
  it("is an answer of 16 MiB, and not a byte more", async () => {
    const { url } = await serve(ofLength(limit), ofLength(limit + 1));
    expect(await ask(url)).toHaveLength(limit - 2);
    await expect(ask(url)).rejects.toThrow("larger than 16 MiB");
  });

  it("is a time limit from 1 to 2³¹-1 milliseconds", async () => {
    const { url } = await serve(json(1));
    expect(await ask(url, { timeoutMs: 2 ** 31 - 1 })).toBe(1);
    expect(() => new HttpClient({ url, timeoutMs: 1 })).not.toThrow();
  });
});

describe("a reading that gets no answer in time", () => {
  const hang = () => {};

  it("is asked a second time", async () => {
    const { url, received } = await serve(hang, json(1));
    expect(await ask(url, { timeoutMs: 200 })).toBe(1);
    expect(received).toHaveLength(2);
  });

  it("is asked once by somebody without patience", async () => {
    const { url, received } = await serve(hang);
    const http = new HttpClient({ url, timeoutMs: 200 });
    await expect(http.request("GET", "/")).rejects.toThrow("no answer within 0.2 s");
    await http.close();
    expect(received).toHaveLength(1);
  });

  it("is not asked a third time, and no write a second time", async () => {
    const { url, received } = await serve(hang);
    await expect(ask(url, { timeoutMs: 200 })).rejects.toThrow("no answer within 0.2 s");
    expect(received).toHaveLength(2);
    const http = new HttpClient({ url, timeoutMs: 200 });
    await expect(http.request("POST", "/", { patient: true, body: {} })).rejects.toThrow(
      "no answer within 0.2 s",
    );
    await http.close();
    expect(received).toHaveLength(3);
  });
});

describe("a token that is no longer accepted", () => {
  const refuse = json({ detail: "401 Unauthorized" }, 401);
  const client = (url: string, renew: () => void) =>
    new HttpClient({
      url,
      token: "old",
      renewToken: async (http) => {
        renew();
        http.token = "new";
      },
    });

  it("is renewed once, for all requests together", async () => {
    const { url, received } = await serve(refuse, refuse, json(1));
    let renewals = 0;
    const http = client(url, () => renewals++);
    expect(await Promise.all([http.request("GET", "/a"), http.request("GET", "/b")])).toEqual([1, 1]);
    await http.close();
    expect(renewals).toBe(1);
    expect(received.map(({ headers }) => headers.authorization)).toEqual([
      ...["Bearer old", "Bearer old", "Bearer new", "Bearer new"],
    ]);
  });

  it.each([
    ["another failure", json({ detail: "no" }, 400), false],
    ["a request without a token", refuse, true],
  ])("is not renewed for %s", async (_name, handler, anonymous) => {
    const { url, received } = await serve(handler);
    let renewals = 0;
    const http = client(url, () => renewals++);
    await expect(http.request("GET", "/", { anonymous })).rejects.toThrow();
    await http.close();
    expect([renewals, received.length]).toEqual([0, 1]);
  });
});

describe("a 429", () => {
  const tooMany = (after: string) => json({ detail: "slow down" }, 429, { "retry-after": after });
  const send = async (url: string, method: "GET" | "POST", timeoutMs = 5000) => {
    const http = new HttpClient({ url, timeoutMs });
    try {
      return await http.request(method, "/", method === "GET" ? {} : { body: {} });
    } finally {
      await http.close();
    }
  };

  it.each(["GET", "POST"] as const)("is waited out as long as it says, and %s sent again", async (method) => {
    const { url, received } = await serve(tooMany("1"), json(1));
    const start = performance.now();
    expect(await send(url, method)).toBe(1);
    expect(performance.now() - start).toBeGreaterThan(990);
    expect(received).toHaveLength(2);
  });

  it("is given up after two more", async () => {
    const { url, received } = await serve(tooMany("0"));
    await expect(send(url, "POST")).rejects.toThrow();
    expect(received).toHaveLength(3);
  });

  it.each(["60", "soon", "1x", ""])("that says %j is told at once", async (after) => {
    const { url, received } = await serve(tooMany(after));
    await expect(send(url, "POST")).rejects.toThrow();
    expect(received).toHaveLength(1);
  });
});

it("uses the dispatcher that it was given, also to write, and leaves it open", async () => {
  const { url } = await serve(json(1));
  let sent = 0;
  class CountingAgent extends Agent {
    override dispatch(...args: Parameters<Agent["dispatch"]>): boolean {
      sent++;
      return super.dispatch(...args);
    }
  }
  const dispatcher = new CountingAgent();
  expect(await ask(url, { dispatcher })).toBe(1);
  const http = new HttpClient({ url, dispatcher });
  expect(await http.request("POST", "/", { body: {} })).toBe(1);
  await http.close();
  expect(sent).toBe(2);
  expect(dispatcher.closed || dispatcher.destroyed).toBe(false);
  await dispatcher.close();
});

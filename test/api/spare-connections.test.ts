import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { openSession } from "../../src/api/session.ts";
import { UnreachableError } from "../../src/errors.ts";

interface Line {
  url: string;
  server: Server;
  /** Every connection ever made, with what came over it. */
  connections: { socket: Socket; received: string }[];
}

const info = JSON.stringify({ version: "0.12.4", features: {} });

/** A server that answers every request with what an Open WebUI tells everybody, and keeps connections open. */
async function listen(onRequest: (line: Line) => void = () => {}): Promise<Line> {
  const line: Line = { url: "", server: createServer(), connections: [] };
  line.server.on("connection", (socket) => {
    const connection = { socket, received: "" };
    line.connections.push(connection);
    socket.on("error", () => {});
    socket.on("data", (part) => {
      connection.received += part;
      if (!connection.received.endsWith("\r\n\r\n")) return;
      onRequest(line);
      socket.write(
        `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${info.length}\r\n\r\n${info}`,
      );
    });
  });
  await new Promise<void>((resolve) => line.server.listen(0, "127.0.0.1", resolve));
  line.url = `http://127.0.0.1:${(line.server.address() as AddressInfo).port}`;
  onTestFinished(() => {
    for (const { socket } of line.connections) socket.destroy();
    line.server.close();
  });
  return line;
}

const readThree = (http: { request: (method: "GET", path: string) => Promise<unknown> }) =>
  Promise.all(["/a", "/b", "/c"].map((path) => http.request("GET", path)));

describe("connections that are opened ahead", () => {
  it("serve all requests, the first included, and no token goes out before the server is known", async () => {
    let atFirst: string[] = [];
    const line = await listen(({ connections }) => {
      if (atFirst.length === 0) atFirst = connections.map(({ received }) => received);
    });
    const session = await openSession({
      url: line.url,
      credentials: { token: "canary" },
      concurrentReads: 3,
    });
    expect(atFirst.join("")).toContain("GET /api/config");
    expect(atFirst.join("")).not.toContain("canary");
    expect(line.connections).toHaveLength(3);
    await readThree(session.http);
    expect(line.connections).toHaveLength(3);
    expect(line.connections.filter(({ received }) => received.includes("canary"))).toHaveLength(3);
    await session.close();
  });

  it("are replaced where the server hung up", async () => {
    const line = await listen();
    const session = await openSession({ url: line.url, credentials: { token: "t" }, concurrentReads: 3 });
    for (const { socket, received } of line.connections) if (received === "") socket.destroy();
    await sleep(50);
    await expect(readThree(session.http)).resolves.toHaveLength(3);
    await session.close();
  });

  it("are no more than eight, and closed with the session", async () => {
    const line = await listen();
    const session = await openSession({ url: line.url, credentials: { token: "t" }, concurrentReads: 24 });
    await sleep(50);
    expect(line.connections).toHaveLength(8);
    await session.close();
    await sleep(50);
    expect(line.connections.filter(({ socket }) => !socket.destroyed && !socket.readableEnded)).toEqual([]);
  });

  it("fail as other connections do", async () => {
    const line = await listen();
    await new Promise((resolve) => line.server.close(resolve));
    const opening = openSession({ url: line.url, credentials: { token: "t" }, concurrentReads: 3 });
    await expect(opening).rejects.toBeInstanceOf(UnreachableError);
  });
});

it("the next request takes the connection of the one before", async () => {
  const line = await listen();
  const { http, close } = await openSession({ url: line.url, credentials: { token: "t" } });
  await http.request("GET", "/a");
  await http.request("GET", "/b");
  expect(line.connections).toHaveLength(1);
  await close();
});

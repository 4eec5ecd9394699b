import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface Received {
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
  body: string;
}

/** The n-th request, from 0, is answered by the n-th handler, and all further ones by the last. */
export type Handler = (response: ServerResponse, request: Received) => void;

/** Starts a server on a free port for the running test. Returns its URL and what it has received so far. */
export async function serve(...handlers: Handler[]): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = "", url: path = "", headers } = request;
    const one = { method, path, headers, body: Buffer.concat(chunks).toString() };
    const handler = handlers[Math.min(received.length, handlers.length - 1)];
    received.push(one);
    handler?.(response, one);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

/** Answers JSON. */
export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Handler {
  return raw(JSON.stringify(body), status, { "content-type": "application/json", ...headers });
}

/** Answers any text. */
export function raw(text: string, status: number, headers: Record<string, string>): Handler {
  return (response) => response.writeHead(status, headers).end(text);
}

/** Cuts the connection without an answer. */
export const drop: Handler = (response) => {
  response.socket?.destroy();
};

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** One request that went through, with the moments it passed at, in milliseconds. */
export interface Passage {
  method: string;
  path: string;
  came: number;
  answered: number;
}

export interface WatchingProxy {
  url: string;
  /** Where requests go; may be set anew. */
  target: string;
  passages: Passage[];
  /** Called with each request before it is passed on, and once it is answered by the server. */
  onRequest: ((moment: "before" | "after", method: string, path: string) => Promise<void>) | undefined;
  close(): Promise<void>;
}

/** Starts a proxy that knows which request is under way. Without a server behind, connections break. */
export async function startWatchingProxy(target: string): Promise<WatchingProxy> {
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const { method = "GET", url: path = "/" } = incoming;
      const came = performance.now();
      await proxy.onRequest?.("before", method, path);
      const { authorization, "content-type": type } = incoming.headers;
      const answer = await fetch(proxy.target + path, {
        method,
        redirect: "manual",
        headers: {
          ...(authorization === undefined ? {} : { authorization }),
          ...(type === undefined ? {} : { "content-type": type }),
        },
        ...(method === "GET" ? {} : { body: Buffer.concat(chunks) }),
      });
      const body = Buffer.from(await answer.arrayBuffer());
      proxy.passages.push({ method, path, came, answered: performance.now() });
      await proxy.onRequest?.("after", method, path);
      outgoing.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" });
      outgoing.end(body);
    } catch {
      incoming.socket.resetAndDestroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const proxy: WatchingProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    target,
    passages: [],
    onRequest: undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return proxy;
}

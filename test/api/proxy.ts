import { createServer, request } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

/** A forward proxy on the loopback interface. */
export interface ForwardProxy {
  url: string;
  /** What it was asked for, as "CONNECT host:port" or "GET http://…". */
  asked: string[];
  /** What came as user and password. */
  credentials: (string | undefined)[];
  close(): Promise<void>;
}

/** Starts a proxy that passes everything on, or answers each request with `status`. */
export async function startProxy({ status }: { status?: number } = {}): Promise<ForwardProxy> {
  const asked: string[] = [];
  const credentials: (string | undefined)[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((incoming, outgoing) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    credentials.push(incoming.headers["proxy-authorization"]);
    if (status !== undefined) {
      outgoing.writeHead(status, { "content-type": "text/html" }).end("<html>");
      return;
    }
    const { method, headers } = incoming;
    const onward = request(incoming.url ?? "", { ...(method ? { method } : {}), headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on("error", () => outgoing.writeHead(502).end());
    incoming.pipe(onward);
  });
  server.on("connect", (incoming, socket: Socket) => {
    asked.push(`CONNECT ${incoming.url}`);
    credentials.push(incoming.headers["proxy-authorization"]);
    socket.on("error", () => {});
    if (status !== undefined) {
      socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
      return;
    }
    const [host, port] = (incoming.url ?? "").split(":");
    const onward = connect(Number(port), host, () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      onward.pipe(socket).pipe(onward);
    });
    onward.on("error", () => socket.destroy());
  });
  server.on("connection", (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    credentials,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

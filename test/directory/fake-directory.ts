import { createServer, type Socket } from "node:net";

/** How a fake directory behaves. It understands just enough LDAP to be asked. */
export interface Manners {
  /** The result code of a bind, and what is said with it. */
  bind?: { code: number; says?: (request: Buffer) => string };
  /** The result code of a search. */
  search?: number;
  /** What every search finds: attributes by name. */
  entries?: readonly Readonly<Record<string, string>>[];
  /** Instead of all that: what is done with a connection. */
  onConnect?: (socket: Socket) => void;
}

export interface FakeDirectory {
  port: number;
  /** How many connections there were. */
  readonly connections: number;
  stop(): Promise<void>;
}

/** Starts a fake directory on a free loopback port. */
export async function startFakeDirectory(manners: Manners = {}): Promise<FakeDirectory> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("error", () => {}).once("close", () => sockets.delete(socket));
    if (manners.onConnect) manners.onConnect(socket);
    else socket.on("data", (bytes) => socket.write(Buffer.concat(answer(bytes, manners))));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: address !== null && typeof address === "object" ? address.port : 0,
    get connections() {
      return connections;
    },
    stop: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

const tags = { bind: 0x60, search: 0x63 };

function answer(request: Buffer, { bind, search = 0, entries = [] }: Manners): Buffer[] {
  // The length of a message has one byte, or as many more as its last bits say.
  const header = (request[1] ?? 0) < 0x80 ? 2 : 2 + ((request[1] ?? 0) & 0x7f);
  const id = request.subarray(header, header + 2 + (request[header + 1] ?? 0));
  const operation = request[header + id.length];
  const message = (tag: number, ...parts: Buffer[]) => encode(0x30, id, encode(tag, ...parts));
  const done = (tag: number, code: number, says = "") =>
    message(tag, encode(0x0a, Buffer.from([code])), text(""), text(says));
  if (operation === tags.bind) return [done(0x61, bind?.code ?? 0, bind?.says?.(request))];
  if (operation !== tags.search) return [];
  const found = entries.map(({ dn = "", ...attributes }) => {
    const lists = Object.entries(attributes).map(([name, value]) =>
      encode(0x30, text(name), encode(0x31, text(value))),
    );
    return message(0x64, text(dn), encode(0x30, ...lists));
  });
  return [...found, done(0x65, search)];
}

const text = (value: string): Buffer => encode(0x04, Buffer.from(value));

function encode(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const length =
    content.length < 0x80 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

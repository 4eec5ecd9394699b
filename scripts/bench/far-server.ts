import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";

/** A server behind TLS and a long line. */
export interface FarServer {
  url: string;
  /** The file with the certificate to trust. */
  certificate: string;
  close(): void;
}

/**
 * Puts TLS and a round trip of so many milliseconds before a server on this machine. The line holds every
 * piece back for half a round trip, and the first one of a connection for one more, as TCP's handshake does.
 */
export async function startFarServer(
  target: string,
  folder: string,
  roundTripMs: number,
): Promise<FarServer> {
  const key = join(folder, "key.pem");
  const certificate = join(folder, "certificate.pem");
  const openssl = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const names = ["-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  execFileSync("openssl", [...openssl, ...names, "-keyout", key, "-out", certificate], { stdio: "ignore" });

  const { hostname, port } = new URL(target);
  const tls = createTlsServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (socket) =>
    tie(socket, connect(Number(port), hostname)),
  );
  const tlsPort = await listen(tls);
  const line = createServer({ noDelay: true }, (socket) => {
    const accepted = performance.now();
    const inner = connect({ port: tlsPort, host: "127.0.0.1", noDelay: true });
    delay(socket, inner, (now) => Math.max(now, accepted + roundTripMs) + roundTripMs / 2);
    delay(inner, socket, (now) => now + roundTripMs / 2);
  });
  return {
    url: `https://localhost:${await listen(line)}`,
    certificate,
    close: () => {
      line.close();
      tls.close();
    },
  };
}

function tie(one: Socket, other: Socket): void {
  one.pipe(other).pipe(one);
  one.on("error", () => other.destroy());
  other.on("error", () => one.destroy());
}

function delay(from: Socket, to: Socket, due: (now: number) => number): void {
  const later = (act: () => void) => {
    const now = performance.now();
    setTimeout(act, due(now) - now);
  };
  from.on("data", (piece) => later(() => to.write(piece)));
  from.on("end", () => later(() => to.end()));
  from.on("error", () => to.destroy());
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

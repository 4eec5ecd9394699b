import type { Socket } from "node:net";
import { buildConnector } from "undici";

type Outcome = { socket: Socket } | { error: Error };

/**
 * Connections that are opened before there are requests for them, so that their handshakes take no time of their
 * own. Nothing is sent over them.
 */
export class SpareConnections {
  readonly #open: buildConnector.connector;
  readonly #spare: Promise<Outcome>[] = [];
  #isClosed = false;

  constructor(options: buildConnector.BuildOptions) {
    this.#open = buildConnector(options);
  }

  /** How an undici dispatcher gets a connection: a spare one, or a new one. */
  readonly connect: buildConnector.connector = (options, callback) => {
    const next = this.#spare.shift();
    if (next === undefined) this.#open(options, callback);
    else
      next.then((outcome) => {
        if ("error" in outcome) callback(outcome.error, null);
        // The server may have hung up meanwhile.
        else if (outcome.socket.destroyed || outcome.socket.readableEnded) this.#open(options, callback);
        else callback(null, outcome.socket);
      });
  };

  /** Opens so many connections to a server. One that fails is told to whoever is given it. */
  prepare({ protocol, host, hostname, port }: URL, count: number): void {
    for (let n = 0; n < count; n++) {
      const opened = new Promise<Outcome>((resolve) => {
        this.#open({ protocol, host, hostname, port }, (error, socket) => {
          if (this.#isClosed) socket?.destroy();
          resolve(error === null ? { socket: socket as Socket } : { error });
        });
      });
      this.#spare.push(opened);
    }
  }

  /** Closes those that nobody was given. */
  close(): void {
    this.#isClosed = true;
    for (const one of this.#spare.splice(0)) {
      one.then((outcome) => "socket" in outcome && outcome.socket.destroy());
    }
  }
}

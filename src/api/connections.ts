import { Agent, type Dispatcher } from "undici";
import { describeProxy } from "./proxy-address.ts";
import { SpareConnections } from "./spare-connections.ts";
import { readTls, type TlsOptions } from "./tls.ts";

/** A forward proxy. */
export interface ProxyOptions {
  /** Its address: http or https, with user name and password if it asks for them. */
  url: string;
  /** Hosts that are reached without it, as in NO_PROXY. */
  noProxy?: string | undefined;
}

/** How to get to the server. */
export interface ConnectionOptions {
  tls?: TlsOptions | undefined;
  proxy?: ProxyOptions | undefined;
  /** An undici dispatcher to use instead of own connections. It is not closed here. */
  dispatcher?: Dispatcher | undefined;
}

/** No more connections than this are opened before it is known what is at the other end. */
const maxPrepared = 8;

/** The connections of one client to its server. */
export interface Connections {
  /** Keeps connections for the next request. */
  kept: () => Promise<Dispatcher>;
  /** Gives each request a connection of its own. */
  fresh: () => Promise<Dispatcher>;
  /** Opens so many connections before there are requests for them, where that is possible. */
  prepare: (url: URL, count: number) => void;
  close: () => Promise<void>;
}

/** Returns the connections; none is opened yet. Throws UsageError for a proxy's address or certificates that are none. */
export function createConnections(options: ConnectionOptions, timeoutMs: number): Connections {
  const { dispatcher, proxy, tls } = options;
  if (dispatcher !== undefined) return lend(dispatcher);
  return proxy === undefined ? createDirect(tls, timeoutMs) : createProxied(proxy, tls, timeoutMs);
}

function lend(dispatcher: Dispatcher): Connections {
  const get = async () => dispatcher;
  return { kept: get, fresh: get, prepare: () => {}, close: async () => {} };
}

// The signal of each request is the one time limit.
const agentOptions = { headersTimeout: 0, bodyTimeout: 0 };
// A kept connection may be closing already (the server drops it after each 500), which a write,
// never retried, would not survive: each write gets a connection of its own.
const freshOptions = { ...agentOptions, pipelining: 0 };

function createDirect(tls: TlsOptions | undefined, timeoutMs: number): Connections {
  const spare = new SpareConnections({ timeout: timeoutMs, ...readTls(tls) });
  const { connect } = spare;
  const agents = [new Agent({ ...agentOptions, connect }), new Agent({ ...freshOptions, connect })] as const;
  return {
    kept: async () => agents[0],
    fresh: async () => agents[1],
    prepare: (url, count) => spare.prepare(url, Math.min(count, maxPrepared)),
    close: async () => {
      spare.close();
      await Promise.all(agents.map((agent) => agent.destroy()));
    },
  };
}

/** What proxies need is loaded with the first request that may need one. */
function createProxied(proxy: ProxyOptions, tls: TlsOptions | undefined, timeoutMs: number): Connections {
  describeProxy(proxy.url);
  const connect = { timeout: timeoutMs, ...readTls(tls) };
  const opened: Promise<Dispatcher>[] = [];
  const openOnce = (options: object) => {
    let agent: Promise<Dispatcher> | undefined;
    return () => {
      if (agent === undefined) {
        agent = import("./proxied.ts").then(({ openProxied }) => openProxied(proxy, connect, options));
        opened.push(agent);
      }
      return agent;
    };
  };
  return {
    kept: openOnce(agentOptions),
    fresh: openOnce(freshOptions),
    prepare: () => {},
    close: async () => {
      await Promise.all(opened.map(async (agent) => (await agent).destroy()));
    },
  };
}

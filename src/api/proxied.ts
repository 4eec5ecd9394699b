import { type buildConnector, type Dispatcher, EnvHttpProxyAgent } from "undici";
import type { ProxyOptions } from "./connections.ts";

/** Returns a dispatcher that reaches https servers through a tunnel and http ones by a plain request to the proxy. */
export function openProxied(
  { url, noProxy = "" }: ProxyOptions,
  connect: buildConnector.BuildOptions,
  options: object,
): Dispatcher {
  return new EnvHttpProxyAgent({
    ...options,
    connect,
    // Many proxies allow tunnels to port 443 only.
    proxyTunnel: false,
    requestTls: connect,
    proxyTls: connect,
    // One server has one of them; left out, undici would look into the environment.
    httpProxy: url,
    httpsProxy: url,
    noProxy,
  });
}

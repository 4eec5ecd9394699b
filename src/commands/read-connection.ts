import type { HttpClientOptions } from "../api/http.ts";
import { FileError, UsageError } from "../errors.ts";
import type { ServerSection } from "../spec/types.ts";
import type { Context } from "./context.ts";

type Env = Context["env"];

/**
 * Returns how to get to a server: certificates, proxy and extra headers, as the environment says, or else the spec.
 * Throws `FileError` and `UsageError`.
 */
export async function readConnection(
  url: string,
  { tls = {}, headers }: ServerSection<string>,
  context: Context,
): Promise<Pick<HttpClientOptions, "tls" | "proxy" | "headers">> {
  const { env } = context;
  const [ca, cert, key] = await Promise.all([
    readPem(env.OWCONF_CA_FILE || tls.caFile, context),
    readPem(env.OWCONF_CERT_FILE || tls.certFile, context),
    readPem(env.OWCONF_KEY_FILE || tls.keyFile, context),
  ]);
  const passphrase = key === undefined ? undefined : env.OWCONF_KEY_PASSPHRASE || tls.keyPassphrase;
  const isPlain = ca === undefined && cert === undefined && key === undefined;
  return {
    tls: isPlain ? undefined : { ca, cert, key, passphrase },
    proxy: findProxy(url, env),
    headers: { ...headers, ...parseHeaders(env.OWCONF_HEADERS ?? "") },
  };
}

async function readPem(path: string | undefined, { readFile }: Context): Promise<string | undefined> {
  if (path === undefined) return undefined;
  try {
    return new TextDecoder().decode(await readFile(path));
  } catch (error) {
    throw new FileError(`cannot read ${path}: ${(error as NodeJS.ErrnoException).code}`, {
      hint: "it is named by server.tls in the spec, or by OWCONF_CA_FILE, OWCONF_CERT_FILE or OWCONF_KEY_FILE",
    });
  }
}

/** The lower-case names win, as with curl. */
function findProxy(url: string, env: Env): HttpClientOptions["proxy"] {
  const address = url.startsWith("https:")
    ? env.https_proxy || env.HTTPS_PROXY
    : env.http_proxy || env.HTTP_PROXY;
  return address ? { url: address, noProxy: env.no_proxy || env.NO_PROXY } : undefined;
}

/** Returns the headers of OWCONF_HEADERS: one a line, as "Name: value". Throws `UsageError`; its text shows none. */
function parseHeaders(text: string): Record<string, string> {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  return Object.fromEntries(
    lines.map((line, index): [string, string] => {
      const [, name, value] = /^\s*([^\s:]+)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
      if (name === undefined || value === undefined) {
        throw new UsageError(`line ${index + 1} of OWCONF_HEADERS is no header`, {
          hint: "write one header a line, as: CF-Access-Client-Id: 1234.access",
        });
      }
      return [name, value];
    }),
  );
}

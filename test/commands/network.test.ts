import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Certificate, createAuthority, createCertificate } from "../api/certificates.ts";
import { type ForwardProxy, startProxy } from "../api/proxy.ts";
import { onStage } from "./journey.ts";

const spec = "version: 1\nadminConfig: { ENABLE_CHANNELS: true }\n";
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function openProxy(options?: { status: number }): Promise<ForwardProxy> {
  const proxy = await startProxy(options);
  closing.push(proxy.close);
  return proxy;
}

/** Puts TLS in front of a server. Returns its address. */
async function encrypt(url: string, options: TlsOptions): Promise<string> {
  const { hostname, port } = new URL(url);
  const tls = createTlsServer(options, (socket) => {
    const onward = connect(Number(port), hostname);
    socket.pipe(onward).pipe(socket);
    socket.on("error", () => onward.destroy());
    onward.on("error", () => socket.destroy());
  });
  tls.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => tls.listen(0, "127.0.0.1", resolve));
  closing.push(async () => void tls.close());
  return `https://127.0.0.1:${(tls.address() as AddressInfo).port}`;
}

let ca: Certificate;
let own: Certificate;
let client: Certificate;
beforeAll(async () => {
  ca = await createAuthority();
  own = await createCertificate(ca, "127.0.0.1");
  client = await createCertificate(ca, "pipeline");
});

describe("a proxy", () => {
  it.each(["HTTP_PROXY", "http_proxy"])("of %s carries every request to an http server", (name) =>
    onStage({}, async ({ server, run }) => {
      const proxy = await openProxy();
      const env = { [name]: proxy.url, HTTPS_PROXY: "http://127.0.0.1:1" };
      const { exitCode, stderr } = await run(spec, ["apply", "--auto-approve"], { env });
      expect([exitCode, stderr]).toEqual([0, ""]);
      expect(proxy.asked).toHaveLength(server.requests.length);
      expect(proxy.asked[0]).toBe(`GET ${server.url}/api/config`);
      expect(proxy.asked).toContain(`POST ${server.url}/api/v1/auths/admin/config`);
    }),
  );

  it("carries https through a tunnel, and sees none of it", () =>
    onStage({}, async ({ server, run }) => {
      const proxy = await openProxy();
      const url = await encrypt(server.url, own);
      const env = { HTTPS_PROXY: proxy.url, OWCONF_URL: url, OWCONF_CA_FILE: "ca.pem" };
      const done = await run(spec, ["apply", "--auto-approve"], { env, files: { "ca.pem": ca.cert } });
      expect([done.exitCode, done.stderr]).toEqual([0, ""]);
      expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT ${url.slice("https://".length)}`]));
    }));

  it.each(["127.0.0.1", "*", "example.com, 127.0.0.1"])("is left out for NO_PROXY=%s", (list) =>
    onStage({}, async ({ run }) => {
      const proxy = await openProxy();
      const env = { HTTP_PROXY: proxy.url, NO_PROXY: list };
      expect((await run(spec, ["plan"], { env })).exitCode).toBe(0);
      expect(proxy.asked).toEqual([]);
    }),
  );

  it("gets its user and password, which no output shows", () =>
    onStage({}, async ({ run }) => {
      const proxy = await openProxy();
      const address = proxy.url.replace("//", "//user:proxy-canary@");
      const done = await run(spec, ["plan", "--debug"], { env: { HTTP_PROXY: address } });
      expect(done.exitCode).toBe(0);
      expect(proxy.credentials[0]).toBe(`Basic ${btoa("user:proxy-canary")}`);
      expect(done.stderr).toContain(proxy.url);
      expect(done.stderr).not.toContain("canary");
    }));

  it.each([403, 407])("that answers %i is told of, with its address", (status) =>
    onStage({}, async ({ server, run }) => {
      const proxy = await openProxy({ status });
      const url = await encrypt(server.url, own);
      const env = { HTTPS_PROXY: proxy.url.replace("//", "//user:proxy-canary@"), OWCONF_URL: url };
      const { exitCode, stderr } = await run(spec, ["plan"], { env });
      expect(exitCode).toBe(4);
      expect(stderr).toContain("the proxy does not let owconf through");
      expect(stderr).toMatch(new RegExp(`through the proxy ${proxy.url} .*NO_PROXY lists 127\\.0\\.0\\.1`));
      expect(stderr).not.toContain("canary");
    }),
  );

  it("that is not there is told of", () =>
    onStage({}, async ({ server, run }) => {
      const { exitCode, stderr } = await run(spec, ["plan"], { env: { HTTP_PROXY: "http://127.0.0.1:1" } });
      expect(exitCode).toBe(4);
      expect(stderr).toContain("through the proxy http://127.0.0.1:1");
      expect(server.requests).toEqual([]);
    }));

  it.each(["canary:3128", "ftp://canary:1", "socks5://canary:1", "http://"])(
    "whose address is %s is refused, and not shown",
    (address) =>
      onStage({}, async ({ run }) => {
        const { exitCode, stderr } = await run(spec, ["plan"], { env: { HTTP_PROXY: address } });
        expect(exitCode).toBe(3);
        expect(stderr).toContain("the address of the proxy is not an http or https URL");
        expect(stderr).not.toContain("canary");
      }),
  );
});

describe("an authority of one's own", () => {
  it("is trusted when the spec names its file, beside the spec", () =>
    onStage({}, async ({ server, run }) => {
      const url = await encrypt(server.url, own);
      const text = `version: 1\nserver: { url: "${url}", tls: { caFile: certificates/ca.pem } }\nadminConfig: { ENABLE_CHANNELS: true }\n`;
      const env = { OWCONF_URL: "" };
      const files = { "conf/owconf.yaml": text, "conf/certificates/ca.pem": ca.cert };
      const done = await run("", ["plan", "conf/owconf.yaml"], { env, files });
      expect([done.exitCode, done.stderr]).toEqual([0, ""]);
    }));

  it("is asked for where it is missing", () =>
    onStage({}, async ({ server, run }) => {
      const env = { OWCONF_URL: await encrypt(server.url, own) };
      const { exitCode, stderr } = await run(spec, ["plan"], { env });
      expect([exitCode, stderr]).toEqual([4, expect.stringMatching(/not trusted.*OWCONF_CA_FILE/s)]);
    }));

  it.each([
    ["is no certificate", "text canary", "the CA file holds no certificate"],
    ["is not there", undefined, "cannot read missing.pem: ENOENT"],
  ])("whose file %s is an error", (_name, content, message) =>
    onStage({}, async ({ server, run }) => {
      const files = content === undefined ? {} : { "missing.pem": content };
      const env = { OWCONF_CA_FILE: "missing.pem" };
      const { exitCode, stderr } = await run(spec, ["plan"], { env, files });
      expect([exitCode, stderr]).toEqual([3, expect.stringContaining(message)]);
      expect(stderr).not.toContain("canary");
      expect(server.requests).toEqual([]);
    }),
  );
});

describe("a client certificate", () => {
  const demanding = () => ({ ...own, ca: ca.cert, requestCert: true, rejectUnauthorized: true });
  const files = () => ({ "ca.pem": ca.cert, "client.pem": client.cert, "client.key": client.key });

  it("is shown to a server that asks for one", () =>
    onStage({}, async ({ server, run }) => {
      const OWCONF_URL = await encrypt(server.url, demanding());
      const env = { OWCONF_URL, OWCONF_CA_FILE: "ca.pem", OWCONF_CERT_FILE: "client.pem" };
      const done = await run(spec, ["apply", "--auto-approve"], {
        env: { ...env, OWCONF_KEY_FILE: "client.key" },
        files: files(),
      });
      expect([done.exitCode, done.stderr]).toEqual([0, ""]);
    }));

  it("is asked for where it is missing", () =>
    onStage({}, async ({ server, run }) => {
      const env = { OWCONF_URL: await encrypt(server.url, demanding()), OWCONF_CA_FILE: "ca.pem" };
      const { exitCode, stderr } = await run(spec, ["plan"], { env, files: files() });
      expect(exitCode).toBe(4);
      expect(stderr).toMatch(/client certificate|closed before the answer/);
    }));

  it.each([
    ["without its key", {}, "a client certificate and its key go together"],
    [
      "with no key in the file",
      { OWCONF_KEY_FILE: "ca.pem" },
      "the key of the client certificate cannot be read",
    ],
    ["with another's key", { OWCONF_KEY_FILE: "other.key" }, "do not belong together"],
  ])("%s is an error", (_name, more, message) =>
    onStage({}, async ({ run }) => {
      const env = { OWCONF_CERT_FILE: "client.pem", ...more };
      const done = await run(spec, ["plan"], { env, files: { ...files(), "other.key": own.key } });
      expect([done.exitCode, done.stderr]).toEqual([3, expect.stringContaining(message)]);
    }),
  );

  it("has a key file that the spec warns about when others can read it", async () => {
    const folder = await mkdtemp(join(tmpdir(), "owconf-key-"));
    closing.push(() => rm(folder, { recursive: true, force: true }));
    await writeFile(join(folder, "client.key"), client.key, { mode: 0o644 });
    await onStage({}, async ({ run }) => {
      const text = `version: 1\nserver: { tls: { certFile: client.pem, keyFile: ${join(folder, "client.key")} } }\nadminConfig: { ENABLE_CHANNELS: true }\n`;
      const { exitCode, stderr } = await run(text, ["plan"], { files: { "./client.pem": client.cert } });
      expect([exitCode, stderr]).toEqual([0, expect.stringMatching(/owconf\.yaml:2:.*readable by others/)]);
    });
  });
});

import type { Outside } from "./outside.ts";
import type { DirectorySettings } from "./settings.ts";

/** The certificate authorities to check a directory against. */
export interface Trust {
  /** PEM texts. */
  ca: Uint8Array[];
  /** Use the ones that come with Node, too. */
  withUsual: boolean;
  /** True when the file that the settings name cannot be read here. */
  unread: boolean;
}

/** Where systems keep the authorities that they trust, which Node does not look at. */
const systemFiles = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

/** Returns the authorities of `certificate_path`; those that this machine trusts where it is empty or not there. */
export async function readTrust({ certificatePath }: DirectorySettings, outside: Outside): Promise<Trust> {
  const read = async (path: string | undefined): Promise<Uint8Array[]> => {
    // A relative path starts at a folder of the server's machine.
    if (!path || !/^(?:[\\/]|[A-Za-z]:[\\/])/.test(path)) return [];
    return outside.readFile(path).then(
      (bytes) => [bytes],
      () => [],
    );
  };
  const own = await read(certificatePath);
  if (own.length > 0) return { ca: own, withUsual: false, unread: false };
  const { SSL_CERT_FILE, NODE_EXTRA_CA_CERTS } = outside.env;
  const files = [SSL_CERT_FILE, NODE_EXTRA_CA_CERTS, ...systemFiles];
  const ca = (await Promise.all(files.map(read))).flat();
  return { ca, withUsual: true, unread: certificatePath !== "" };
}

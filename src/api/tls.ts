import { UsageError } from "../errors.ts";

/** Certificates and keys, each as PEM text. */
export interface TlsOptions {
  /** Authorities to trust besides those that Node knows. */
  ca?: string | undefined;
  /** The client's own certificate, and the key that belongs to it. */
  cert?: string | undefined;
  key?: string | undefined;
  /** What the key is encrypted with. */
  passphrase?: string | undefined;
}

/**
 * Returns what undici's connections take. Throws UsageError for what is no certificate or no key, or where
 * one does not belong to the other.
 */
export function readTls(tls: TlsOptions | undefined): object {
  if (tls === undefined || Object.values(tls).every((one) => one === undefined)) return {};
  const { ca, cert, key, passphrase } = tls;
  // Loaded for those who need it: it takes a tenth of the time of a plan.
  const { createSecureContext, rootCertificates } = process.getBuiltinModule("node:tls");
  const { X509Certificate, createPrivateKey } = process.getBuiltinModule("node:crypto");
  attempt(() => ca && new X509Certificate(ca), "the CA file holds no certificate", pem("CERTIFICATE"));
  attempt(
    () => cert && new X509Certificate(cert),
    "the client certificate file holds no certificate",
    pem("CERTIFICATE"),
  );
  if ((cert === undefined) !== (key === undefined)) {
    throw new UsageError("a client certificate and its key go together, and one is missing", {
      hint: "set both server.tls.certFile and server.tls.keyFile, or OWCONF_CERT_FILE and OWCONF_KEY_FILE",
    });
  }
  attempt(
    () => key && createPrivateKey({ key, passphrase }),
    "the key of the client certificate cannot be read",
    `${pem("PRIVATE KEY")}; an encrypted one needs server.tls.keyPassphrase or OWCONF_KEY_PASSPHRASE`,
  );
  const secureContext = attempt(
    () =>
      createSecureContext({
        ...(ca === undefined ? {} : { ca: [...rootCertificates, ca] }),
        ...(cert === undefined ? {} : { cert, key, passphrase }),
      }),
    "the client certificate and its key do not belong together",
    "check both files",
  );
  return { secureContext };
}

function pem(kind: string): string {
  return `it must be a PEM file, with a line -----BEGIN ${kind}-----`;
}

/** The cause is not kept: it may quote a key. */
function attempt<Result>(run: () => Result, message: string, hint: string): Result {
  try {
    return run();
  } catch {
    throw new UsageError(message, { hint });
  }
}

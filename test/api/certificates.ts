import { generate } from "selfsigned";

/** A certificate and its key, as PEM. */
export interface Certificate {
  cert: string;
  key: string;
}

const options = { keyType: "ec", algorithm: "sha256" } as const;

/** Returns an authority. */
export async function createAuthority(): Promise<Certificate> {
  const made = await generate([{ name: "commonName", value: "Test authority" }], {
    ...options,
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return { cert: made.cert, key: made.private };
}

/** Returns a certificate of an authority, for this host. */
export async function createCertificate(ca: Certificate, host: string): Promise<Certificate> {
  const made = await generate([{ name: "commonName", value: host }], {
    ...options,
    ca,
    extensions: [
      { name: "basicConstraints", cA: false },
      {
        name: "subjectAltName",
        altNames: [/^[\d.]+$/.test(host) ? { type: 7, ip: host } : { type: 2, value: host }],
      },
    ],
  });
  return { cert: made.cert, key: made.private };
}

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A certificate in PEM form, and its key. */
export interface Certificate {
  file: string;
  keyFile: string;
}

const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "pipe" });
const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc"];

/** Makes a certificate authority in a folder of its own. */
export function createAuthority(folder: string, name: string): Certificate {
  const files = locate(folder, name);
  openssl(
    ...["req", "-x509", ...newKey, "-subj", `/CN=${name}`, "-days", "365"],
    ...["-keyout", files.keyFile, "-out", files.file],
  );
  return files;
}

/** Makes a certificate that an authority issued for some names, as `DNS:ldap.example.com`; it ends after `days`. */
export function createCertificate(
  authority: Certificate,
  folder: string,
  names: readonly string[],
  days = 90,
): Certificate {
  const files = locate(folder, `${names.join("-").replace(/[^\w.-]/g, "_")}-${days}`);
  const request = `${files.file}.request`;
  const extensions = `${files.file}.extensions`;
  writeFileSync(extensions, `subjectAltName=${names.join(",")}\n`);
  openssl("req", "-new", ...newKey, "-subj", "/CN=directory", "-keyout", files.keyFile, "-out", request);
  openssl(
    ...["x509", "-req", "-in", request, "-CA", authority.file, "-CAkey", authority.keyFile],
    ...["-CAcreateserial", "-days", String(days), "-extfile", extensions, "-out", files.file],
  );
  return files;
}

function locate(folder: string, name: string): Certificate {
  mkdirSync(folder, { recursive: true });
  return { file: join(folder, `${name}.pem`), keyFile: join(folder, `${name}.key`) };
}

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Directory, describeDirectory } from "../server/directory.ts";
import type { Certificate } from "./certificates.ts";
import { findFreePort, type GuardedProcess, readTail, startGuarded } from "./guarded-process.ts";

export interface Slapd extends Directory {
  /** Of LDAPS, where there is a certificate. */
  tlsPort: number;
  stop(): Promise<void>;
}

export interface SlapdOptions {
  /** Speak LDAPS, too, and StartTLS on the usual port. */
  certificate?: Certificate;
  /** More lines for its database in slapd.conf. */
  configuration?: readonly string[];
  /** More entries, each as its lines of LDIF. */
  entries?: readonly (readonly string[])[];
}

/** Starts a real OpenLDAP server with a reader account and some people; only the reader may search. */
export async function startSlapd(options: SlapdOptions = {}): Promise<Slapd> {
  const slapd = findProgram("slapd");
  const slapadd = findProgram("slapadd");
  const directory = describeDirectory(await findFreePort());
  const tlsPort = await findFreePort();
  const folder = await mkdtemp(join(tmpdir(), "slapd-"));
  const configuration = join(folder, "slapd.conf");
  const entries = join(folder, "entries.ldif");
  await mkdir(join(folder, "data"));
  await writeFile(configuration, describeConfiguration(directory, folder, options));
  await writeFile(entries, describeEntries(directory, options.entries ?? []));
  execFileSync(slapadd, ["-q", "-f", configuration, "-l", entries], { stdio: "pipe" });
  const listeners = [`ldap://${directory.host}:${directory.port}`];
  if (options.certificate !== undefined) listeners.push(`ldaps://${directory.host}:${tlsPort}`);
  const server = startGuarded(slapd, ["-f", configuration, "-h", listeners.join(" "), "-d", "0"], {
    cwd: folder,
    logFile: join(folder, "log"),
    env: { PATH: process.env.PATH ?? "" },
  });
  const stop = async (): Promise<void> => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await waitForPort(directory.port, server);
  } catch (error) {
    await stop();
    throw error;
  }
  return { ...directory, tlsPort, stop };
}

function findProgram(name: string): string {
  const folders = [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/usr/local/sbin"];
  const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`There is no ${name}: apt-get install slapd ldap-utils`);
  return found;
}

function describeConfiguration(
  { baseDn, readerDn }: Directory,
  folder: string,
  { certificate, configuration = [] }: SlapdOptions,
): string {
  const schemas = ["core", "cosine", "inetorgperson"];
  return [
    ...schemas.map((name) => `include /etc/ldap/schema/${name}.schema`),
    "modulepath /usr/lib/ldap",
    "moduleload back_mdb",
    `pidfile ${join(folder, "slapd.pid")}`,
    ...(certificate === undefined
      ? []
      : [`TLSCertificateFile ${certificate.file}`, `TLSCertificateKeyFile ${certificate.keyFile}`]),
    "database mdb",
    "maxsize 10485760",
    `suffix "${baseDn}"`,
    `directory ${join(folder, "data")}`,
    "access to attrs=userPassword by anonymous auth by * none",
    `access to * by dn.exact="${readerDn}" read by * none`,
    ...configuration,
    "",
  ].join("\n");
}

function describeEntries(
  { baseDn, peopleDn, readerDn, readerPassword, people }: Directory,
  more: readonly (readonly string[])[],
): string {
  const entries = [
    [`dn: ${baseDn}`, "objectClass: dcObject", "objectClass: organization", "dc: example", "o: Example"],
    [`dn: ${peopleDn}`, "objectClass: organizationalUnit", "ou: people"],
    [
      ...[`dn: ${readerDn}`, "objectClass: organizationalRole", "objectClass: simpleSecurityObject"],
      ...["cn: reader", `userPassword: ${readerPassword}`],
    ],
    ...people.map(({ uid, cn, mail, password }) => [
      ...[`dn: uid=${uid},${peopleDn}`, "objectClass: inetOrgPerson", `uid: ${uid}`, `cn: ${cn}`],
      ...[`sn: ${cn.split(" ").at(-1)}`, `mail: ${mail}`, `userPassword: ${password}`],
    ]),
    ...more,
  ];
  return `${entries.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

/** Waits until somebody listens on a loopback port. */
export async function waitForPort(port: number, server: GuardedProcess): Promise<void> {
  for (let n = 0; n < 100; n += 1) {
    server.assertRunning();
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => resolve(true));
      socket.on("connect", () => socket.destroy()).on("error", () => resolve(false));
    });
    if (isOpen) return;
    await sleep(100);
  }
  throw new Error(`nothing listened on port ${port} within 10 s.\n${readTail(server.logFile)}`);
}

/** Somebody in an LDAP directory, with the attributes that a sign-in reads. */
export interface Person {
  uid: string;
  cn: string;
  mail: string;
  password: string;
}

/** A directory that is reached without TLS on this machine. */
export interface Directory {
  host: string;
  port: number;
  baseDn: string;
  /** Where the people are. */
  peopleDn: string;
  readerDn: string;
  readerPassword: string;
  people: readonly Person[];
}

/** Returns a directory with three people; nothing listens on its port. */
export function describeDirectory(port = 3890): Directory {
  const baseDn = "dc=example,dc=com";
  return {
    host: "127.0.0.1",
    port,
    baseDn,
    peopleDn: `ou=people,${baseDn}`,
    readerDn: `cn=reader,${baseDn}`,
    readerPassword: "reader-pass-1",
    people: [
      { uid: "ada", cn: "Ada Lovelace", mail: "ada@example.com", password: "ada-pass-1" },
      { uid: "alan", cn: "Alan Turing", mail: "alan@example.com", password: "alan-pass-1" },
      { uid: "grace", cn: "Grace Hopper", mail: "grace@example.com", password: "grace-pass-1" },
    ],
  };
}

/** Something that a check of the directory found, for whoever sets it up. Plain data without secrets. */
export interface DirectoryFinding {
  severity: "error" | "warning";
  /** As `ldap.finding`. */
  code: string;
  /** The setting to look at, as `search_base`. */
  setting: string;
  message: string;
  hint: string;
  /** What Open WebUI answers whoever signs in. */
  answer?: string;
}

/** The certificate that the directory showed. */
export interface DirectoryCertificate {
  /** Host names and addresses that it is for, wildcards included. */
  names: string[];
  /** When it ends, as ISO 8601. */
  expires: string;
  /** Whole days until then; negative once it has ended. */
  daysLeft: number;
}

/** What a search for everybody who could sign in found. */
export interface DirectoryEntries {
  found: number;
  /** There are more: a large directory does not list all of its entries at once. */
  more: boolean;
  withoutMail: number;
}

/** What a search for one user found. */
export interface DirectoryUser {
  name: string;
  found: number;
  /** Of the first entry, which is the one that Open WebUI takes. */
  dn?: string;
  mail?: string;
  /** Only where groups are taken over from the directory. */
  groups?: string[];
}

/** How far a check came, and what it found. Plain data without secrets. */
export interface DirectoryCheck {
  /** As `ldaps://ldap.example.com:636`. */
  address: string;
  /**
   * `ready`: people can sign in. `refused`: nobody can, or the user who was asked about cannot.
   * `unchecked`: something is in the way here that may not be in the way of the server.
   */
  outcome: "ready" | "refused" | "unchecked";
  certificate?: DirectoryCertificate;
  /** The account that was bound; "" for none. */
  boundAs?: string;
  entries?: DirectoryEntries;
  user?: DirectoryUser;
  findings: DirectoryFinding[];
}

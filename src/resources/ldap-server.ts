import { z } from "zod";
import { compareReleases } from "./history.ts";
import {
  type Caution,
  type Field,
  type JsonObject,
  labelFields,
  type Refusal,
  type Resource,
} from "./resource.ts";

const text = (description: string) => z.string().meta({ description });
const filled = (description: string) => z.string().min(1).meta({ description });
const flag = (description: string) => z.boolean().meta({ description });

export const ldapServerFields = {
  label: {
    schema: filled("A name for the directory; the sign-in page does not show it."),
  },
  host: {
    schema: filled("Host name or address of the LDAP server.").superRefine((host, context) => {
      if (isHost(host)) return;
      const message = "must be a host name or an address, without scheme and port";
      context.addIssue({ code: "custom", message, params: { hint: adviseHost(host) } });
    }),
  },
  port: {
    schema: z
      .int()
      .min(1)
      .max(65535)
      .nullable()
      .meta({
        description:
          "Port of the LDAP server: 389 for LDAP and StartTLS, 636 for LDAPS. null: the server's own choice.",
        examples: [389, 636],
      }),
  },
  attribute_for_mail: {
    schema: filled("The directory's attribute with the e-mail address."),
  },
  default_email_domain: {
    schema: text("Domain put behind the user name where the directory has no e-mail address."),
  },
  attribute_for_username: {
    schema: filled(
      "The directory's attribute with the user name: uid, or sAMAccountName on Active Directory.",
    ),
  },
  app_dn: {
    schema: text(
      "Distinguished name of the account that searches the directory. Empty: anonymous (since Open WebUI 0.8.4).",
    ).meta({ examples: ["cn=reader,dc=example,dc=com"] }),
  },
  app_dn_password: {
    schema: text("Password of the account that searches the directory (the bind password)."),
    sensitive: { env: "LDAP_BIND_PASSWORD" },
  },
  search_base: {
    schema: filled("Where in the directory people are looked for.").meta({
      examples: ["ou=people,dc=example,dc=com"],
    }),
  },
  search_filters: {
    schema: text("LDAP filter that a person must match as well.").meta({
      examples: ["(memberOf=cn=chat,ou=groups,dc=example,dc=com)"],
    }),
  },
  use_tls: { schema: flag("Encrypt the connection to the directory.") },
  certificate_path: {
    schema: z.string().nullable().meta({
      description:
        "CA certificate file, on the machine of the Open WebUI server, that the directory is checked against.",
    }),
  },
  validate_cert: {
    schema: flag("Check the certificate of the directory."),
  },
  ciphers: {
    schema: z.string().nullable().meta({ description: "TLS ciphers allowed, in OpenSSL's notation." }),
  },
  enable_group_management: {
    schema: flag("Take group memberships over from the directory at sign-in."),
  },
  enable_group_creation: {
    schema: flag("Create groups that only the directory has."),
  },
  attribute_for_groups: {
    schema: text("The directory's attribute with a person's groups."),
  },
} satisfies Record<string, Field>;

// As on 0.12.4.
const labels = {
  label: "Label",
  host: "Host",
  port: "Port",
  app_dn: "Application DN",
  app_dn_password: "Application DN Password",
  attribute_for_mail: "Attribute for Mail",
  attribute_for_username: "Attribute for Username",
  default_email_domain: "Default Email Domain",
  search_base: "Search Base",
  search_filters: "Search Filters",
  use_tls: "TLS",
  certificate_path: "Certificate Path",
  validate_cert: "Validate Certificate",
  ciphers: "Ciphers",
  enable_group_management: "Group Mapping",
  enable_group_creation: "Auto-Create Groups",
  attribute_for_groups: "Group Attribute",
};

/** The LDAP directory that the server asks. */
export const ldapServer: Resource = {
  name: "ldapServer",
  title: "LDAP server",
  endpoint: "/api/v1/auths/admin/config/ldap/server",
  specPath: ["ldap", "server"],
  fields: labelFields(ldapServerFields, labels),
  findRefusals,
  findCautions,
};

/** What decides whether the directory can be reached, and takes the account that searches it. */
const connection = [
  ...["app_dn_password", "app_dn", "host", "port"],
  ...["use_tls", "certificate_path", "validate_cert", "ciphers"],
];

// The server stores them untried, and has no endpoint that tries them.
function findCautions(_after: unknown, _serverVersion: string, changed: readonly string[]): Caution[] {
  const untried = connection.filter((field) => changed.includes(field));
  const [field] = untried;
  if (field === undefined) return [];
  return [
    {
      field,
      code: "plan.ldap-not-tried",
      message: `the new ${untried.join(", ")} ${untried.length > 1 ? "have" : "has"} not been tried against the directory`,
      hint: "after the apply, sign in through LDAP once",
    },
  ];
}

/** False for an address with a scheme or a port: the server takes it, and signing in fails. */
function isHost(text: string): boolean {
  return !/[\s/@[\]{}$]/.test(text) && text.split(":").length !== 2;
}

function adviseHost(text: string): string {
  const parts = /^(?:(ldaps?):\/\/)?(?:\[([\d:a-f]+)\]|([\w.-]+))(?::(\d+))?\/?$/i.exec(text);
  if (parts === null) return "for example ldap.example.com";
  const [, scheme = "", address, name, port] = parts;
  const encrypted = scheme.toLowerCase() === "ldaps";
  const standard = scheme === "" ? undefined : encrypted ? "636" : "389";
  return [
    `write host: ${address ?? name}`,
    ...((port ?? standard) ? [`port: ${port ?? standard}`] : []),
    ...(encrypted ? ["use_tls: true"] : []),
  ].join(", ");
}

const alwaysRequired = ["label", "host", "attribute_for_mail", "attribute_for_username", "search_base"];

// The server answers 400 to an empty required field, also when the field is not being changed:
// the factory state itself cannot be posted back.
function findRefusals(merged: JsonObject, serverVersion: string): Refusal[] {
  const required = [...alwaysRequired];
  if (!allowsAnonymousBind(serverVersion)) required.push("app_dn", "app_dn_password");
  const refusals = required
    .filter((field) => !merged[field])
    .map((field) => ({
      field,
      message: `${field} would be empty, and an LDAP server without it is refused`,
      hint: `give ldap.server.${field} a value; the server holds none`,
    }));
  if (wantsCertificate(serverVersion) && merged.use_tls === true && !merged.certificate_path) {
    refusals.push({
      field: "certificate_path",
      message: "certificate_path would be empty, and this server refuses TLS without it",
      hint: "give ldap.server.certificate_path the CA file on the server's machine, such as /etc/ssl/certs/ca-certificates.crt",
    });
  }
  const groups = merged.attribute_for_groups;
  if (merged.enable_group_management === true && (typeof groups !== "string" || groups.trim() === "")) {
    refusals.push({
      field: "attribute_for_groups",
      message: "attribute_for_groups is empty, and group management needs it",
      hint: 'declare ldap.server.attribute_for_groups, for example "memberOf"',
    });
  }
  return refusals;
}

function allowsAnonymousBind(version: string): boolean {
  return compareReleases(version, "0.8.4") >= 0;
}

function wantsCertificate(version: string): boolean {
  return compareReleases(version, "0.6.1") < 0;
}

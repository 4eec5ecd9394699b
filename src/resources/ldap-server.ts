import { isObject, type Json } from "../model/json.ts";
import type { Leaf } from "../model/node.ts";
import type { Caution, Refusal, Resource } from "../model/resource.ts";
import type { Zod } from "../model/zod.ts";
import { compareReleases } from "../releases/releases.ts";
import { filledText, flag, group, leaf, optionalText, secret, text } from "./nodes.ts";

export const ldapServerSettings = {
  label: filledText("A name for the directory, for administrators: the sign-in page does not show it.", {
    label: "Label",
  }),
  host: leaf("Host name or address of the LDAP server.", createHostSchema, {
    label: "Host",
    aliases: ["server", "url"],
  }),
  port: leaf(
    "Port of the LDAP server: mostly 636 for LDAPS, 389 without TLS. null: 636 with use_tls, else 389.",
    (z) =>
      z
        .int()
        .min(1)
        .max(65535)
        .nullable()
        .meta({ examples: [389, 636] }),
    { label: "Port" },
  ),
  attribute_for_mail: filledText("The directory's attribute with the e-mail address.", {
    label: "Attribute for Mail",
  }),
  default_email_domain: text("Domain put behind the user name where the directory has no e-mail address.", {
    label: "Default Email Domain",
  }),
  attribute_for_username: filledText(
    "The directory's attribute with the user name: uid, or sAMAccountName on Active Directory.",
    { label: "Attribute for Username" },
  ),
  app_dn: leaf(
    "Distinguished name of the account that searches the directory. Empty: anonymous (since Open WebUI 0.8.4).",
    (z) => z.string().meta({ examples: ["cn=reader,dc=example,dc=com"] }),
    { label: "Application DN" },
  ),
  app_dn_password: secret(
    "LDAP_BIND_PASSWORD",
    "Password of the account that searches the directory (the bind password).",
    { label: "Application DN Password" },
  ),
  search_base: leaf(
    "Where in the directory people are looked for.",
    (z) =>
      z
        .string()
        .min(1)
        .meta({ examples: ["ou=people,dc=example,dc=com"] }),
    { label: "Search Base" },
  ),
  search_filters: leaf(
    "LDAP filter that a person must match as well.",
    (z) => z.string().meta({ examples: ["(memberOf=cn=chat,ou=groups,dc=example,dc=com)"] }),
    { label: "Search Filters" },
  ),
  use_tls: flag("Encrypt the connection to the directory: LDAPS. Open WebUI does not do StartTLS.", {
    label: "TLS",
  }),
  certificate_path: optionalText(
    "CA certificate file, on the machine of the Open WebUI server, that the directory is checked against.",
    { label: "Certificate Path" },
  ),
  validate_cert: flag("Check the certificate of the directory.", { label: "Validate Certificate" }),
  ciphers: optionalText("TLS ciphers allowed, in OpenSSL's notation.", { label: "Ciphers" }),
  enable_group_management: flag("Take group memberships over from the directory at sign-in.", {
    label: "Group Mapping",
  }),
  enable_group_creation: flag("Create groups that only the directory has.", { label: "Auto-Create Groups" }),
  attribute_for_groups: text("The directory's attribute with a person's groups.", {
    label: "Group Attribute",
  }),
} satisfies Record<string, Leaf>;

/** The LDAP directory that the server asks. */
export const ldapServer: Resource = {
  name: "ldapServer",
  title: "LDAP server",
  description: "The LDAP directory, and how to sign in to it.",
  specPath: ["ldap", "server"],
  panel: "Admin Panel > Settings > Authentication",
  read: { path: "/api/v1/auths/admin/config/ldap/server" },
  write: { path: "/api/v1/auths/admin/config/ldap/server" },
  root: group("The LDAP directory, and how to sign in to it.", ldapServerSettings),
  findRefusals,
  findCautions,
};

function createHostSchema(z: Zod) {
  return z
    .string()
    .min(1)
    .superRefine((host, context) => {
      if (isHost(host)) return;
      const message = "must be a host name or an address, without scheme and port";
      context.addIssue({ code: "custom", message, params: { hint: adviseHost(host) } });
    });
}

/** What decides whether the directory can be reached, and takes the account that searches it. */
const connection = [
  ...["app_dn_password", "app_dn", "host", "port"],
  ...["use_tls", "certificate_path", "validate_cert", "ciphers"],
];

// The server stores them untried, and has no endpoint that tries them. A plan contacts nobody else.
function findCautions(_after: unknown, _serverVersion: string, changed: readonly string[]): Caution[] {
  const untried = connection.filter((field) => changed.includes(field));
  const [field] = untried;
  if (field === undefined) return [];
  return [
    {
      path: [field],
      code: "plan.ldap-not-tried",
      message: `a plan does not try the new ${untried.join(", ")} against the directory`,
      hint: `owconf check-ldap tries ${untried.length > 1 ? "them" : "it"}; so does apply, where it reaches the directory`,
    },
  ];
}

/** False for an address with a scheme or a port: the server takes it, and obeys it whatever port and use_tls say. */
function isHost(text: string): boolean {
  return !/[\s/@[\]{}$]/.test(text) && text.split(":").length !== 2;
}

function adviseHost(text: string): string {
  const parts = /^(?:(ldaps?):\/\/)?(?:\[([\d:a-f]+)\]|([\w.-]+))(?::(\d+))?\/?$/i.exec(text);
  if (parts === null) return "for example ldap.example.com";
  const [, scheme = "", address, name, port] = parts;
  const encrypted = scheme === "" ? port === "636" : scheme.toLowerCase() === "ldaps";
  const standard = scheme === "" ? undefined : encrypted ? "636" : "389";
  return [
    `write host: ${address ?? name}`,
    ...((port ?? standard) ? [`port: ${port ?? standard}`] : []),
    ...(encrypted ? ["use_tls: true"] : []),
    ...(scheme !== "" && !encrypted ? ["use_tls: false"] : []),
  ].join(", ");
}

const alwaysRequired = ["label", "host", "attribute_for_mail", "attribute_for_username", "search_base"];

// The server answers 400 to an empty required field, also when the field is not being changed:
// the factory state itself cannot be posted back.
function findRefusals(settings: Json, serverVersion: string): Refusal[] {
  const merged = isObject(settings) ? settings : {};
  const required = [...alwaysRequired];
  if (!allowsAnonymousBind(serverVersion)) required.push("app_dn", "app_dn_password");
  const refusals = required
    .filter((field) => !merged[field])
    .map((field) => ({
      path: [field],
      message: `${field} would be empty, and an LDAP server without it is refused`,
      hint: `give ldap.server.${field} a value; the server holds none`,
    }));
  if (wantsCertificate(serverVersion) && merged.use_tls === true && !merged.certificate_path) {
    refusals.push({
      path: ["certificate_path"],
      message: "certificate_path would be empty, and this server refuses TLS without it",
      hint: "give ldap.server.certificate_path the CA file on the server's machine, such as /etc/ssl/certs/ca-certificates.crt",
    });
  }
  const groups = merged.attribute_for_groups;
  if (merged.enable_group_management === true && (typeof groups !== "string" || groups.trim() === "")) {
    refusals.push({
      path: ["attribute_for_groups"],
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

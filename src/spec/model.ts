import type { Group, Leaf, Node } from "../model/node.ts";
import { isWithin, type Path } from "../model/path.ts";
import type { Resource } from "../model/resource.ts";
import { findNode } from "../model/settings.ts";
import { describeHistory, describeResourceHistory } from "../releases/history.ts";
import { dangerNames } from "../resources/danger-names.ts";
import { resources } from "../resources/index.ts";
import { group, leaf, mapOf } from "../resources/nodes.ts";
import { wellKnownAliases } from "./well-known-names.ts";

/** Returns all keys of a spec as one tree: its own ones, and those of the given resources at their paths. */
export function createSpecModel(registry: readonly Resource[]): Group {
  return registry.reduce<Group>(
    (root, resource) => graft(root, resource.specPath, resource),
    group("What an Open WebUI server shall be set to. A key that is left out is never changed.", {
      $schema: leaf("Address or path of this JSON Schema, for editors.", (z) => z.string()),
      extends: leaf(
        "Path of a spec that this one extends, or a list of them: maps are merged key by key, everything else replaces what stood there; later files win, and this one over all. Relative paths start at the folder of this file.",
        (z) =>
          z
            .union([z.string().min(1), z.array(z.string().min(1))])
            .meta({ examples: ["./base.yaml", ["./base.yaml", "./ldap.yaml"]] }),
        { aliases: ["include", "includes", "inherits"] },
      ),
      version: leaf("The version of the spec's format: 1.", (z) => z.literal(1)),
      server: createServerNode(),
      allow: leaf("Dangerous changes that apply may make. plan names those that a spec needs.", (z) =>
        z.array(z.enum(dangerNames)).meta({ examples: [["ldap-without-tls"]] }),
      ),
    }),
  );
}

/** All keys of a spec. */
export const specModel: Group = createSpecModel(resources);

/** Keys that every spec must have. */
export const requiredKeys: readonly string[] = ["version"];

/** Returns the resource that a path in the spec leads into, and the path below it; undefined for the spec's own keys. */
export function findResourceAt(path: Path): { resource: Resource; below: Path } | undefined {
  const resource = resources
    .filter(({ specPath }) => isWithin(path, specPath))
    .toSorted((a, b) => b.specPath.length - a.specPath.length)[0];
  return resource && { resource, below: path.slice(resource.specPath.length) };
}

/** Returns what a key of the spec is for and which releases have it, in one or two sentences. */
export function describeKey(path: Path): string {
  const found = findResourceAt(path);
  const description = findNode(specModel, path)?.description ?? "";
  if (found === undefined) return description;
  const { resource, below } = found;
  const history = below.length === 0 ? describeResourceHistory(resource) : describeHistory(resource, below);
  return [description, history].filter(Boolean).join(" ");
}

/** Returns a path with a word in the place of each entry's name. */
export function showPlace(path: Path): string {
  const parts = path.map((key, index) => {
    if (key !== "*") return index === 0 ? key : `.${key}`;
    const collection = findNode(specModel, path.slice(0, index));
    return collection?.kind === "collection" && collection.isByUrl ? '["URL"]' : ".<name>";
  });
  return parts.join("");
}

/** One key of the spec, at any depth; "*" stands for the name of an entry. */
export interface NamedNode {
  path: Path;
  node: Node;
  /** All names under which people look for it: its key, the admin panel's, the environment's, well-known ones. */
  names: readonly string[];
}

let named: readonly NamedNode[] | undefined;

/** Returns all keys of a spec. Only suggestions and what may be shown of a faulty spec need them. */
export function listNamedNodes(): readonly NamedNode[] {
  named ??= listBelow(specModel, []);
  return named;
}

function listBelow(node: Node, path: Path): NamedNode[] {
  const { label, aliases = [] } = node;
  const wellKnown = wellKnownAliases[path.join(".")] ?? [];
  const names = [path.at(-1), label, ...aliases, ...wellKnown].filter((one) => one !== undefined);
  const own = path.length === 0 || path.at(-1) === "*" ? [] : [{ path, node, names }];
  if (node.kind === "leaf") return own;
  if (node.kind === "collection") return [...own, ...listBelow(node.item, [...path, "*"])];
  return [...own, ...Object.entries(node.settings).flatMap(([key, one]) => listBelow(one, [...path, key]))];
}

function graft(into: Group, [key, ...rest]: Path, resource: Resource): Group {
  const { root, description } = resource;
  if (key === undefined) {
    if (root.kind !== "group") throw new Error("only a group can share its section");
    return { ...into, description, settings: { ...root.settings, ...into.settings } };
  }
  const there = into.settings[key];
  if (there === undefined && rest.length === 0) {
    return { ...into, settings: { ...into.settings, [key]: root } };
  }
  const below = there ?? group(description, {});
  if (below.kind !== "group") throw new Error(`two resources claim ${key}`);
  return { ...into, settings: { ...into.settings, [key]: graft(below, rest, resource) } };
}

function createServerNode(): Group {
  return group("The server, and how to sign in to it. What the environment says of it wins.", {
    url: leaf("URL of the Open WebUI server. OWCONF_URL and --url win over it.", (z) =>
      z
        .string()
        .regex(/^[Hh][Tt][Tt][Pp][Ss]?:\/\/[^\s/?#@\\]+(\/[^\s?#\\]*)?$/)
        .refine((url) => URL.canParse(url))
        .meta({ examples: ["https://chat.example.com"] }),
    ),
    signIn: createSignInNode(),
    headers: mapOf(
      "Request headers for what stands in front of the server, such as Cloudflare Access, by name. OWCONF_HEADERS wins.",
      leaf("Value of the header.", (z) => z.string().min(1), { secret: { env: "OWCONF_HEADER" } }),
    ),
    tls: group("Certificates for the connection to the server: PEM files, relative ones beside the spec.", {
      caFile: file("Authorities to trust besides those that Node knows. OWCONF_CA_FILE wins.", "ca.pem"),
      certFile: file("Certificate that owconf shows to the server. OWCONF_CERT_FILE wins.", "client.pem"),
      keyFile: file("Key of that certificate. OWCONF_KEY_FILE wins.", "client.key"),
      keyPassphrase: leaf("Passphrase of the key. OWCONF_KEY_PASSPHRASE wins.", (z) => z.string().min(1), {
        secret: { env: "OWCONF_KEY_PASSPHRASE" },
      }),
    }),
  });
}

function file(description: string, example: string): Leaf {
  return leaf(description, (z) =>
    z
      .string()
      .min(1)
      .meta({ examples: [example] }),
  );
}

/** The ways to sign in, the first of which wins that is there. */
function createSignInNode(): Group {
  return group(
    "The administrator account that owconf signs in with: a token or an API key, an account of the LDAP directory, or e-mail address and password. Of several, the first wins.",
    {
      token: leaf(
        "API key or session token of an administrator. OWCONF_TOKEN wins.",
        (z) => z.string().min(1),
        { secret: { env: "OWCONF_TOKEN" } },
      ),
      ldap: group("An administrator's account of the LDAP directory that the server uses.", {
        user: leaf("User name in the directory. OWCONF_LDAP_USER wins.", (z) =>
          z
            .string()
            .min(1)
            .meta({ examples: ["jdoe"] }),
        ),
        password: leaf("Its password. OWCONF_LDAP_PASSWORD wins.", (z) => z.string().min(1), {
          secret: { env: "OWCONF_LDAP_PASSWORD" },
        }),
      }),
      email: leaf("E-mail address of an administrator. OWCONF_EMAIL wins.", (z) =>
        z
          .string()
          .regex(/^[^\s@]+@[^\s@]+$/)
          .meta({ examples: ["admin@example.com"] }),
      ),
      password: leaf("Password of the administrator. OWCONF_PASSWORD wins.", (z) => z.string().min(1), {
        secret: { env: "OWCONF_PASSWORD" },
      }),
      trustedHeader: leaf(
        "Instead of a password: the request header from which the server takes the e-mail address, its WEBUI_AUTH_TRUSTED_EMAIL_HEADER.",
        (z) =>
          z
            .string()
            .regex(/^[A-Za-z0-9-]+$/)
            .meta({ examples: ["X-Forwarded-Email"] }),
      ),
      totp: leaf(
        "Key of the account's second factor: base32, or an otpauth:// URI. OWCONF_TOTP wins.",
        (z) => z.string().min(1),
        { secret: { env: "OWCONF_TOTP" } },
      ),
    },
  );
}

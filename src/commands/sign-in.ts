import type { Path } from "../model/path.ts";
import type { ServerSection, SpecServer } from "../spec/types.ts";
import type { Context } from "./context.ts";

type Env = Context["env"];

/** How to sign in, and as whom; the secrets are found later. */
export type Way =
  | { kind: "token" }
  | { kind: "ldap"; account: string }
  | { kind: "trusted-header"; account: string; header: string }
  | { kind: "password"; account: string };

/** Returns the way to sign in: the environment's, or else the spec's. Undefined when neither names one. */
export function chooseWay({ signIn = {} }: SpecServer, env: Env): Way | undefined {
  if (env.OWCONF_TOKEN) return { kind: "token" };
  if (env.OWCONF_LDAP_USER) return { kind: "ldap", account: env.OWCONF_LDAP_USER };
  if (env.OWCONF_EMAIL) return chooseByEmail(env.OWCONF_EMAIL, signIn, env);
  if (signIn.token !== undefined) return { kind: "token" };
  if (signIn.ldap?.user !== undefined) return { kind: "ldap", account: signIn.ldap.user };
  return signIn.email === undefined ? undefined : chooseByEmail(signIn.email, signIn, env);
}

function chooseByEmail(account: string, signIn: NonNullable<SpecServer["signIn"]>, env: Env): Way {
  const header = env.OWCONF_PASSWORD ? undefined : signIn.trustedHeader;
  return header === undefined ? { kind: "password", account } : { kind: "trusted-header", account, header };
}

/** Returns whether a secret of the spec's `server` section is used; what the environment says wins over it. */
export function needsSecret(
  way: Way | undefined,
  { signIn = {} }: SpecServer,
  env: Env,
  path: Path,
): boolean {
  const [, part, ...below] = path;
  if (part !== "signIn") return part !== "tls" || !env.OWCONF_KEY_PASSPHRASE;
  const name = below.join(".");
  if (name === "token") return way?.kind === "token" && !env.OWCONF_TOKEN;
  if (name === "ldap.password") {
    return way?.kind === "ldap" && way.account === signIn.ldap?.user && !env.OWCONF_LDAP_PASSWORD;
  }
  if (name === "password") {
    return way?.kind === "password" && isOfSpec(way.account, signIn.email) && !env.OWCONF_PASSWORD;
  }
  return name === "totp" && (way?.kind === "password" || way?.kind === "ldap") && !env.OWCONF_TOTP;
}

/** A spec may leave its account to the environment; its password is for no other account than the one it names. */
function isOfSpec(account: string, stated: string | undefined): boolean {
  return stated === undefined || stated === account;
}

/** What belongs to a way to sign in. */
export interface SignInSecrets {
  /** The token, or the password. */
  secret: string | undefined;
  /** The key of the second factor. */
  totp: string | undefined;
}

/** Returns the secrets of a way: the environment's, or else those of the spec, of which only the needed ones are given. */
export function collectSecrets(way: Way, { signIn = {} }: ServerSection<string>, env: Env): SignInSecrets {
  const secrets: Record<Way["kind"], string | undefined> = {
    token: env.OWCONF_TOKEN || signIn.token,
    ldap: env.OWCONF_LDAP_PASSWORD || signIn.ldap?.password,
    password: env.OWCONF_PASSWORD || signIn.password,
    "trusted-header": undefined,
  };
  return { secret: secrets[way.kind], totp: env.OWCONF_TOTP || signIn.totp };
}

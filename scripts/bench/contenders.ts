import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Contender } from "./measure.ts";
import { apartSpecs, readSpec } from "./specs.ts";

const fileOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const repository = fileOf("../../");
const python = `${repository}.cache/bench-python/bin/python`;

export const bareNode = "node -e 0";
export const fetchScript = "fetch script";

/** Where the programs talk to. */
export interface Target {
  url: string;
  token: string;
  env?: Readonly<Record<string, string>>;
}

/** An owconf to measure: how tables call it, and its program. */
export interface Build {
  name: string;
  program: string;
}

/** Returns the Node to measure on, or another one of `--node`. */
export interface Runtime {
  node: string;
  builds: readonly Build[];
}

const environmentOf = ({ url, token, env }: Target) => ({ ...env, OWCONF_URL: url, OWCONF_TOKEN: token });

/** Returns what people would use instead of `owconf plan`, and an empty program to compare with. */
export function listRivals({ node }: Runtime, target: Target): Contender[] {
  const env = environmentOf(target);
  const base = `${target.url}/api/v1/auths/admin/config`;
  const curl = ["", "/ldap", "/ldap/server"]
    .map((path) => `curl -sSf -H "$AUTH" ${base}${path}`)
    .join(" && ");
  const trust = target.env?.NODE_EXTRA_CA_CERTS;
  const curlEnv = {
    AUTH: `Authorization: Bearer ${target.token}`,
    ...(trust ? { CURL_CA_BUNDLE: trust } : {}),
  };
  const rivals: Contender[] = [
    { name: bareNode, argv: [node, "-e", "0"] },
    { name: fetchScript, argv: [node, fileOf("rivals/fetch.mjs")], env },
    { name: "npm's undici", argv: [node, fileOf("rivals/undici.mjs")], env },
    { name: "curl × 3", argv: ["sh", "-c", curl], env: curlEnv },
  ];
  // Its HTTP library trusts certificates of its own.
  if (hasPythonClient() && trust === undefined) {
    rivals.push({ name: "owui-client (Python)", argv: [python, fileOf("rivals/owui-client.py")], env });
  }
  return rivals;
}

/** True when owui-client is installed in `.cache/bench-python`. */
export function hasPythonClient(): boolean {
  return existsSync(python);
}

/** Returns `owconf plan` with a token. */
export function listPlans({ node, builds }: Runtime, target: Target): Contender[] {
  const env = environmentOf(target);
  return builds.map(({ name, program }) => ({
    name: `${name} plan`,
    argv: [node, program, "plan", readSpec],
    env,
  }));
}

/** Returns the commands that contact no server. */
export function listOffline({ node, builds }: Runtime): Contender[] {
  const commands = [
    ["--version"],
    ["--help"],
    ["validate", readSpec],
    ["plan", readSpec, "--offline", "0.12.4"],
  ];
  return builds.flatMap(({ name, program }) =>
    commands.map((args) => ({
      name: `${name} ${args.filter((arg) => arg !== readSpec && arg !== "0.12.4").join(" ")}`,
      argv: [node, program, ...args],
    })),
  );
}

/** An emulated server with its admin. */
export interface Account extends Target {
  email: string;
  password: string;
}

/** Returns the commands that sign in, and those that apply: nothing, and three resources each time. */
export function listWrites(
  { node, builds }: Runtime,
  settled: Account,
  changing: Account,
  prepare: () => void,
): Contender[] {
  const { url, email, password } = settled;
  const signIn = { OWCONF_URL: url, OWCONF_EMAIL: email, OWCONF_PASSWORD: password };
  const apply = (spec: string) => ["apply", spec, "--auto-approve", "--skip-ldap-check"];
  let turn = 0;
  return builds.flatMap(({ name, program }): Contender[] => [
    { name: `${name} plan, sign-in`, argv: [node, program, "plan", readSpec], env: signIn, prepare },
    {
      name: `${name} apply, no changes`,
      argv: [node, program, ...apply(readSpec)],
      env: environmentOf(settled),
    },
    {
      name: `${name} apply, 3 resources`,
      get argv() {
        turn += 1;
        return [node, program, ...apply(apartSpecs[turn % 2] ?? "")];
      },
      env: environmentOf(changing),
    },
  ]);
}

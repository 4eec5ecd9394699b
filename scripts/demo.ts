import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { AuthsClient } from "../src/index.ts";
import { startEmulatedServer } from "../test/server/index.ts";
import { type ReleaseName, releaseNames } from "../test/server/releases.ts";

/**
 * A tour of owconf against an emulated Open WebUI: plan, apply, plan, and a drift check.
 *
 *     npm run demo -- --release 0.8.12
 */

const program = fileURLToPath(new URL("../dist/cli.cjs", import.meta.url));
const admin = { name: "Ada", email: "admin@example.com", password: "demo-admin-password" };

const release = chooseRelease();
const server = await startEmulatedServer({ admin, release });
const folder = await mkdtemp(join(tmpdir(), "owconf-demo-"));
try {
  await showTour();
} finally {
  await rm(folder, { recursive: true, force: true });
  await server.close();
}

function chooseRelease(): ReleaseName {
  const newest = releaseNames.at(-1) as ReleaseName;
  const refuse = (message: string): never => {
    process.stderr.write(`${message}\nUsage: npm run demo -- [--release ${newest}]\n`);
    process.exit(3);
  };
  try {
    const { values } = parseArgs({ options: { release: { type: "string", default: newest } } });
    const known = releaseNames.find((name) => name === values.release);
    const others = `There is no emulated Open WebUI ${values.release}; there are ${releaseNames.join(", ")}.`;
    return known ?? refuse(others);
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

async function showTour(): Promise<void> {
  const spec = `version: 1
server:
  url: ${server.url}
  signIn:
    email: ${admin.email}
    password: { env: OWCONF_PASSWORD }
adminConfig:
  ENABLE_SIGNUP: false
  DEFAULT_USER_ROLE: user
  JWT_EXPIRES_IN: 12h
openai:
  connections:
    https://llm.example.com/v1:
      key: { env: LLM_API_KEY }
      config:
        prefix_id: internal
ldap:
  enabled: true
  server:
    host: ldap.example.com
    port: 636
    search_base: ou=people,dc=example,dc=com
    app_dn: cn=reader,dc=example,dc=com
    app_dn_password: { env: LDAP_BIND_PASSWORD }
    certificate_path: /etc/ssl/certs/ca-certificates.crt
`;
  await writeFile(join(folder, "owconf.yaml"), spec);
  await change({ ENABLE_SIGNUP: true });

  tell(`An emulated Open WebUI ${release} runs at ${server.url}.
One YAML file declares its settings. Secrets are references:`);
  show("cat owconf.yaml");
  process.stdout.write(await readFile(join(folder, "owconf.yaml"), "utf8"));

  tell("What differs on the server? plan writes nothing:");
  await run(0, "plan");

  tell(`Make the server match. A value counts as applied once it is read back. apply would try the LDAP directory
first, and there is none here:`);
  await run(0, "apply", "--auto-approve", "--skip-ldap-check");

  tell("Plan again: nothing to change.");
  await run(0, "plan");

  tell("Someone reopens sign-up in the admin panel. A drift check finds it, with exit code 2:");
  await change({ ENABLE_SIGNUP: true });
  await run(2, "plan", "--detailed-exitcode");

  tell("That was the tour. For your own server, see “Your first spec” in README.md.");
}

/** Changes a setting behind owconf's back. */
async function change(settings: Record<string, boolean>): Promise<void> {
  const client = new AuthsClient({ url: server.url, token: server.issueToken() });
  await client.updateAdminConfig({ ...(await client.getAdminConfig()), ...settings });
  await client.close();
}

/** Nothing that leads owconf to a server of the user's, or past this machine. */
function withoutOwn(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const foreign = /^OWCONF_|_proxy$/i;
  return { ...Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name))), CI: "true" };
}

function tell(text: string): void {
  process.stdout.write(`\n${text.replace(/^/gm, "── ")}\n\n`);
}

function show(command: string): void {
  process.stdout.write(`$ ${command}\n`);
}

async function run(expected: number, ...args: string[]): Promise<void> {
  show(["owconf", ...args].join(" "));
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    stdio: "inherit",
    env: {
      ...withoutOwn(process.env),
      OWCONF_PASSWORD: admin.password,
      LDAP_BIND_PASSWORD: "demo-bind-password",
      LLM_API_KEY: "demo-llm-key",
    },
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("exit", resolve);
    child.once("error", reject);
  });
  if (code !== expected) throw new Error(`exit code ${code} instead of ${expected}`);
  show(`echo $?\n${code}`);
}

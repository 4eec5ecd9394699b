import { type EmulatedServer, type EmulatedServerOptions, startEmulatedServer } from "../server/index.ts";
import { type Run, runOwconf, type Surroundings } from "./run-owconf.ts";

export const admin = { name: "Ada", email: "admin@example.com", password: "admin-password-canary" };
export const bindPassword = "bind-password-canary";

/** Returns the environment in which owconf signs in as the admin. */
export const environmentFor = (url: string): Record<string, string> => ({
  OWCONF_URL: url,
  OWCONF_EMAIL: admin.email,
  OWCONF_PASSWORD: admin.password,
  LDAP_BIND_PASSWORD: bindPassword,
});

/** An emulated server with an admin, and owconf pointed at it. */
export interface Stage {
  server: EmulatedServer;
  /** Runs owconf with `spec` as owconf.yaml, signed in as the admin. */
  run(spec: string, args: string[], surroundings?: Surroundings): Promise<Run>;
}

/** Sets the stage for `use`, and clears it away. */
export async function onStage(
  options: EmulatedServerOptions,
  use: (stage: Stage) => Promise<void>,
): Promise<void> {
  const server = await startEmulatedServer({ admin, ...options });
  const run: Stage["run"] = (spec, args, surroundings = {}) =>
    runOwconf(args, {
      ...surroundings,
      env: { ...environmentFor(server.url), ...surroundings.env },
      files: { "owconf.yaml": spec, ...surroundings.files },
    });
  try {
    await use({ server, run });
  } finally {
    await server.close();
  }
}

export const ldapSpec = `version: 1
ldap:
  enabled: true
  server:
    host: ldap.example.com
    certificate_path: /etc/ssl/certs/ca.pem
    search_base: ou=people,dc=example,dc=com
    app_dn: cn=reader,dc=example,dc=com
    app_dn_password: { env: LDAP_BIND_PASSWORD }
`;

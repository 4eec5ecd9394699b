import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findSecrets } from "../faults/secret-forms.ts";
import type { EmulatedServerOptions } from "../server/index.ts";
import { admin, onStage } from "./journey.ts";

const key = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const secrets = {
  TOKEN: "token-canary",
  LDAP_PASSWORD: "ldap pass/canary",
  PASSWORD: 'pass"word-canary',
  TOTP: key,
  HEADER: "header/canary+1",
  PASSPHRASE: "passphrase-canary",
};

const settings = "adminConfig: { ENABLE_CHANNELS: true }\n";
const headers = "headers: { X-Front: { env: HEADER } }";
const ways: [string, string][] = [
  ["a token", "signIn: { token: { env: TOKEN } }"],
  [
    "an LDAP account",
    "signIn: { ldap: { user: ada, password: { env: LDAP_PASSWORD } }, totp: { env: TOTP } }",
  ],
  [
    "a password and a second factor",
    `signIn: { email: ${admin.email}, password: { env: PASSWORD }, totp: { env: TOTP } }`,
  ],
  ["a trusted header", `signIn: { email: ${admin.email}, trustedHeader: X-Email }`],
  ["a certificate without its key", "tls: { keyPassphrase: { env: PASSPHRASE }, certFile: owconf.yaml }"],
];
const literal = (way: string) =>
  Object.entries(secrets).reduce(
    (text, [name, secret]) => text.replaceAll(`{ env: ${name} }`, JSON.stringify(secret)),
    way,
  );
const commands = [
  ["plan"],
  ["plan", "--json", "--debug"],
  ["apply", "--auto-approve", "--verbose"],
  ["bootstrap", "--auto-approve", "--json", "--debug"],
  ["login", "--debug"],
  ["login", "--status"],
  ["logout", "--debug"],
];
/** Servers that work, that repeat what they get in an error, and that ask for the second factor with a strange one. */
const servers: [string, EmulatedServerOptions["intercept"]][] = [
  ["a server", undefined],
  [
    "a server that repeats what it gets",
    async (request, n) => {
      if (n < 2) return undefined;
      const got = [...request.headers].map((pair) => pair.join(": ")).join("; ");
      return Response.json({ detail: `refused: ${got} ${await request.text()}` }, { status: 400 });
    },
  ],
  [
    "a server that repeats the code and the challenge",
    async (request) => {
      if (request.url.endsWith("/mfa/verify")) {
        return Response.json({ detail: `wrong: ${await request.text()}` }, { status: 422 });
      }
      if (!/\/(signin|ldap)$/.test(request.url)) return undefined;
      return Response.json({ next_step: "verify", challenge_token: "challenge-canary", expires_in: 300 });
    },
  ],
];

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "owconf-home-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

describe.each(servers)("%s", (_server, intercept) => {
  describe.each(ways)("signed in to with %s", (_way, way) => {
    it.each(commands)("is shown no secret by owconf %s %s %s %s", async (...args) => {
      const env = { ...secrets, HOME: home, OWCONF_EMAIL: "", OWCONF_PASSWORD: "" };
      await onStage({ ...(intercept ? { intercept } : {}) }, async ({ server, run }) => {
        const [user] = server.state.users;
        Object.assign(user ?? {}, { password: secrets.PASSWORD, secondFactor: { key, lastStep: -1 } });
        for (const lines of [way, literal(way)]) {
          const spec = `version: 1\nserver:\n  ${lines}\n  ${lines === way ? headers : literal(headers)}\n${settings}`;
          const { stdout, stderr } = await run(spec, args, { env, clock: { sleep: async () => {} } });
          expect(stdout + stderr).not.toBe("");
          expect(findSecrets(stdout + stderr, [...Object.values(secrets), "challenge-canary"])).toEqual([]);
        }
      });
      const folder = join(home, ".local/state/owconf/sessions");
      for (const name of await readdir(folder).catch(() => [])) {
        const { TOKEN: _kept, ...others } = secrets;
        expect(findSecrets(await readFile(join(folder, name), "utf8"), Object.values(others))).toEqual([]);
      }
    });
  });
});

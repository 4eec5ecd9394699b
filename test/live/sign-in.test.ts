import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAuthority, createCertificate } from "../api/certificates.ts";
import { type Run, runOwconf } from "../commands/run-owconf.ts";
import { call } from "../contract/target.ts";
import { findSecrets } from "../faults/secret-forms.ts";
import { findFreePort } from "./guarded-process.ts";
import { type OpenWebUI, startOpenWebUI } from "./open-webui.ts";
import { listLiveReleases } from "./releases.ts";
import { expectDone } from "./run-on.ts";
import { type Slapd, startSlapd } from "./slapd.ts";
import { startTinyProxy } from "./tinyproxy.ts";

const admin = { email: "admin@example.com", password: "admin-canary-1" };
const tried: readonly string[] = ["0.6.43", "0.12.4"];
const inSync = "version: 1\nadminConfig: { ENABLE_CHANNELS: true }\n";

/** Everything that any command here said; no secret may be in it. */
const said: Run[] = [];
const secrets = new Set([admin.password]);

describe.each(listLiveReleases().filter((release) => tried.includes(release)))("Open WebUI %s", (release) => {
  let server: OpenWebUI;
  let directory: Slapd;
  let home: string;
  let token = "";

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "owconf-home-"));
    [server, directory] = await Promise.all([startOpenWebUI({ release }), startSlapd()]);
    secrets.add(directory.readerPassword);
    for (const { password } of directory.people) secrets.add(password);
  });
  afterAll(() =>
    Promise.all([server?.stop(), directory?.stop(), rm(home, { recursive: true, force: true })]),
  );

  async function run(
    spec: string,
    args: string[],
    env: Record<string, string> = {},
    files = {},
  ): Promise<Run> {
    const done = await runOwconf(args, {
      env: { HOME: home, OWCONF_URL: server.url, ...env },
      files: { "owconf.yaml": spec, ...files },
    });
    said.push(done);
    return done;
  }
  const account = { OWCONF_EMAIL: admin.email, OWCONF_PASSWORD: admin.password };

  describe("an empty server", () => {
    let spec: string;
    const env = () => ({ ADMIN_PASSWORD: admin.password, BIND: directory.readerPassword });

    beforeAll(() => {
      spec = `version: 1
server:
  url: ${server.url}
  signIn: { email: ${admin.email}, password: { env: ADMIN_PASSWORD } }
allow: [ldap-without-tls, open-admin]
adminConfig: { ENABLE_CHANNELS: true, DEFAULT_USER_ROLE: admin }
ldap:
  enabled: true
  server:
    label: Directory
    host: ${directory.host}
    port: ${directory.port}
    use_tls: false
    search_base: ${directory.peopleDn}
    app_dn: ${directory.readerDn}
    app_dn_password: { env: BIND }
`;
    });

    it("is set up by one command: then a directory user signs in", async () => {
      expectDone(await run(spec, ["bootstrap"], { ...env(), OWCONF_URL: "" }));
      const [person] = directory.people;
      const body = { user: person?.uid ?? "", password: person?.password ?? "" };
      const answer = await call(server, "POST", "/api/v1/auths/ldap", { body });
      expect(answer.fields).toMatchObject({ email: person?.mail, role: "admin" });
    });

    it("is left alone the second time", async () => {
      const again = await run(spec, ["bootstrap"], env());
      expectDone(again);
      expect(again.stdout).toContain("In sync");
    });

    it("takes the sign-in of an administrator of the directory", async () => {
      const person = directory.people[1];
      const ldap = { OWCONF_LDAP_USER: person?.uid ?? "", OWCONF_LDAP_PASSWORD: person?.password ?? "" };
      expectDone(await run(inSync, ["plan", "--detailed-exitcode"], ldap));
    });
  });

  it("plans 40 times in a row after one login", async () => {
    expectDone(await run(inSync, ["login"], account));
    for (let n = 0; n < 40; n++) expectDone(await run(inSync, ["plan", "--detailed-exitcode"]));
    const signIn = await call(server, "POST", "/api/v1/auths/signin", { body: admin });
    token = String(signIn.fields.token);
    secrets.add(token);
  });

  it("plans 40 times in a row with a token, as a pipeline does", async () => {
    for (let n = 0; n < 40; n++) {
      expectDone(await run(inSync, ["plan", "--detailed-exitcode"], { CI: "true", OWCONF_TOKEN: token }));
    }
  });

  it("is reached through a real proxy, by a plain request and by a tunnel with an own authority", async () => {
    const proxy = await startTinyProxy();
    const ca = await createAuthority();
    const front = createTlsServer(await createCertificate(ca, "127.0.0.1"), (socket) => {
      const onward = connect(Number(new URL(server.url).port), "127.0.0.1");
      socket.pipe(onward).pipe(socket);
      socket.on("error", () => onward.destroy());
      onward.on("error", () => socket.destroy());
    });
    try {
      const port = await findFreePort();
      await new Promise<void>((resolve) => front.listen(port, "127.0.0.1", resolve));
      const plain = { OWCONF_TOKEN: token, HTTP_PROXY: proxy.url };
      expectDone(await run(inSync, ["plan"], plain));
      const asked = await proxy.readRequests();
      expect(asked.length).toBeGreaterThan(1);
      expect(asked.every((one) => one.startsWith("GET "))).toBe(true);
      expectDone(await run(inSync, ["plan"], { ...plain, NO_PROXY: "127.0.0.1" }));
      expect(await proxy.readRequests()).toEqual([]);
      const tunnel = { OWCONF_TOKEN: token, HTTPS_PROXY: proxy.url, OWCONF_URL: `https://127.0.0.1:${port}` };
      expect((await run(inSync, ["plan"], tunnel)).stderr).toContain("not trusted");
      await proxy.readRequests();
      const change = "version: 1\nadminConfig: { ENABLE_CHANNELS: false }\n";
      const trusting = { ...tunnel, OWCONF_CA_FILE: "ca.pem" };
      expectDone(await run(change, ["apply", "--auto-approve"], trusting, { "ca.pem": ca.cert }));
      expect(new Set(await proxy.readRequests())).toEqual(new Set([`CONNECT 127.0.0.1:${port}`]));
      expectDone(await run(inSync, ["apply", "--auto-approve"], { OWCONF_TOKEN: token }));
    } finally {
      front.close();
      await proxy.stop();
    }
  });

  if (release !== "0.12.4") return;

  it("keeps MFA settings for a person: with an API key, plan says so, and everything else works", async () => {
    const keys = "version: 1\nadminConfig: { ENABLE_API_KEYS: true }\n";
    expectDone(await run(keys, ["apply", "--auto-approve"], { OWCONF_TOKEN: token }));
    const made = await call(server, "POST", "/api/v1/auths/api_key", { token });
    const key = String(made.fields.api_key);
    secrets.add(key);
    const withKey = { OWCONF_TOKEN: key };
    const mfa = "version: 1\nallow: [mfa-change]\nadminConfig: { ENABLE_MFA: true }\n";
    const refused = await run(mfa, ["plan"], withKey);
    expect([refused.exitCode, refused.stderr]).toEqual([3, expect.stringContaining("plan.needs-person")]);
    const untouched = "version: 1\nadminConfig: { ENABLE_MFA: false, ENABLE_USER_STATUS: false }\n";
    expectDone(await run(untouched, ["apply", "--auto-approve"], withKey));
    expectDone(await run(untouched, ["plan", "--detailed-exitcode"], withKey));
  });

  it("is planned, applied and checked with the codes of a second factor, once MFA is switched on", async () => {
    const mfa = "version: 1\nallow: [mfa-change]\nadminConfig: { ENABLE_MFA: true }\n";
    const person = { ...account, CI: "true" };
    expectDone(await run(mfa, ["apply", "--auto-approve"], person));
    const notYet = await run(mfa, ["plan"], person);
    expect([notYet.exitCode, notYet.stderr]).toEqual([
      4,
      expect.stringContaining("set up its second factor"),
    ]);

    const post = (path: string, body: Record<string, string>) =>
      call(server, "POST", `/api/v1/auths${path}`, { body });
    const challenge_token = String((await post("/signin", admin)).fields.challenge_token);
    const key = String((await post("/mfa/enroll/start", { challenge_token })).fields.manual_key);
    secrets.add(key);
    const code = new TOTP({ secret: Secret.fromBase32(key) }).generate();
    expect((await post("/mfa/enroll/confirm", { challenge_token, code })).status).toBe(200);

    const noCode = await run(mfa, ["plan"], person);
    expect([noCode.exitCode, noCode.stderr]).toEqual([4, expect.stringContaining("OWCONF_TOTP")]);
    // Enrolling has used the code of these 30 seconds: owconf waits for the next one.
    const withCodes = { ...person, OWCONF_TOTP: key };
    expectDone(await run(mfa, ["plan", "--detailed-exitcode"], withCodes));
    const uri = `otpauth://totp/x?secret=${key}`;
    const change = "version: 1\nadminConfig: { ENABLE_MFA: true, ENABLE_USER_STATUS: true }\n";
    expectDone(await run(change, ["apply", "--auto-approve"], { ...person, OWCONF_TOTP: uri }));
    // One session for the drift checks after that.
    expectDone(await run(change, ["login"], { ...account, OWCONF_TOTP: key }));
    for (let n = 0; n < 5; n++) expectDone(await run(change, ["plan", "--detailed-exitcode"]));
  }, 300_000);
});

describe.each(listLiveReleases().filter((release) => release === "0.12.4"))(
  "Open WebUI %s, started otherwise",
  (release) => {
    it("has an administrator from WEBUI_ADMIN_EMAIL, which bootstrap signs in as", async () => {
      const env = { WEBUI_ADMIN_EMAIL: admin.email, WEBUI_ADMIN_PASSWORD: admin.password };
      const server = await startOpenWebUI({ release, env });
      try {
        const own = { OWCONF_URL: server.url, OWCONF_EMAIL: admin.email, OWCONF_PASSWORD: admin.password };
        const args = ["bootstrap", "--auto-approve"];
        const done = await runOwconf(args, { env: own, files: { "owconf.yaml": inSync } });
        said.push(done);
        expectDone(done);
        expect(done.stderr).toContain("WEBUI_ADMIN_EMAIL");
        const other = { ...own, OWCONF_EMAIL: "other@example.com" };
        const refused = await runOwconf(args, { env: other, files: { "owconf.yaml": inSync } });
        said.push(refused);
        expect([refused.exitCode, refused.stderr]).toEqual([4, expect.stringContaining("accounts already")]);
      } finally {
        await server.stop();
      }
    }, 300_000);

    it("trusts a header, and owconf signs in with it", async () => {
      const server = await startOpenWebUI({
        release,
        env: { WEBUI_AUTH_TRUSTED_EMAIL_HEADER: "X-User-Email" },
      });
      try {
        // The first account that signs in is the administrator.
        const spec = `version: 1\nserver: { signIn: { email: ${admin.email}, trustedHeader: X-User-Email } }\n${inSync.replace("version: 1\n", "")}`;
        const own = { OWCONF_URL: server.url };
        const done = await runOwconf(["apply", "--auto-approve"], {
          env: own,
          files: { "owconf.yaml": spec },
        });
        said.push(done);
        expectDone(done);
        const again = await runOwconf(["plan", "--detailed-exitcode"], {
          env: own,
          files: { "owconf.yaml": spec },
        });
        said.push(again);
        expectDone(again);
      } finally {
        await server.stop();
      }
    }, 300_000);
  },
);

it("said no secret on the way", () => {
  if (said.length === 0) return;
  const all = said.map(({ stdout, stderr }) => stdout + stderr).join("\n");
  expect(findSecrets(all, [...secrets])).toEqual([]);
});

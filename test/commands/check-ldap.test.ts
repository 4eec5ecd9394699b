import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { type FakeDirectory, type Manners, startFakeDirectory } from "../directory/fake-directory.ts";
import { findSecrets } from "../faults/secret-forms.ts";
import { bindPassword, onStage } from "./journey.ts";
import { type Run, runOwconf, type Surroundings } from "./run-owconf.ts";

let directory: FakeDirectory | undefined;
afterEach(async () => {
  await directory?.stop();
  directory = undefined;
});

async function startDirectory(manners: Manners = {}): Promise<FakeDirectory> {
  directory = await startFakeDirectory(manners);
  return directory;
}

const people = [
  { dn: "uid=ada,dc=example", uid: "ada", mail: "Ada@example.com", cn: "Ada" },
  { dn: "uid=bob,dc=example", uid: "bob", cn: "Bob" },
];

function describeServer(port: number, more: Readonly<Record<string, string>> = {}): string {
  const settings = {
    ...{ host: "127.0.0.1", port: String(port), search_base: "dc=example" },
    ...{ app_dn: "cn=reader,dc=example", app_dn_password: "{ env: LDAP_BIND_PASSWORD }" },
    ...more,
  };
  const lines = Object.entries(settings).map(([name, value]) => `    ${name}: ${value}`);
  return ["version: 1", "ldap:", "  enabled: true", "  server:", ...lines, ""].join("\n");
}
const plainly = { use_tls: "false" };

function check(spec: string, args: readonly string[] = [], surroundings: Surroundings = {}): Promise<Run> {
  return runOwconf(["check-ldap", ...args], {
    env: { LDAP_BIND_PASSWORD: bindPassword },
    files: { "owconf.yaml": spec },
    ...surroundings,
  });
}

describe("owconf check-ldap", () => {
  it("says how far it came, and what people would meet", async () => {
    const { port } = await startDirectory({ entries: people });
    const { exitCode, stdout, stderr } = await check(describeServer(port, plainly), ["--user", "ADA"]);
    expect([exitCode, stderr]).toEqual([3, ""]);
    expect(stdout).toContain(
      `Directory ldap://127.0.0.1:${port}, with the spec on a new server (Open WebUI 0.12`,
    );
    expect(stdout).toContain("✓ bound as cn=reader,dc=example\n");
    expect(stdout).toContain("✓ found 2 entries, 1 without a mail address\n");
    expect(stdout).toContain(
      "! 1 of 2 entries has no mail address in mail, and cannot sign in [ldap.mail-missing]",
    );
    // The fake finds both, whoever is looked for.
    expect(stdout).toContain('✗ 2 entries have uid "ADA"; Open WebUI takes the first, whichever that is');
    expect(stdout).toContain("Refused: ADA cannot be relied on to sign in through LDAP.");
  });

  it("finds a user once, with name and mail address as Open WebUI takes them", async () => {
    const { port } = await startDirectory({ entries: people.slice(0, 1) });
    const { exitCode, stdout } = await check(describeServer(port, plainly), ["--user", "ADA", "--json"]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ready: true,
      outcome: "ready",
      boundAs: "cn=reader,dc=example",
      entries: { found: 1, more: false, withoutMail: 0 },
      user: { name: "ADA", found: 1, dn: "uid=ada,dc=example", mail: "ada@example.com" },
      findings: [],
    });
  });

  it.each<
    [
      what: string,
      manners: Manners,
      more: Record<string, string>,
      code: string,
      setting: string,
      says: string,
    ]
  >([
    [
      "a locked account",
      { bind: { code: 49, says: () => "AcceptSecurityContext error, data 775, v1" } },
      {},
      "bind-refused",
      "app_dn_password",
      "the account is locked",
    ],
    [
      "a wrong password",
      { bind: { code: 49 } },
      {},
      "bind-refused",
      "app_dn_password",
      "invalid credentials (49)",
    ],
    [
      "a directory that wants TLS",
      { bind: { code: 13 } },
      {},
      "encryption-required",
      "use_tls",
      "confidentiality required (13)",
    ],
    [
      "no anonymous binds",
      { bind: { code: 48 } },
      { app_dn: '""', app_dn_password: '""' },
      "bind-refused",
      "app_dn",
      "no anonymous sign-ins",
    ],
    ["a wrong base", { search: 32 }, {}, "base-not-found", "search_base", "no such object (32)"],
    ["no right to search", { search: 50 }, {}, "search-refused", "search_base", "insufficient access (50)"],
    ["nobody there", {}, {}, "nobody-found", "search_base", "no entry below dc=example has uid"],
    [
      "nobody who matches",
      {},
      { search_filters: "(a=b)" },
      "nobody-found",
      "search_filters",
      "has uid and matches search_filters",
    ],
    [
      "nobody with a mail address",
      { entries: people.slice(1) },
      {},
      "mail-missing",
      "attribute_for_mail",
      "nobody can sign in",
    ],
    [
      "something that speaks HTTP",
      { onConnect: (socket) => socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")) },
      {},
      "not-a-directory",
      "port",
      "closed the connection",
    ],
    [
      "something that closes at once",
      { onConnect: (socket) => socket.end() },
      {},
      "not-a-directory",
      "port",
      "closed the connection",
    ],
    [
      "a filter without parentheses",
      {},
      { search_filters: "a=b" },
      "filter-malformed",
      "search_filters",
      "no LDAP filter",
    ],
    [
      "a filter that nobody can read",
      {},
      { search_filters: "'((a=b))'" },
      "filter-malformed",
      "search_filters",
      "no LDAP filter",
    ],
  ])("refuses %s", async (_, manners, more, code, setting, says) => {
    const { port } = await startDirectory(manners);
    const spec = describeServer(port, { ...plainly, ...more });
    const { exitCode, stdout } = await check(spec, ["--json"]);
    expect(exitCode).toBe(3);
    const { findings, outcome } = JSON.parse(stdout);
    expect(outcome).toBe("refused");
    expect(findings).toMatchObject([{ severity: "error", code: `ldap.${code}`, setting }]);
    expect(findings[0].message).toContain(says);
  });

  it.each<
    [what: string, manners: Manners | undefined, more: Record<string, string>, code: string, says: string]
  >([
    ["that nothing listens", undefined, plainly, "unreachable", "connection refused"],
    ["a directory that hangs", { onConnect: () => {} }, plainly, "unreachable", "no answer within 0.2 s"],
    [
      "a directory that hangs in TLS",
      { onConnect: () => {} },
      { use_tls: "true" },
      "unreachable",
      "no answer within 0.2 s",
    ],
    ["a directory that is busy", { bind: { code: 51 } }, plainly, "busy", "busy (51)"],
  ])("cannot tell from %s", async (_, manners, more, code, says) => {
    const { port } = manners === undefined ? { port: await findClosedPort() } : await startDirectory(manners);
    const { exitCode, stdout } = await check(describeServer(port, more), ["--json", "--timeout", "0.2"]);
    expect(exitCode).toBe(4);
    const { findings, outcome } = JSON.parse(stdout);
    expect(outcome).toBe("unchecked");
    expect(findings).toMatchObject([{ severity: "warning", code: `ldap.${code}` }]);
    expect(findings[0].message).toContain(says);
  });

  it("knows that StartTLS is no LDAPS", async () => {
    const { port } = await startDirectory({ onConnect: (socket) => socket.once("data", () => socket.end()) });
    const { exitCode, stdout } = await check(describeServer(port, { use_tls: "true" }));
    expect(exitCode).toBe(3);
    expect(stdout).toContain(`nothing at 127.0.0.1:${port} speaks LDAPS [ldap.no-tls]`);
    expect(stdout).toContain("write port: 636; Open WebUI does not do StartTLS");
  });

  it("takes a directory that lists nobody for one that can be asked for somebody", async () => {
    const { port } = await startDirectory({ search: 11 });
    const { exitCode, stdout } = await check(describeServer(port, plainly));
    expect(exitCode).toBe(0);
    expect(stdout).toContain("administrative limit exceeded (11) [ldap.not-counted]");
  });

  it("escapes what a directory says", async () => {
    const { port } = await startDirectory({
      entries: [{ dn: "uid=\u001b[2J", uid: "a", mail: "m@x\u202e" }],
    });
    const { stdout } = await check(describeServer(port, plainly), ["--user", "a"]);
    expect(stdout).toContain("uid=\\u{1b}[2J, mail m@x\\u{202e}");
  });

  it.each([[[]], [["--json"]]])("never repeats the password, though the directory does: %j", async (args) => {
    const { port } = await startDirectory({
      bind: { code: 49, says: (request) => `wrong: ${request.toString("latin1")}` },
    });
    const { exitCode, stdout, stderr } = await check(describeServer(port, plainly), args);
    expect(exitCode).toBe(3);
    expect(findSecrets(stdout + stderr, [bindPassword])).toEqual([]);
  });
});

describe("the settings that check-ldap tries", () => {
  it("are those of the server with the spec laid over them", () =>
    onStage({}, async ({ server, run }) => {
      const { port } = await startDirectory({ entries: people.slice(0, 1) });
      Object.assign(server.state.ldapServer, {
        host: "127.0.0.1",
        port,
        use_tls: false,
        search_base: "dc=live",
      });
      const spec = "version: 1\nldap: { server: { app_dn: 'cn=spec,dc=example', app_dn_password: x } }\n";
      const { exitCode, stdout } = await run(spec, ["check-ldap", "--json"]);
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        server: { url: server.url },
        address: `ldap://127.0.0.1:${port}`,
        boundAs: "cn=spec,dc=example",
      });
      expect(server.requests.filter(({ method }) => method !== "GET").map(({ path }) => path)).toEqual([
        "/api/v1/auths/signin",
        "/api/v1/auths/signout",
      ]);
    }));

  it("are those of a new server where none is contacted, or none is named", () =>
    onStage({}, async ({ server, run }) => {
      const { port } = await startDirectory({ entries: people.slice(0, 1) });
      const spec = describeServer(port, plainly);
      const offline = await run(spec, ["check-ldap", "--offline", "0.8.12"]);
      expect(offline.stdout).toContain("on a new server (Open WebUI 0.8.12)");
      expect(server.requests).toEqual([]);
      expect((await check(spec)).stdout).toContain("on a new server (Open WebUI 0.12");
    }));

  it("lack what the spec must declare, which is told with its place", async () => {
    const { exitCode, stderr } = await check("version: 1\nldap: { server: { host: 127.0.0.1 } }\n");
    expect(exitCode).toBe(3);
    expect(stderr).toContain("owconf.yaml:2:9: error: search_base would be empty");
  });

  it("are nothing without a spec of LDAP and without a server", async () => {
    const { exitCode, stderr } = await check("version: 1\nadminConfig: { ENABLE_SIGNUP: false }\n");
    expect(exitCode).toBe(3);
    expect(stderr).toContain("declares no ldap.server");
  });

  it("have no typing errors", async () => {
    const { exitCode, stderr } = await check(describeServer(1, { search_bse: "x" }));
    expect(exitCode).toBe(3);
    expect(stderr).toContain('unknown key "search_bse"');
  });

  it("are not tried on this machine when they mean another one", async () => {
    const { port } = await startDirectory();
    const url = "http://chat.example.com";
    const { tryDirectory } = await import("../../src/commands/try-directory.ts");
    const refuse = () => Promise.reject(new Error("nothing may be opened"));
    const settings = { host: "localhost", port, use_tls: false, search_base: "dc=x" };
    const outside = { openSocket: refuse, readFile: refuse, env: {} } as never;
    const found = await tryDirectory(
      settings,
      { serverUrl: url, version: "0.12.4", timeoutMs: 100 },
      outside,
    );
    expect(found).toMatchObject({ outcome: "unchecked", findings: [{ code: "ldap.unreachable" }] });
    expect(directory?.connections).toBe(0);
  });

  it.each([
    ["0.12.4", "Application account bind failed"],
    ["0.8.12", "LDAP authentication failed."],
    ["0.5.20", undefined],
  ])("tell what Open WebUI %s answers: %s", async (release, answer) => {
    const { port } = await startDirectory({ bind: { code: 49 } });
    const spec = describeServer(port, { ...plainly, certificate_path: "/ca.pem" });
    const { stdout } = await check(spec, ["--offline", release, "--json"]);
    expect(JSON.parse(stdout).findings[0].answer).toBe(answer);
  });
});

async function findClosedPort(): Promise<number> {
  const { port, stop } = await startFakeDirectory();
  await stop();
  await new Promise<void>((resolve) => connect(port, "127.0.0.1").once("error", () => resolve()));
  return port;
}

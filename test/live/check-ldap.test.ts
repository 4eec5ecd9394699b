import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DirectoryFinding } from "../../src/model/directory-check.ts";
import type { JsonObject } from "../../src/model/json.ts";
import { type Run, runOwconf } from "../commands/run-owconf.ts";
import { call } from "../contract/target.ts";
import { findSecrets } from "../faults/secret-forms.ts";
import { createAuthority } from "./certificates.ts";
import { type Case, cases, describeKind, type Kind, kinds } from "./directory-cases.ts";
import { createFirstAdmin } from "./first-admin.ts";
import { type OpenWebUI, startOpenWebUI } from "./open-webui.ts";
import { listLiveReleases } from "./releases.ts";
import { type Slapd, startSlapd } from "./slapd.ts";

const directories = {} as Record<Kind, Slapd>;
const files: Record<string, string> = {};
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "check-ldap-"));
  const authority = createAuthority(folder, "authority");
  files.AUTHORITY = authority.file;
  files.KEY = authority.keyFile;
  files.STRANGER = createAuthority(folder, "stranger").file;
  for (const kind of kinds) directories[kind] = await startSlapd(describeKind(kind, authority, folder));
});
afterAll(async () => {
  await Promise.all(Object.values(directories).map(({ stop }) => stop()));
  await rm(folder, { recursive: true, force: true });
});

/** Returns the settings of a case, as the server has them. */
function describeServer({ kind = "usual", over = {}, isSecure = false }: Partial<Case>): JsonObject {
  const { port, tlsPort, readerDn, readerPassword, peopleDn } = directories[kind];
  const settings: JsonObject = {
    ...{ label: "Directory", host: isSecure ? "localhost" : "127.0.0.1", port: isSecure ? tlsPort : port },
    ...{ use_tls: isSecure, certificate_path: isSecure ? "AUTHORITY" : null, validate_cert: true },
    ...{ app_dn: readerDn, app_dn_password: readerPassword, search_base: peopleDn, search_filters: "" },
    ...over,
  };
  const file = files[String(settings.certificate_path)];
  return file === undefined ? settings : { ...settings, certificate_path: file };
}

const toSpec = (server: JsonObject) => JSON.stringify({ version: 1, ldap: { enabled: true, server } });

function check(server: JsonObject, args: readonly string[], env: Record<string, string> = {}): Promise<Run> {
  return runOwconf(["check-ldap", ...args], { files: { "owconf.yaml": toSpec(server) }, env });
}

const table = cases.map((one) => [one.what, one] as const);

it("has cases of each outcome and each kind", () => {
  expect(new Set(cases.map(({ outcome }) => outcome))).toEqual(new Set(["ready", "refused"]));
  expect(new Set(cases.map(({ kind }) => kind))).toEqual(new Set(kinds));
  expect(cases.length).toBeGreaterThan(30);
});

describe("check-ldap on a real directory", () => {
  it.each(table)("%s", async (_, one) => {
    const server = describeServer(one);
    const args = one.user === undefined ? [] : ["--user", one.user];
    const { exitCode, stdout, stderr } = await check(server, [...args, "--json"]);
    const { outcome, findings, user, entries } = JSON.parse(stdout);
    const codes = findings.map(({ code }: DirectoryFinding) => code.replace("ldap.", ""));
    expect([outcome, codes]).toEqual([one.outcome, one.findings]);
    expect(exitCode).toBe(outcome === "ready" ? 0 : 3);
    if (one.kind === "small") expect(entries).toEqual({ found: 2, more: true, withoutMail: 0 });
    if (outcome === "ready" && one.user) expect(user).toMatchObject({ found: 1, dn: expect.any(String) });
    const people = await check(server, args);
    const secrets = [String(server.app_dn_password)].filter((secret) => secret !== "");
    expect(findSecrets(stdout + stderr + people.stdout + people.stderr, secrets)).toEqual([]);
  });

  it("finds a user twice", async () => {
    const server = describeServer({ over: { search_base: "dc=example,dc=com" } });
    const { exitCode, stdout } = await check(server, ["--user", "twin"]);
    expect(exitCode).toBe(3);
    expect(stdout).toContain('2 entries have uid "twin"');
  });

  it("tells in days when the certificate expires", async () => {
    const { stdout } = await check(describeServer({ kind: "expiring", isSecure: true }), []);
    expect(stdout).toMatch(/the certificate of the directory expires in 1[12] days \(\d{4}-\d\d-\d\d\)/);
  });

  it("sends nothing where it cannot tell whom it speaks to", async () => {
    const over = { certificate_path: "/nowhere/on/this/machine.pem" };
    const { exitCode, stdout } = await check(describeServer({ isSecure: true, over }), ["--json"]);
    expect(exitCode).toBe(4);
    const { outcome, findings, boundAs } = JSON.parse(stdout);
    expect([outcome, boundAs]).toEqual(["unchecked", undefined]);
    expect(findings).toMatchObject([{ code: "ldap.certificate-not-judged" }]);
  });
});

function describeAgreement(release: string): void {
  const path = "/api/v1/auths/admin/config/ldap";
  let server: OpenWebUI;
  let token: string;
  beforeAll(async () => {
    server = await startOpenWebUI({ release });
    ({ token } = await createFirstAdmin(server.url));
    factory = await read();
  });
  afterAll(() => server.stop());

  let factory: JsonObject;
  const read = async () => (await call(server, "GET", `${path}/server`, { token })).fields;
  const signIn = (user: string) =>
    call(server, "POST", "/api/v1/auths/ldap", {
      body: { user, password: `${user.toLowerCase()}-pass-1` },
    });

  it.each(table)("agree on %s", async (_, one) => {
    const body = { ...factory, ...describeServer(one) };
    const written = await call(server, "POST", `${path}/server`, { token, body });
    expect([written.status, written.status === 200 ? "" : written.body]).toEqual([200, ""]);
    await call(server, "POST", path, { token, body: { enable_ldap: true } });
    const user = one.user ?? "ada";
    const answer = await signIn(user);
    expect([answer.status, answer.detail]).toEqual([one.outcome === "ready" ? 200 : 400, one.answer]);

    // The server holds it all, and the spec says nothing.
    const env = { OWCONF_URL: server.url, OWCONF_TOKEN: token };
    const checked = JSON.parse((await check({}, ["--user", user, "--json"], env)).stdout);
    expect(checked.server).toEqual({ url: server.url, version: release });
    expect(checked.outcome).toBe(one.outcome);
    const [error] = checked.findings.filter(({ severity }: DirectoryFinding) => severity === "error");
    expect(error?.answer).toBe(one.answer);
    if (one.outcome === "ready") expect(answer.fields.email).toBe(checked.user.mail);
  });

  it("lets apply write what people can sign in with, and nothing else", async () => {
    const run = (settings: JsonObject) =>
      runOwconf(["apply", "--auto-approve", "--allow", "ldap-without-tls", "--allow", "open-admin"], {
        files: { "owconf.yaml": toSpec(settings) },
        env: { OWCONF_URL: server.url, OWCONF_TOKEN: token },
      });
    const good = await run(describeServer({ isSecure: true }));
    expect([good.exitCode, good.exitCode === 0 ? "" : good.stdout + good.stderr]).toEqual([0, ""]);
    expect(good.stdout).toContain("Directory tried: ldaps://localhost:");
    expect((await signIn("ada")).status).toBe(200);
    const before = await read();
    const bad = await run(describeServer({ isSecure: true, over: { app_dn_password: "wrong-canary" } }));
    expect(bad.exitCode).toBe(3);
    expect(bad.stderr).toContain("[ldap.bind-refused]");
    expect(findSecrets(bad.stdout + bad.stderr, ["wrong-canary"])).toEqual([]);
    expect(await read()).toEqual(before);
    expect((await signIn("ada")).status).toBe(200);
  });
}

/** The first release that tells what is wrong. */
const talkative = "0.12.4";
if (listLiveReleases().includes(talkative)) {
  describe(`what check-ldap says, and what Open WebUI ${talkative} does,`, () =>
    describeAgreement(talkative));
}

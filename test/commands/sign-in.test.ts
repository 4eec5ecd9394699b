import { describe, expect, it } from "vitest";
import { describeDirectory } from "../server/directory.ts";
import { insertUser } from "../server/state.ts";
import { admin, onStage } from "./journey.ts";

const other = { name: "Bob", email: "bob@example.com", password: "other-password-canary" };
const settings = "adminConfig: { ENABLE_CHANNELS: true }\n";
const nothing = { OWCONF_EMAIL: "", OWCONF_PASSWORD: "" };
const withSignIn = (signIn: string, more = "") =>
  `version: 1\nserver:\n  signIn: ${signIn}\n${more}${settings}`;

describe("the way to sign in", () => {
  it.each([
    ["a token of the spec", "{ token: { env: MY_TOKEN } }", {}],
    ["a token of the environment", "{ email: nobody@example.com }", { OWCONF_TOKEN: "MY_TOKEN" }],
    [
      "the spec's token before its e-mail address",
      "{ token: { env: MY_TOKEN }, email: nobody@example.com }",
      {},
    ],
  ])("is %s", (_name, signIn, env) =>
    onStage({}, async ({ server, run }) => {
      const token = server.issueToken();
      const given = Object.fromEntries(Object.keys(env).map((name) => [name, token]));
      const { exitCode, stderr } = await run(withSignIn(signIn), ["plan"], {
        env: { ...nothing, MY_TOKEN: token, ...given },
      });
      expect([exitCode, stderr]).toEqual([0, ""]);
      expect(server.requests.map(({ path }) => path)).not.toContain("/api/v1/auths/signin");
    }),
  );

  it("is the environment's account before the spec's, with a warning at its line", () =>
    onStage({}, async ({ server, run }) => {
      insertUser(server.state, other, "admin");
      const spec = withSignIn("{ email: bob@example.com, password: { env: BOBS } }");
      const { exitCode, stderr } = await run(spec, ["plan"]);
      expect(exitCode).toBe(0);
      expect(stderr).toMatch(/owconf\.yaml:3:\d+: warning.*OWCONF_EMAIL wins over server\.signIn\.email/s);
      const [signIn] = server.requests.filter(({ path }) => path.endsWith("/signin"));
      expect(signIn?.body).toEqual({ email: admin.email, password: admin.password });
    }));

  it("never sends the password of one account for another", () =>
    onStage({}, async ({ server, run }) => {
      const spec = withSignIn("{ email: bob@example.com, password: { env: BOBS } }");
      const env = { OWCONF_PASSWORD: "", BOBS: other.password };
      const { exitCode, stderr } = await run(spec, ["plan"], { env });
      expect(exitCode).toBe(3);
      expect(stderr).toContain(`no password for ${admin.email}`);
      expect(server.requests).toEqual([]);
    }));

  it("takes OWCONF_PASSWORD for the spec's account", () =>
    onStage({}, async ({ run }) => {
      const env = { OWCONF_EMAIL: "" };
      expect((await run(withSignIn(`{ email: ${admin.email} }`), ["plan"], { env })).exitCode).toBe(0);
    }));

  it("is an account of the directory", () => {
    const directory = describeDirectory(389);
    return onStage({ directory }, async ({ server, run }) => {
      const [person] = directory.people;
      Object.assign(server.state.ldapServer, {
        host: directory.host,
        port: directory.port,
        search_base: directory.peopleDn,
        app_dn: directory.readerDn,
        app_dn_password: directory.readerPassword,
        use_tls: false,
      });
      server.state.ldapEnabled = true;
      server.state.adminConfig.DEFAULT_USER_ROLE = "admin";
      const spec = withSignIn(`{ ldap: { user: ${person?.uid}, password: { env: LDAP_PW } } }`);
      const env = { ...nothing, LDAP_PW: person?.password ?? "" };
      const done = await run(spec, ["plan"], { env });
      expect([done.exitCode, done.stderr]).toEqual([0, ""]);
      expect(server.requests.find(({ path }) => path.endsWith("/ldap"))?.body).toEqual({
        user: person?.uid,
        password: person?.password,
      });
    });
  });

  it("is a header that the server trusts, with no password at all", () =>
    onStage({ trustedHeader: "X-Forwarded-Email" }, async ({ server, run }) => {
      const spec = withSignIn(`{ email: ${admin.email}, trustedHeader: X-Forwarded-Email }`);
      const { exitCode, stderr } = await run(spec, ["plan"], { env: nothing });
      expect([exitCode, stderr]).toEqual([0, ""]);
      expect(JSON.stringify(server.requests)).not.toContain(admin.password);
    }));

  it("says where a token comes from when there is none", () =>
    onStage({}, async ({ run }) => {
      const { exitCode, stderr } = await run(`version: 1\n${settings}`, ["plan"], { env: nothing });
      expect(exitCode).toBe(3);
      expect(stderr).toMatch(/no account to sign in with.*Settings > Account.*owconf login/s);
    }));
});

describe("the address of the server", () => {
  it.each([
    ["plan", []],
    ["apply", ["--auto-approve"]],
  ])("%s: a flag wins over the environment, and the environment over the spec", (command, args) =>
    onStage({}, async ({ server, run }) => {
      const spec = `version: 1\nserver: { url: "http://127.0.0.1:1" }\n${settings}`;
      const byEnv = await run(spec, [command, ...args]);
      expect(byEnv.exitCode).toBe(0);
      expect(byEnv.stderr).toMatch(/OWCONF_URL wins over server\.url: this is about http:\/\/127/);
      const byFlag = await run(spec, [command, ...args, "--url", server.url], {
        env: { OWCONF_URL: "http://127.0.0.1:2" },
      });
      expect(byFlag.exitCode).toBe(0);
      expect(byFlag.stderr).toContain("--url wins over server.url");
      const bySpec = await run(spec, [command, ...args], { env: { OWCONF_URL: "" } });
      expect([bySpec.exitCode, bySpec.stderr]).toEqual([4, expect.stringContaining("127.0.0.1:1")]);
    }),
  );

  it("is not warned about where spec and environment say the same", () =>
    onStage({}, async ({ server, run }) => {
      const spec = `version: 1\nserver: { url: "${server.url}/" }\n${settings}`;
      expect((await run(spec, ["plan"])).stderr).toBe("");
    }));
});

describe("extra headers", () => {
  it("go with every request, by reference or from the environment, which wins", () => {
    const seen: (string | null)[][] = [];
    const intercept = (request: Request) => {
      seen.push(["x-a", "x-b", "x-c"].map((name) => request.headers.get(name)));
      return undefined;
    };
    return onStage({ intercept }, async ({ run }) => {
      const spec = `version: 1\nserver:\n  headers:\n    X-A: { env: A }\n    X-B: { env: B }\n${settings}`;
      const env = { A: "from-spec", OWCONF_HEADERS: "X-B: from-env\nX-C:  spaced value " };
      const { exitCode, stderr } = await run(spec, ["plan"], { env: { ...env, B: "unused" } });
      expect([exitCode, stderr]).toEqual([0, ""]);
      expect(seen.length).toBeGreaterThan(3);
      expect(new Set(seen.map((one) => one.join()))).toEqual(new Set(["from-spec,from-env,spaced value"]));
    });
  });

  it.each([
    ["no colon", "X-A no colon canary", "line 1 of OWCONF_HEADERS is no header"],
    [
      "one of owconf's own",
      "Authorization: Basic canary",
      "the request header Authorization is owconf's own",
    ],
    ["an empty value", "X-A:", "the value of the request header X-A is empty"],
  ])("are refused with %s, and not shown", (_name, text, message) =>
    onStage({}, async ({ server, run }) => {
      const env = { OWCONF_HEADERS: text };
      const { exitCode, stderr } = await run(`version: 1\n${settings}`, ["plan"], { env });
      expect(exitCode).toBe(3);
      expect(stderr).toContain(message);
      expect(stderr).not.toContain("canary");
      expect(server.requests).toEqual([]);
    }),
  );

  it("are not shown when the server repeats them", () => {
    const intercept = (request: Request) =>
      Response.json({ detail: `refused ${request.headers.get("x-a")}` }, { status: 400 });
    return onStage({ intercept }, async ({ run }) => {
      const { exitCode, stderr } = await run(`version: 1\n${settings}`, ["plan"], {
        env: { OWCONF_HEADERS: "X-A: header-canary" },
      });
      expect(exitCode).toBe(4);
      expect(stderr).toContain("refused ***");
      expect(stderr).not.toContain("canary");
    });
  });
});

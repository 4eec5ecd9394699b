import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { admin, onStage } from "./journey.ts";
import { type Run, runOwconf } from "./run-owconf.ts";

const spec = "version: 1\nadminConfig:\n  ENABLE_SIGNUP: true\n";

async function planAt(url: string, args: string[] = []): Promise<Run> {
  const env = { OWCONF_URL: url, OWCONF_EMAIL: admin.email, OWCONF_PASSWORD: admin.password };
  return runOwconf(["plan", ...args], { env, files: { "owconf.yaml": spec } });
}

async function atServer(server: Server, use: (url: string) => Promise<void>): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections?.();
    await new Promise((resolve) => server.close(resolve));
  }
}

describe("a spec that is not there", () => {
  it.each([
    ["owconf.yml", []],
    ["a.yaml", ["a.yml"]],
  ])("is found under the other ending: %s", async (there, args) => {
    const { exitCode, stderr } = await runOwconf(["plan", ...args], { files: { [there]: spec } });
    expect(exitCode).toBe(3);
    expect(stderr).toContain(`, but there is ${there} `);
  });

  it("is looked for no further", async () => {
    const files = { "owconf.yml": spec };
    for (const name of ["other.yaml", "owconf"]) {
      expect((await runOwconf(["plan", name], { files })).stderr).not.toContain("but there is");
    }
  });
});

describe("a server that cannot be used ends with its own message", () => {
  it("a closed port", async () => {
    const { exitCode, stderr } = await planAt("http://127.0.0.1:9");
    expect(exitCode).toBe(4);
    expect(stderr).toContain("[api.unreachable]");
    expect(stderr).toContain("http://127.0.0.1:9");
  });

  it("a web page", () =>
    atServer(
      createServer((_request, response) =>
        response.writeHead(200, { "content-type": "text/html" }).end("<html></html>"),
      ),
      async (url) => {
        const { exitCode, stderr } = await planAt(url);
        expect(exitCode).toBe(4);
        expect(stderr).toContain("[api.not-open-webui]");
      },
    ));

  it("a page of the Open WebUI itself", () =>
    onStage({}, async ({ server }) => {
      const { exitCode, stderr } = await planAt(`${server.url}/admin/settings`);
      expect(exitCode).toBe(4);
      expect(stderr).toContain(`give ${server.url} as the server URL`);
      expect(stderr).toContain("[api.not-open-webui]");
      expect(server.requests.some(({ method }) => method === "POST")).toBe(false);
    }));

  it("a host that hangs, within the time limit", async () => {
    const sockets = new Set<Socket>();
    const silent = createTcpServer((socket) => void sockets.add(socket));
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    try {
      const { port } = silent.address() as AddressInfo;
      const { exitCode, stderr } = await planAt(`http://127.0.0.1:${port}`, ["--timeout", "0.3"]);
      expect(exitCode).toBe(4);
      expect(stderr).toContain("[api.timeout]");
      expect(stderr).toContain("0.3");
    } finally {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => silent.close(resolve));
    }
  });

  it("a wrong password", () =>
    onStage({}, async ({ run }) => {
      const { exitCode, stderr } = await run(spec, ["plan"], { env: { OWCONF_PASSWORD: "wrong-canary" } });
      expect(exitCode).toBe(4);
      expect(stderr).toContain("[api.bad-credentials]");
      expect(stderr).toContain(admin.email);
      expect(stderr).not.toContain("wrong-canary");
    }));

  it("an account that is no admin", () =>
    onStage({}, async ({ server, run }) => {
      const [user] = server.state.users;
      if (user) user.role = "user";
      const { exitCode, stderr } = await run(spec, ["plan"]);
      expect(exitCode).toBe(4);
      expect(stderr).toContain("[api.not-admin]");
    }));

  it("a token that is not known", () =>
    onStage({}, async ({ run }) => {
      const { exitCode, stderr } = await run(spec, ["plan"], {
        env: { OWCONF_TOKEN: "token-canary", OWCONF_PASSWORD: "" },
      });
      expect(exitCode).toBe(4);
      expect(stderr).toContain("[api.not-signed-in]");
      expect(stderr).not.toContain("token-canary");
    }));

  it.each(["", "/", "/api", "/api/", "/api/v1", "/api/v1/auths/"])("but not for the suffix %j", (suffix) =>
    onStage({}, async ({ server }) => {
      expect((await planAt(server.url + suffix)).exitCode).toBe(0);
    }),
  );

  it("says so as JSON, too", async () => {
    const { exitCode, stdout } = await planAt("http://127.0.0.1:9", ["--json"]);
    expect(exitCode).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({
      formatVersion: 1,
      error: { code: "api.unreachable", exitCode: 4 },
    });
  });
});

describe("a command line that is wrong ends with exit 3", () => {
  it.each([
    [["plan", "--frobnicate"], "--frobnicate"],
    [["plna"], "plan"],
    [["check-ldap", "a.yaml", "b.yaml"], "too many arguments"],
    [["plan", "--timeout", "soon"], "--timeout"],
    [["plan", "--timeout", "0"], "--timeout"],
    [["--"], "a command is missing"],
    [["help", "nonsense"], "unknown command 'nonsense'"],
    [["plan", "nowhere.yaml"], "nowhere.yaml"],
    [["plan", "/"], "folder"],
  ])("%j", async (args, text) => {
    const { exitCode, stdout, stderr } = await runOwconf(args);
    expect(stderr).toContain(text);
    expect(stderr).toContain("hint:");
    expect(stdout).toBe("");
    expect(exitCode).toBe(3);
  });

  it("does not repeat a password that was given as a flag", async () => {
    const { exitCode, stdout, stderr } = await runOwconf(["plan", "--password=flag-canary", "--json"]);
    expect(exitCode).toBe(3);
    expect(stdout + stderr).not.toContain("flag-canary");
  });

  it.each([
    [{}, "OWCONF_URL"],
    [{ OWCONF_URL: "http://127.0.0.1:9" }, "OWCONF_EMAIL"],
    [{ OWCONF_URL: "http://127.0.0.1:9", OWCONF_EMAIL: "a@b.c" }, "OWCONF_PASSWORD"],
    [{ OWCONF_URL: "ftp://127.0.0.1", OWCONF_EMAIL: "a@b.c", OWCONF_PASSWORD: "x" }, "http"],
  ])("names what is missing: %j", async (env, text) => {
    const { exitCode, stderr } = await runOwconf(["plan"], { env, files: { "owconf.yaml": spec } });
    expect(exitCode).toBe(3);
    expect(stderr).toContain(text);
  });
});

describe("help", () => {
  it.each([["validate"], ["plan"], ["apply"], ["export"], ["schema"]])(
    "%s --help has an example",
    async (name) => {
      const { exitCode, stdout, stderr } = await runOwconf([name, "--help"]);
      expect(exitCode).toBe(0);
      expect(stdout).toContain(`Example:\n  owconf ${name}`);
      expect(stderr).toBe("");
    },
  );

  it("--version prints the version", async () => {
    const { exitCode, stdout } = await runOwconf(["--version"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

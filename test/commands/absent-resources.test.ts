import { describe, expect, it } from "vitest";
import { showPath } from "../../src/model/path.ts";
import type { Resource } from "../../src/model/resource.ts";
import { findResource, resources } from "../../src/resources/index.ts";
import { onStage } from "./journey.ts";

const answers: [name: string, create: () => Response][] = [
  ["404", () => Response.json({ detail: "Not Found" }, { status: 404 })],
  ["405", () => Response.json({ detail: "Method Not Allowed" }, { status: 405 })],
  ["a web page", () => new Response("<!doctype html>", { headers: { "content-type": "text/html" } })],
];
const specs: Record<string, string> = {
  adminConfig: "adminConfig:\n  ENABLE_NOTES: false\n",
  ldapServer: "ldap:\n  server:\n    host: ldap.example.com\n    search_base: dc=example\n",
  ldapConfig: "ldap:\n  enabled: true\n",
  permissions: "permissions:\n  chat:\n    delete: false\n",
  banners: "banners:\n  a: { type: info, content: Hi, dismissible: true, timestamp: 1 }\n",
  openai: "openai:\n  connections:\n    https://a.test/v1: { config: { enable: false } }\n",
};
const table = Object.keys(specs).flatMap((name) =>
  answers.map(([answer, create]) => ({ name, answer, resource: findResource(name), create })),
);
/** Returns a section of the spec that the server has beside that one. */
const otherOf = (name: string) => (name === "adminConfig" ? "permissions" : "adminConfig");
const lacking = (missing: readonly Resource[], create: () => Response) => ({
  intercept: (request: Request) =>
    missing.some(({ read, write }) => [read.path, write.path].includes(new URL(request.url).pathname))
      ? create()
      : undefined,
});

describe.each(table)("a server that answers $answer for $name", ({ name, answer, resource, create }) => {
  it("is planned and applied where the spec does not name it", () =>
    onStage(lacking([resource], create), async ({ run }) => {
      const spec = specs[otherOf(name)];
      expect((await run(`version: 1\n${spec}`, ["plan", "--detailed-exitcode"])).exitCode).toBe(2);
      expect((await run(`version: 1\n${spec}`, ["apply", "--auto-approve"])).exitCode).toBe(0);
    }));

  it("is told where the spec names it, and nothing is written", () =>
    onStage(lacking([resource], create), async ({ server, run }) => {
      const { exitCode, stdout } = await run(`version: 1\n${specs[name]}${specs[otherOf(name)]}`, [
        "apply",
        "--auto-approve",
        "--json",
      ]);
      expect(exitCode).toBe(3);
      const [problem, ...further] = JSON.parse(stdout).error.diagnostics;
      expect(further).toEqual([]);
      expect(problem).toMatchObject({ code: "plan.unknown-to-server", path: showPath(resource.specPath) });
      expect(problem.message).toContain(
        `${showPath(resource.specPath)} is not known to this server (0.12.4)`,
      );
      expect(problem.hint.includes("proxy")).toBe(answer === "a web page");
      expect(
        server.requests.filter(({ method, path }) => method === "POST" && path.includes("admin")),
      ).toEqual([]);
    }));

  it("is told where the spec names only settings of it that owconf does not know", () =>
    onStage(lacking([resource], create), async ({ run }) => {
      const spec = specs[name]?.replaceAll(
        /(ENABLE_NOTES|host|search_base|enabled|chat|a|connections):/g,
        "NEW_$1:",
      );
      const { exitCode, stderr } = await run(`version: 1\n${spec}${specs[otherOf(name)]}`, ["plan"]);
      expect(exitCode).toBe(3);
      expect(stderr).toContain("[plan.unknown-to-server]");
    }));

  it("is exported without it, which a comment says", () =>
    onStage(lacking([resource], create), async ({ run }) => {
      const { exitCode, stdout } = await run("", ["export", "--all"]);
      expect(exitCode).toBe(0);
      expect(stdout).toContain(`# This server has no ${resource.title}`);
      expect((await run(stdout, ["plan"])).exitCode).toBe(0);
    }));
});

describe.each(answers)("a server that answers %s for every resource", (_name, create) => {
  it("cannot be used", () =>
    onStage(lacking(resources, create), async ({ run }) => {
      for (const spec of Object.values(specs)) {
        expect((await run(`version: 1\n${spec}`, ["plan"])).exitCode).toBe(4);
      }
      expect((await run("", ["export"])).exitCode).toBe(4);
    }));
});

describe.each(answers)("an endpoint that answers %s in the middle of an apply", (_name, create) => {
  it("is an error", () => {
    let readings = 0;
    const intercept = (request: Request) =>
      request.url.endsWith("/admin/config") && ++readings > 1 ? create() : undefined;
    return onStage({ intercept }, async ({ server, run }) => {
      const { exitCode, stdout } = await run(`version: 1\n${specs.adminConfig}`, ["apply", "--auto-approve"]);
      expect(exitCode).toBe(6);
      expect(stdout).toContain("adminConfig (admin config): failed");
      expect(server.state.adminConfig.ENABLE_NOTES).toBe(true);
    });
  });
});

it("takes no other failure for a lack", () =>
  onStage(
    lacking([findResource("ldapConfig")], () =>
      Response.json({ detail: "The model is missing." }, { status: 404 }),
    ),
    async ({ run }) => {
      expect((await run(`version: 1\n${specs.ldapConfig}`, ["plan"])).exitCode).toBe(4);
    },
  ));

it("tells of sections that the release never had, also where the spec has no others", () =>
  onStage({ release: "0.6.43" }, async ({ run }) => {
    const spec = "version: 1\noauth:\n  ENABLE_OAUTH_SIGNUP: true\nsubagents:\n  ENABLE_SUBAGENTS: true\n";
    const { exitCode, stderr } = await run(spec, ["plan"]);
    expect(stderr).toContain("oauth is not known to this server (0.6.43); it came with 0.10");
    expect(stderr).toContain("subagents is not known to this server (0.6.43); it came with 0.11");
    expect(exitCode).toBe(3);
  }));

import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/model/json.ts";
import { findSecrets } from "../faults/secret-forms.ts";
import { admin, bindPassword, ldapSpec, onStage } from "./journey.ts";
import type { Run } from "./run-owconf.ts";

function expectNoSecret(run: Run, secrets: string[]): void {
  const said = [run.stdout, run.stderr, ...Object.values(run.written)].join("\n");
  expect(said).not.toBe("");
  expect(findSecrets(said, secrets)).toEqual([]);
}

const liveBindPassword = 'live "bind" password/canary';
const commands = [
  ["validate"],
  ["plan"],
  ["validate", "--format", "github"],
  ["plan", "--json"],
  ["plan", "--markdown"],
  ["plan", "--format", "github"],
  ["plan", "--format", "junit"],
  ["apply"],
  ["apply", "--auto-approve"],
  ["apply", "--auto-approve", "--json"],
  ["apply", "--auto-approve", "--markdown"],
  ["apply", "--auto-approve", "--format", "github"],
  ["export"],
  ["export", "--all"],
  ["check-ldap"],
  ["check-ldap", "--user", "ada", "--json"],
];

describe.each(commands)("owconf %s %s %s", (...args) => {
  const secrets = [admin.password, bindPassword, liveBindPassword];

  it("says no secret", () =>
    onStage({}, async ({ server, run }) => {
      server.state.ldapServer.app_dn_password = liveBindPassword;
      expectNoSecret(await run(ldapSpec, args), secrets);
    }));

  it("says no secret that stands in the spec itself", () =>
    onStage({}, async ({ server, run }) => {
      server.state.ldapServer.app_dn_password = liveBindPassword;
      const spec = ldapSpec.replace("{ env: LDAP_BIND_PASSWORD }", '"literal-canary"');
      const broken = spec.replace("search_base:", "app_dn_pasword: misspelt-canary\n    search_base: [");
      const literal = await run(spec, args);
      // `export` reads no spec, and a bare `apply` stops before it does.
      if (args[0] !== "export" && args.join() !== "apply") expect(literal.stderr).toContain("secret.literal");
      expectNoSecret(literal, [...secrets, "literal-canary"]);
      expectNoSecret(await run(broken, args), [...secrets, "literal-canary", "misspelt-canary"]);
    }));

  it("says no secret that the server puts into its errors", () =>
    onStage(
      {
        intercept: async (request, n) => {
          if (n < 2) return undefined;
          const body = await request.text();
          return Response.json(
            { detail: `refused: ${body} ${request.headers.get("authorization")}` },
            { status: 400 },
          );
        },
      },
      async ({ server, run }) => {
        server.state.ldapServer.app_dn_password = liveBindPassword;
        const token = server.issueToken();
        const env = { OWCONF_TOKEN: token, OWCONF_PASSWORD: "" };
        expectNoSecret(await run(ldapSpec, args, { env }), [...secrets, token]);
      },
    ));
});

describe("the value of a setting that owconf does not know", () => {
  const spec = "version: 1\nadminConfig:\n  NEW_MODE: desired-canary\n  ENABLE_NOTES: false\n";
  const commandsOnServer = commands.filter(([name]) => name !== "validate");

  it.each([
    ["ends well", undefined],
    ["is ignored, and cannot be put back", 200],
    ["is refused with the whole request repeated", 400],
  ])("is never said when its write %s", (_name, status) => {
    let held: JsonObject = {};
    const intercept = async (request: Request) => {
      if (request.method !== "POST" || !request.url.endsWith("/admin/config")) return undefined;
      const body = (await request.json()) as JsonObject;
      if (status === 400) return Response.json({ detail: `refused: ${JSON.stringify(body)}` }, { status });
      Object.assign(
        held,
        body,
        status === 200 ? { NEW_MODE: "third-canary", OTHER_NEW: "third-canary" } : {},
      );
      return Response.json(held);
    };
    return onStage({ intercept }, async ({ server, run }) => {
      held = Object.assign(server.state.adminConfig, { NEW_MODE: "live-canary", OTHER_NEW: "live-canary" });
      for (const args of commandsOnServer) {
        const said = await run(spec, args);
        expectNoSecret(said, ["desired-canary", "live-canary", "third-canary"]);
        if (args.length === 2 && args[0] === "apply") {
          expect(said.stdout).toContain("NEW_MODE: (secret: changed)");
          expect(said.exitCode).toBe(status === undefined ? 0 : status === 200 ? 7 : 6);
        }
      }
    });
  });
});

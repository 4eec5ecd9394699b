import { describe, expect, it } from "vitest";
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
  ["plan", "--json"],
  ["apply"],
  ["apply", "--auto-approve"],
  ["apply", "--auto-approve", "--json"],
  ["export"],
  ["export", "--all"],
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

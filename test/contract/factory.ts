import { expect, it } from "vitest";
import { factoryValues } from "../server/settings-fields.ts";
import { callAuths, readAdminConfig, type Target, traitsOf } from "./target.ts";

/** What a new server holds, as the catalogue has it: to be described first. */
export function describeFactory(getTarget: () => Target): void {
  it("holds the admin config of the catalogue, but for sign-up, which the first account closed", async () => {
    const expected = factoryValues(traitsOf(getTarget()).adminConfig);
    expect(await readAdminConfig(getTarget())).toEqual({ ...expected, ENABLE_SIGNUP: false });
  });

  it("holds the LDAP server of the catalogue, which it would not take back", async () => {
    const target = getTarget();
    const { ldapServer, allowsAnonymousBind } = traitsOf(target);
    const live = (await callAuths(target, "GET", "/admin/config/ldap/server")).body;
    expect(live).toEqual(factoryValues(ldapServer));
    const refused = await callAuths(target, "POST", "/admin/config/ldap/server", { body: live });
    const first = allowsAnonymousBind ? "search_base" : "app_dn";
    expect([refused.status, refused.detail]).toEqual([400, `Required field ${first} is empty`]);
    expect((await callAuths(target, "GET", "/admin/config/ldap")).body).toEqual({ ENABLE_LDAP: false });
  });

  it("holds the OAuth config of the catalogue from 0.10 on", async () => {
    const target = getTarget();
    const { oauthConfig, tellsOAuthPersistence } = traitsOf(target);
    const answer = await callAuths(target, "GET", "/admin/config/oauth");
    if (Object.keys(oauthConfig).length === 0) {
      expect([answer.status, answer.type]).toEqual([200, "text/html"]);
      return;
    }
    expect(answer.body).toEqual({
      ...factoryValues(oauthConfig),
      ...(tellsOAuthPersistence ? { ENABLE_OAUTH_PERSISTENT_CONFIG: false } : {}),
    });
    // Null and left out mean "leave alone".
    const changed = await callAuths(target, "POST", "/admin/config/oauth", {
      body: { OAUTH_PROVIDER_NAME: "Company", OAUTH_SCOPES: null },
    });
    const expected = { ...answer.fields, OAUTH_PROVIDER_NAME: "Company" };
    expect([changed.status, changed.body]).toEqual([200, expected]);
    await callAuths(target, "POST", "/admin/config/oauth", { body: { OAUTH_PROVIDER_NAME: "SSO" } });
    expect((await callAuths(target, "GET", "/admin/config/oauth")).body).toEqual(answer.body);
  });
}

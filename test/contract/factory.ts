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
}

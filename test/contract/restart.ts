import { expect, it } from "vitest";
import type { JsonObject } from "../../src/model/json.ts";
import { factorySettingsOf } from "../../src/releases/history.ts";
import { oauth } from "../../src/resources/oauth.ts";
import type { SettingsFields } from "../server/settings-fields.ts";
import { callAuths, changeAdminConfig, readSettings, type Target, traitsOf } from "./target.ts";

/** What survives a restart. */
export function describeRestart(getTarget: () => Target): void {
  it("holds its settings over a restart, but for nulls up to 0.9 and the OAuth config", async () => {
    const target = getTarget();
    const { adminConfig, ldapServer, forms, forgetsNulls } = traitsOf(target);
    const hasOAuth = forms.some(({ name }) => name === "oauth");
    const { directory } = target;
    await changeAdminConfig(target, { WEBUI_URL: "https://kept.example.com", RESPONSE_WATERMARK: null });
    const body = {
      ...{ label: "Kept", host: directory.host, search_base: directory.peopleDn, use_tls: false },
      ...{ app_dn: directory.readerDn, app_dn_password: directory.readerPassword },
      ...{ port: null, certificate_path: null, ciphers: null },
    };
    await callAuths(target, "POST", "/admin/config/ldap/server", { body });
    await callAuths(target, "POST", "/admin/config/ldap", { body: { enable_ldap: null } });
    if (hasOAuth) {
      await callAuths(target, "POST", "/admin/config/oauth", { body: { OAUTH_PROVIDER_NAME: "Lost" } });
    }
    const before = await readAll(target);
    expect(before.ldapServer).toMatchObject({ label: "Kept", port: null, ciphers: null });
    await target.restart();
    const after = await readAll(target);
    const remember = (settings: JsonObject, fields: SettingsFields) =>
      Object.fromEntries(
        Object.entries(settings).map(([name, value]) => [
          name,
          value === null && forgetsNulls ? fields[name]?.factory : value,
        ]),
      );
    // 0.9 stores the settings of one write in concurrent tasks, each the whole of them: which one comes
    // last is chance, so any setting may be an earlier one after a restart. Its names are all there is to hold.
    const mayForget = target.release.startsWith("0.9.");
    const held = (settings: Record<string, unknown>) => (mayForget ? Object.keys(settings) : settings);
    expect(held(after.adminConfig)).toEqual(held(remember(before.adminConfig, adminConfig)));
    expect(held(after.ldapServer)).toEqual(held(remember(before.ldapServer, ldapServer)));
    if (!mayForget) expect(after.ldapConfig).toEqual({ ENABLE_LDAP: forgetsNulls ? false : null });
    if (hasOAuth) {
      expect(before.oauthConfig.OAUTH_PROVIDER_NAME).toBe("Lost");
      // What the suite tried out there is forgotten, too.
      expect(after.oauthConfig).toMatchObject(factorySettingsOf(oauth, target.release) as JsonObject);
    }
    await changeAdminConfig(target, { WEBUI_URL: "", RESPONSE_WATERMARK: "" });
    await callAuths(target, "POST", "/admin/config/ldap", { body: { enable_ldap: false } });
  });
}

async function readAll(target: Target) {
  return {
    ...(await readSettings(target)),
    oauthConfig: (await callAuths(target, "GET", "/admin/config/oauth")).fields,
  };
}

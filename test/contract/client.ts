import { afterEach, beforeEach, expect, it } from "vitest";
import { AuthsClient } from "../../src/api/auths.ts";
import {
  ApiError,
  BadCredentialsError,
  ForbiddenError,
  NotAdminError,
  NotOpenWebUIError,
  NotSignedInError,
  RejectedError,
} from "../../src/errors.ts";
import { nameApiKeySettings } from "./api-keys.ts";
import { addAccount, type Target, traitsOf } from "./target.ts";

/** The AuthsClient's 18 methods, on the same servers as the raw requests. */
export function describeClient(getTarget: () => Target): void {
  let admin: AuthsClient;
  let other: AuthsClient;

  beforeEach(() => {
    const { url, token } = getTarget();
    admin = new AuthsClient({ url, token });
    other = new AuthsClient({ url: `${url}/api/` });
  });
  afterEach(async () => {
    await Promise.all([admin.close(), other.close()]);
  });

  /** Changes settings as the API wants it: the whole live object, but for the MFA fields. */
  const change = async (changes: Record<string, unknown>) => {
    const live = Object.entries(await admin.getAdminConfig()).filter(([name]) => !/MFA/.test(name));
    return admin.updateAdminConfig({ ...Object.fromEntries(live), ...changes });
  };

  it("getSessionUser tells who is signed in", async () => {
    const { email } = getTarget().admin;
    expect(await admin.getSessionUser()).toMatchObject({
      email,
      role: "admin",
      ...(traitsOf(getTarget()).hasProfiles ? { bio: null, status_emoji: null } : {}),
    });
    await expect(other.getSessionUser()).rejects.toThrow(NotSignedInError);
    const stranger = new AuthsClient({ url: getTarget().url, token: "nonsense" });
    await expect(stranger.getSessionUser()).rejects.toThrow(NotSignedInError);
    await stranger.close();
  });

  it("signin keeps the token unless told otherwise, and signOut forgets it", async () => {
    const account = await addAccount(getTarget());
    await expect(other.signin({ email: account.email, password: "wrong" })).rejects.toThrow(
      BadCredentialsError,
    );
    expect(other.token).toBeUndefined();
    const session = await other.signin(account, { keepToken: false });
    expect(session).toMatchObject({ id: account.id, token: expect.any(String) });
    expect(other.token).toBeUndefined();
    expect((await other.signin(account)).token).toBe(other.token);
    expect(await other.getSessionUser()).toMatchObject({ id: account.id });
    expect(await other.signOut()).toEqual({ status: true });
    expect(other.token).toBeUndefined();
    await expect(other.getSessionUser()).rejects.toThrow(NotSignedInError);
  });

  it("updateProfile and updatePassword change the signed-in account", async () => {
    const { email, password } = await addAccount(getTarget());
    await other.signin({ email, password });
    const profile = { name: "Grace", profile_image_url: "/user.png", bio: "Navy" };
    expect(await other.updateProfile(profile)).toMatchObject({ name: "Grace", email });
    expect(await other.getSessionUser()).toMatchObject({
      name: "Grace",
      ...(traitsOf(getTarget()).hasProfiles ? { bio: "Navy" } : {}),
    });
    const wrong = other.updatePassword({ password: "wrong", new_password: "changed" });
    await expect(wrong).rejects.toThrow(BadCredentialsError);
    expect(await other.updatePassword({ password, new_password: "changed" })).toBe(true);
    expect((await other.signin({ email, password: "changed" })).email).toBe(email);
  });

  it("signup and addUser create accounts, each e-mail once", async () => {
    const account = { name: "Signer", email: "signer@example.com", password: "signer-pass" };
    await expect(other.signup(account)).rejects.toThrow(ForbiddenError);
    await change({ ENABLE_SIGNUP: true });
    expect(await other.signup(account)).toMatchObject({ email: account.email, role: "pending" });
    expect((await other.getSessionUser()).email).toBe(account.email);
    await expect(other.signup(account)).rejects.toThrow(RejectedError);
    await change({ ENABLE_SIGNUP: false });
    const added = { ...account, email: "added@example.com", role: "user" as const };
    expect(await admin.addUser(added)).toMatchObject({ email: added.email, role: "user" });
    await expect(admin.addUser(added)).rejects.toThrow(/already registered/);
    await expect(other.addUser({ ...added, email: "third@example.com" })).rejects.toThrow(NotAdminError);
  });

  it("getAdminDetails tells whom to ask, unless that is off", async () => {
    expect(await admin.getAdminDetails()).toMatchObject({ email: getTarget().admin.email });
    await change({ SHOW_ADMIN_DETAILS: false });
    await expect(admin.getAdminDetails()).rejects.toThrow(RejectedError);
    await change({ SHOW_ADMIN_DETAILS: true });
  });

  it("getAdminConfig and updateAdminConfig read and write the whole object", async () => {
    const before = await admin.getAdminConfig();
    const answer = await change({ WEBUI_URL: "written" });
    expect(answer.WEBUI_URL).toBe("written");
    expect(await admin.getAdminConfig()).toEqual({ ...before, WEBUI_URL: "written" });
    await change({ WEBUI_URL: before.WEBUI_URL });
    const partial = admin.updateAdminConfig({ ENABLE_CHANNELS: true });
    await expect(partial).rejects.toMatchObject({ name: "RejectedError", status: 422 });
    expect(await admin.getAdminConfig()).toEqual(before);
  });

  it("getLdapServer, updateLdapServer, getLdapConfig, updateLdapConfig and signinLdap set LDAP up", async () => {
    const { directory } = getTarget();
    const person = directory.people[1] ?? { uid: "", password: "", mail: "" };
    const settings = {
      ...(await admin.getLdapServer()),
      ...{ host: directory.host, port: directory.port, use_tls: false, search_base: directory.peopleDn },
      ...{ app_dn: directory.readerDn, app_dn_password: directory.readerPassword },
    };
    expect(await admin.updateLdapServer(settings)).toEqual(settings);
    expect(await admin.getLdapServer()).toEqual(settings);
    await expect(admin.updateLdapServer({ ...settings, host: "" })).rejects.toThrow(ApiError);
    const credentials = { user: person.uid, password: person.password };
    await expect(other.signinLdap(credentials)).rejects.toThrow(/LDAP authentication is not enabled/);
    expect(await admin.updateLdapConfig({ enable_ldap: true })).toEqual({ ENABLE_LDAP: true });
    expect(await admin.getLdapConfig()).toEqual({ ENABLE_LDAP: true });
    expect(await other.signinLdap(credentials)).toMatchObject({ email: person.mail, role: "pending" });
    expect((await other.getSessionUser()).email).toBe(person.mail);
    const wrong = other.signinLdap({ ...credentials, password: "wrong" });
    await expect(wrong).rejects.toThrow(BadCredentialsError);
    expect(await admin.updateLdapConfig({ enable_ldap: false })).toEqual({ ENABLE_LDAP: false });
  });

  it("generateApiKey, getApiKey and deleteApiKey follow the rules of the release", async () => {
    const { apiKeysFor, hasSessions } = traitsOf(getTarget());
    const { enable } = nameApiKeySettings(getTarget());
    await change({ [enable]: false });
    await expect(admin.generateApiKey()).rejects.toThrow(ForbiddenError);
    await change({ [enable]: true });
    if (apiKeysFor === "nobody") {
      await expect(admin.generateApiKey()).rejects.toThrow(ForbiddenError);
    } else {
      const made = await admin.generateApiKey();
      expect(await admin.getApiKey()).toEqual(made);
      const byKey = new AuthsClient({ url: getTarget().url, token: String(made.api_key) });
      if (hasSessions) {
        await expect(byKey.getSessionUser()).rejects.toThrow(ForbiddenError);
        await expect(byKey.updateAdminConfig(await byKey.getAdminConfig())).rejects.toThrow(ForbiddenError);
      } else {
        expect(await byKey.getSessionUser()).toMatchObject({ role: "admin" });
      }
      await byKey.close();
    }
    expect(await admin.deleteApiKey()).toBe(true);
    await expect(admin.getApiKey()).rejects.toMatchObject({ name: "RejectedError", status: 404 });
    await change({ [enable]: false });
  });

  it("tells a web page and an account that is no admin apart", async () => {
    const { token } = await addAccount(getTarget());
    const member = new AuthsClient({ url: getTarget().url, token });
    await expect(member.getAdminConfig()).rejects.toThrow(NotAdminError);
    await member.close();
    const astray = new AuthsClient({ url: `${getTarget().url}/elsewhere`, token });
    await expect(astray.getAdminConfig()).rejects.toThrow(NotOpenWebUIError);
    await astray.close();
  });
}

import { expect, it } from "vitest";
import type { Json, JsonObject } from "../../src/model/json.ts";
import { call, callAuths, callOpenly, type Target, traitsOf } from "./target.ts";

const failed = "LDAP authentication failed.";

export function describeLdap(getTarget: () => Target): void {
  const fields = () => traitsOf(getTarget()).ldapServer;
  const readServer = async () => (await callAuths(getTarget(), "GET", "/admin/config/ldap/server")).fields;
  const writeServer = (body: Json) => callAuths(getTarget(), "POST", "/admin/config/ldap/server", { body });
  const readFlag = async () => (await callAuths(getTarget(), "GET", "/admin/config/ldap")).body;
  const writeFlag = async (body: Json) => {
    const answer = await callAuths(getTarget(), "POST", "/admin/config/ldap", { body });
    expect(await readFlag()).toEqual(answer.body);
    return answer.fields.ENABLE_LDAP;
  };
  const signIn = (user: string, password: string) =>
    callOpenly(getTarget(), "POST", "/ldap", { user, password });

  const usable = (): JsonObject => ({
    label: "Directory",
    host: getTarget().directory.host,
    port: getTarget().directory.port,
    app_dn: getTarget().directory.readerDn,
    app_dn_password: getTarget().directory.readerPassword,
    search_base: getTarget().directory.peopleDn,
    use_tls: false,
  });

  it("refuses a sign-in while LDAP is off", async () => {
    const refused = await signIn("ada", "ada-pass-1");
    expect([refused.status, refused.detail]).toEqual([400, "LDAP authentication is not enabled"]);
  });

  it("refuses what is missing, empty or of another type, and keeps the rest", async () => {
    expect((await writeServer(usable())).status).toBe(200);
    const before = await readServer();
    const required = ["label", "host", "app_dn", "app_dn_password", "search_base"];
    for (const name of required) {
      const { [name]: _, ...body } = before;
      expect([name, (await writeServer(body)).status]).toEqual([name, 422]);
    }
    const filled = ["label", "host", "attribute_for_mail", "attribute_for_username", "search_base"];
    if (!traitsOf(getTarget()).allowsAnonymousBind) filled.push("app_dn", "app_dn_password");
    for (const name of filled) {
      const answer = await writeServer({ ...before, [name]: "" });
      expect([answer.status, answer.detail]).toEqual([400, `Required field ${name} is empty`]);
    }
    for (const [name, value] of Object.entries({ port: "ldap", use_tls: "maybe", host: null, label: 5 })) {
      expect([name, (await writeServer({ ...before, [name]: value })).status]).toEqual([name, 422]);
    }
    expect(await readServer()).toEqual(before);
    if ("attribute_for_groups" in fields()) {
      const without = { ...before, enable_group_management: true, attribute_for_groups: " " };
      const groups = await writeServer(without);
      expect([groups.status, groups.detail]).toEqual([400, "Required field attribute_for_groups is empty"]);
    }
    if (traitsOf(getTarget()).allowsAnonymousBind) {
      expect((await writeServer({ ...before, app_dn: "", app_dn_password: "" })).status).toBe(200);
    }
  });

  it("shows the bind password in clear, and resets optional fields that are left out", async () => {
    const whole: JsonObject = {
      ...usable(),
      ...{ port: "636", attribute_for_mail: "email", attribute_for_username: "cn", search_filters: "(a=b)" },
      ...{ use_tls: "no", certificate_path: "/ca.pem", validate_cert: false, ciphers: null },
      ...{
        enable_group_management: true,
        attribute_for_groups: "groups",
        default_email_domain: "example.com",
      },
    };
    expect((await writeServer(whole)).status).toBe(200);
    const known = Object.fromEntries(Object.entries(whole).filter(([name]) => name in fields()));
    expect(await readServer()).toMatchObject({ ...known, port: 636, use_tls: false });
    const { label, host, app_dn, app_dn_password, search_base } = usable();
    const kept = { label, host, app_dn, app_dn_password, search_base } as JsonObject;
    if (traitsOf(getTarget()).tlsNeedsCertificate) {
      const refused = await writeServer(kept);
      const detail = "TLS is enabled but certificate file path is missing";
      expect([refused.status, refused.detail]).toEqual([400, detail]);
      kept.certificate_path = "/ca.pem";
    }
    const answer = await writeServer(kept);
    const fallbacks = Object.entries(fields()).map(([name, field]) => [name, field.fallback]);
    expect(answer.fields).toEqual({ ...Object.fromEntries(fallbacks), ...kept });
    expect(await readServer()).toEqual(answer.fields);
  });

  it("reads the flag by another name than it answers, and takes a missing one for null", async () => {
    const target = getTarget();
    expect(await writeFlag({ enable_ldap: true })).toBe(true);
    expect((await call(target, "GET", "/api/config")).fields.features).toMatchObject({ enable_ldap: true });
    expect(await writeFlag({ ENABLE_LDAP: true })).toBeNull();
    expect(await writeFlag({ enable_ldap: "yes" })).toBe(true);
    expect(await writeFlag({ enable_ldap: null })).toBeNull();
    expect(await writeFlag({ enable_ldap: false })).toBe(false);
    const wrong = await callAuths(target, "POST", "/admin/config/ldap", { body: { enable_ldap: "maybe" } });
    expect(wrong.status).toBe(422);
  });

  it("signs in a person of the directory, who gets the role of new accounts", async () => {
    const [person] = getTarget().directory.people;
    if (person === undefined) throw new Error("The directory has no people.");
    expect((await writeServer(usable())).status).toBe(200);
    await writeFlag({ enable_ldap: true });
    const first = await signIn(person.uid.toUpperCase(), person.password);
    expect(first.status).toBe(200);
    expect(first.fields).toMatchObject({
      ...{ name: person.cn, email: person.mail, role: "pending" },
      ...{ token: expect.any(String), token_type: "Bearer" },
    });
    const second = await signIn(person.uid, person.password);
    expect(second.fields.id).toBe(first.fields.id);
  });

  it("says why a directory sign-in failed as its release does", async () => {
    const [person] = getTarget().directory.people;
    const uid = String(person?.uid);
    const refused = async (user: string, password: string) => {
      const answer = await signIn(user, password);
      expect(answer.status).toBe(400);
      return answer.detail;
    };
    const { ldapFailures, tlsNeedsCertificate } = traitsOf(getTarget());
    const expected = {
      "with status": {
        password: `400: Authentication failed for ${uid}`,
        user: "400: User not found in the LDAP server",
        application: "400: Application account bind failed",
        tls: expect.stringContaining("socket ssl wrapping error"),
        unreachable: expect.stringContaining("socket connection error while opening"),
      },
      hidden: { password: failed, user: failed, application: failed, tls: failed, unreachable: failed },
      plain: {
        password: "Authentication failed.",
        user: "User not found in the LDAP server",
        application: "Application account bind failed",
        tls: failed,
        unreachable: failed,
      },
    }[ldapFailures];
    expect(await refused(uid, "wrong")).toEqual(expected.password);
    expect(await refused("nobody", "wrong")).toEqual(expected.user);
    await writeServer({ ...usable(), app_dn_password: "wrong" });
    expect(await refused(uid, "wrong")).toEqual(expected.application);
    const certificate = tlsNeedsCertificate ? { certificate_path: "/etc/ssl/certs/ca-certificates.crt" } : {};
    await writeServer({ ...usable(), use_tls: true, ...certificate });
    expect(await refused(uid, "wrong")).toEqual(expected.tls);
    await writeServer({ ...usable(), port: 1 });
    expect(await refused(uid, "wrong")).toEqual(expected.unreachable);
    await writeServer(usable());
    await writeFlag({ enable_ldap: false });
  });
}

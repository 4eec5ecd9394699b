import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/model/json.ts";
import { findObstacles } from "../../src/plan/find-obstacles.ts";
import { planChanges } from "../../src/plan/plan-changes.ts";
import type { Actor } from "../../src/resources/dangers.ts";

const actor: Actor = { credential: "password", hasOAuth: false };
const factory = {
  label: "LDAP Server",
  host: "localhost",
  attribute_for_mail: "mail",
  attribute_for_username: "uid",
  app_dn: "",
  app_dn_password: "",
  search_base: "",
};

function findLdapObstacles(declared: JsonObject, live: Record<string, string | boolean>, version = "0.12.4") {
  const desired = { ldapServer: declared };
  const plan = planChanges(desired, { ldapServer: live }, { url: "http://chat.test", version }, actor);
  return findObstacles(plan, desired, { ldapServer: live }).map((one) => [one.code, one.path.join(".")]);
}

describe("findObstacles", () => {
  it("finds required fields that stay empty after the merge", () => {
    expect(findLdapObstacles({ host: "ldap.test" }, factory)).toEqual([
      ["plan.refused-by-server", "ldap.server.search_base"],
    ]);
  });

  it.each([
    ["0.6.43", ["app_dn", "app_dn_password"]],
    ["0.7.2", ["app_dn", "app_dn_password"]],
    ["0.8.3", ["app_dn", "app_dn_password"]],
    ["0.8.4", []],
    ["0.12.4", []],
    ["1.0.0", []],
  ])("knows whether %s can bind anonymously", (version, refused) => {
    const found = findLdapObstacles({ search_base: "dc=test" }, factory, version);
    expect(found.map(([, path]) => path)).toEqual(refused.map((field) => `ldap.server.${field}`));
  });

  it("takes what the server holds already for filled", () => {
    expect(findLdapObstacles({ host: "ldap.test" }, { ...factory, search_base: "dc=test" })).toEqual([]);
  });

  it("asks nothing of a resource that is not written", () => {
    expect(findLdapObstacles({ host: "localhost" }, factory)).toEqual([]);
  });

  it("wants a group attribute for group management", () => {
    const live = {
      ...factory,
      search_base: "dc=test",
      enable_group_management: false,
      attribute_for_groups: " ",
    };
    expect(findLdapObstacles({ enable_group_management: true }, live)).toEqual([
      ["plan.refused-by-server", "ldap.server.attribute_for_groups"],
    ]);
  });

  it.each([
    ["0.5.20", true, "", ["ldap.server.certificate_path"]],
    ["0.5.20", true, "/etc/ssl/ca.pem", []],
    ["0.5.20", false, "", []],
    ["0.6.0", true, "", ["ldap.server.certificate_path"]],
    ["0.6.1", true, "", []],
    ["0.6.43", true, "", []],
  ])("knows whether %s wants a certificate: TLS %s, %j", (version, tls, certificate, refused) => {
    const live = {
      ...factory,
      app_dn: "cn=a",
      app_dn_password: "b",
      certificate_path: certificate,
      use_tls: !tls,
    };
    const found = findLdapObstacles({ search_base: "dc=test", use_tls: tls }, live, version);
    expect(found.map(([, path]) => path)).toEqual(refused);
  });

  it("names the other spelling of a setting that was renamed", () => {
    const find = (field: string, version: string) => {
      const desired = { adminConfig: { [field]: true } };
      const live = { adminConfig: { ENABLE_SIGNUP: true } };
      const plan = planChanges(desired, live, { url: "http://chat.test", version }, actor);
      return findObstacles(plan, desired, live)[0];
    };
    expect(find("ENABLE_API_KEY", "0.12.4")).toMatchObject({
      message: expect.stringContaining("ENABLE_API_KEY is called ENABLE_API_KEYS"),
      hint: "write ENABLE_API_KEYS",
    });
    expect(find("ENABLE_API_KEYS", "0.5.20")?.hint).toContain("ENABLE_API_KEY there");
    // A patch before the one that renamed it.
    expect(find("ENABLE_API_KEYS", "0.6.36")).toMatchObject({
      message: "ENABLE_API_KEYS is not known to this server (0.6.36); later releases of 0.6 have it",
      hint: "it is called ENABLE_API_KEY there",
    });
  });

  it.each([
    [undefined, "it does not know /api/v1/auths/admin/config/ldap/server"],
    ["no-endpoint", "it does not know /api/v1/auths/admin/config/ldap/server"],
    ["other-form", "it answers /api/v1/auths/admin/config/ldap/server in another form"],
    ["page", "it answers /api/v1/auths/admin/config/ldap/server with a web page"],
  ] as const)("finds a resource that the server lacks: %s", (absence, message) => {
    const desired = { ldapServer: { host: "a", FUTURE: 1 }, ldapConfig: { enabled: false } };
    const live = { ldapConfig: { enabled: false } };
    const plan = planChanges(desired, live, { url: "http://chat.test", version: "0.13.0" }, actor);
    const found = findObstacles(plan, desired, live, absence && { ldapServer: absence });
    expect(found).toMatchObject([{ path: ["ldap", "server"], code: "plan.unknown-to-server" }]);
    expect(found[0]?.message).toBe(`ldap.server is not known to this server (0.13.0); ${message}`);
    expect(found[0]?.hint.includes("proxy")).toBe(absence === "page");
  });

  it("finds a setting that the server does not know, with its release", () => {
    const desired = { adminConfig: { ENABLE_CALENDAR: true } };
    const live = { adminConfig: { ENABLE_SIGNUP: true } };
    const plan = planChanges(desired, live, { url: "http://chat.test", version: "0.6.43" }, actor);
    expect(findObstacles(plan, desired, live)).toEqual([
      expect.objectContaining({
        code: "plan.unknown-to-server",
        path: ["adminConfig", "ENABLE_CALENDAR"],
        message: "ENABLE_CALENDAR is not known to this server (0.6.43); it came with 0.9",
      }),
    ]);
  });
});

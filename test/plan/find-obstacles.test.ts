import { describe, expect, it } from "vitest";
import { findObstacles } from "../../src/plan/find-obstacles.ts";
import { planChanges } from "../../src/plan/plan-changes.ts";
import type { Actor } from "../../src/resources/dangers.ts";
import type { DeclaredFields } from "../../src/spec/types.ts";

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

function findLdapObstacles(
  declared: DeclaredFields,
  live: Record<string, string | boolean>,
  version = "0.12.4",
) {
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
    ["0.8.12", []],
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

  it("finds a setting that the server does not know, with its release", () => {
    const desired = { adminConfig: { ENABLE_CALENDAR: true } };
    const live = { adminConfig: { ENABLE_SIGNUP: true } };
    const plan = planChanges(desired, live, { url: "http://chat.test", version: "0.6.43" }, actor);
    expect(findObstacles(plan, desired, live)).toEqual([
      expect.objectContaining({
        code: "plan.unknown-to-server",
        path: ["adminConfig", "ENABLE_CALENDAR"],
        message: expect.stringContaining("0.6.43"),
      }),
    ]);
  });
});

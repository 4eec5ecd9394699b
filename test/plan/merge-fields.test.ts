import { describe, expect, it } from "vitest";
import { buildBody } from "../../src/plan/merge-fields.ts";
import { adminConfig } from "../../src/resources/admin-config.ts";
import { ldapConfig } from "../../src/resources/ldap-config.ts";

describe("buildBody", () => {
  const live = {
    ENABLE_SIGNUP: true,
    FUTURE_SETTING: { kept: [1] },
    ENABLE_MFA: false,
    MFA_ALLOW_OAUTH_BYPASS: true,
  };

  it("sends the whole live object, unknown fields included, with the declared fields over it", () => {
    expect(buildBody(adminConfig, live, { ENABLE_SIGNUP: false }, ["ENABLE_SIGNUP"])).toEqual({
      ENABLE_SIGNUP: false,
      FUTURE_SETTING: { kept: [1] },
    });
  });

  it("sends an MFA field only when it is changed", () => {
    const declared = { ENABLE_MFA: true, MFA_ALLOW_OAUTH_BYPASS: true };
    expect(buildBody(adminConfig, live, declared, ["ENABLE_MFA"])).toEqual({
      ENABLE_SIGNUP: true,
      FUTURE_SETTING: { kept: [1] },
      ENABLE_MFA: true,
    });
  });

  it("spells the LDAP switch as the server reads it", () => {
    expect(buildBody(ldapConfig, { ENABLE_LDAP: null }, { ENABLE_LDAP: true }, ["ENABLE_LDAP"])).toEqual({
      enable_ldap: true,
    });
  });
});

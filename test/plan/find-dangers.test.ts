import { describe, expect, it } from "vitest";
import { planChanges } from "../../src/plan/plan-changes.ts";
import { type Actor, dangers } from "../../src/resources/dangers.ts";
import type { JsonObject } from "../../src/resources/resource.ts";

const factory: Record<string, JsonObject> = {
  adminConfig: {
    ENABLE_LOGIN_FORM: true,
    ENABLE_SIGNUP: false,
    DEFAULT_USER_ROLE: "pending",
    JWT_EXPIRES_IN: "4w",
    ENABLE_API_KEYS: true,
    ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS: false,
    ENABLE_MFA: false,
  },
  ldapServer: { host: "a", use_tls: true, validate_cert: true, search_base: "dc=test" },
  ldapConfig: { ENABLE_LDAP: false },
};
const person: Actor = { credential: "password", hasOAuth: false };

function findNames(
  desired: Record<string, JsonObject>,
  live: Record<string, JsonObject> = {},
  actor = person,
): string[] {
  const merged = Object.fromEntries(
    Object.entries(factory).map(([name, values]) => [name, { ...values, ...live[name] }]),
  );
  const plan = planChanges(desired, merged, { url: "http://chat.test", version: "0.12.4" }, actor);
  return plan.dangers.map(({ name }) => name);
}

const admin = (values: JsonObject) => ({ adminConfig: values });
const apiKey: Actor = { credential: "api-key", hasOAuth: false };

type Case = [string, Record<string, JsonObject>, Record<string, JsonObject>, Actor, string[]];

describe("a plan names its dangers", () => {
  it.each<Case>([
    [
      "the login form off, and nothing else",
      admin({ ENABLE_LOGIN_FORM: false }),
      {},
      person,
      ["login-form-off"],
    ],
    [
      "the login form off, with LDAP on",
      admin({ ENABLE_LOGIN_FORM: false }),
      { ldapConfig: { ENABLE_LDAP: true } },
      person,
      [],
    ],
    [
      "the login form off, with OAuth",
      admin({ ENABLE_LOGIN_FORM: false }),
      {},
      { credential: "password", hasOAuth: true },
      [],
    ],
    [
      "admins by default, sign-up open already",
      admin({ DEFAULT_USER_ROLE: "admin" }),
      admin({ ENABLE_SIGNUP: true }),
      person,
      ["open-admin"],
    ],
    ["admins by default, sign-up closed", admin({ DEFAULT_USER_ROLE: "admin" }), {}, person, []],
    [
      "sign-up opened, admins by default already",
      admin({ ENABLE_SIGNUP: true }),
      admin({ DEFAULT_USER_ROLE: "admin" }),
      person,
      ["open-admin"],
    ],
    ["sessions for ever", admin({ JWT_EXPIRES_IN: "-1" }), {}, person, ["endless-session"]],
    ["sessions of no length", admin({ JWT_EXPIRES_IN: "0" }), {}, person, ["endless-session"]],
    ["sessions below zero", admin({ JWT_EXPIRES_IN: "-1d" }), {}, person, ["short-session"]],
    ["sessions of a minute", admin({ JWT_EXPIRES_IN: "60s" }), {}, person, ["short-session"]],
    ["sessions of an hour", admin({ JWT_EXPIRES_IN: "1h" }), {}, person, []],
    ["API keys off, by a person", admin({ ENABLE_API_KEYS: false }), {}, person, []],
    ["API keys off, by an API key", admin({ ENABLE_API_KEYS: false }), {}, apiKey, ["api-keys-off"]],
    [
      "API keys restricted, by an API key",
      admin({ ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS: true }),
      {},
      apiKey,
      ["api-keys-off"],
    ],
    ...(
      [
        ["/api/v1/auths/admin", []],
        ["/api/v1/messages, /api/v1/auths/admin/config ,", []],
        ["/api/v1/auths/admin/config/ldap,/api/v1/messages", ["api-keys-off"]],
        ["/api/v1/auths/adm", ["api-keys-off"]],
        ["/api/v1/auths/admin/", ["api-keys-off"]],
      ] as const
    ).map(
      ([paths, names]): Case => [
        `API keys restricted to ${paths}, by an API key`,
        admin({ API_KEYS_ALLOWED_ENDPOINTS: paths }),
        admin({ ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS: true }),
        apiKey,
        [...names],
      ],
    ),
    ...(
      [
        ["/api/v1/auths/admin", ["api-keys-off"]],
        [
          "/api/v1/auths/admin/config,/api/v1/auths/admin/config/ldap/server,/api/v1/auths/admin/config/ldap",
          [],
        ],
      ] as const
    ).map(
      ([paths, names]): Case => [
        `API keys of 0.5 restricted to ${paths}, by an API key`,
        admin({ API_KEY_ALLOWED_ENDPOINTS: paths, ENABLE_API_KEY_ENDPOINT_RESTRICTIONS: true }),
        {},
        apiKey,
        [...names],
      ],
    ),
    ["MFA on", admin({ ENABLE_MFA: true }), {}, person, ["mfa-change"]],
    ["MFA off", admin({ ENABLE_MFA: false }), admin({ ENABLE_MFA: true }), person, ["mfa-change"]],
    ["TLS off, LDAP off", { ldapServer: { use_tls: false } }, {}, person, []],
    [
      "TLS off, LDAP on",
      { ldapServer: { use_tls: false } },
      { ldapConfig: { ENABLE_LDAP: true } },
      person,
      ["ldap-without-tls"],
    ],
    [
      "LDAP on, no certificate checks already",
      { ldapConfig: { ENABLE_LDAP: true } },
      { ldapServer: { validate_cert: false } },
      person,
      ["ldap-without-tls"],
    ],
    [
      "something harmless, while LDAP runs without TLS",
      admin({ ENABLE_SIGNUP: true }),
      { ldapConfig: { ENABLE_LDAP: true }, ldapServer: { use_tls: false } },
      person,
      [],
    ],
  ])("%s", (_name, desired, live, actor, names) => {
    expect(findNames(desired, live, actor)).toEqual(names);
  });

  it("of which each occurs above", () => {
    expect(dangers.map(({ name }) => name)).toEqual([
      "login-form-off",
      "open-admin",
      "endless-session",
      "short-session",
      "api-keys-off",
      "ldap-without-tls",
      "mfa-change",
    ]);
  });

  it("and writes what is dangerous last", () => {
    const plan = planChanges(
      { adminConfig: { JWT_EXPIRES_IN: "-1" }, ldapServer: { host: "b" }, ldapConfig: { ENABLE_LDAP: true } },
      factory,
      { url: "http://chat.test", version: "0.12.4" },
      person,
    );
    expect(plan.resources.map(({ resource }) => resource)).toEqual([
      "ldapServer",
      "ldapConfig",
      "adminConfig",
    ]);
  });
});

it("says what an account that signs in by password needs after a change of MFA", () => {
  const plan = planChanges(
    admin({ ENABLE_MFA: true }),
    factory,
    { url: "http://chat.test", version: "0.12.4" },
    person,
  );
  expect(plan.dangers[0]?.reason).toMatch(
    /by password .* second factor .* API key \(OWCONF_TOKEN\).* exit code 4/,
  );
});

describe("with a resource that the server lacks", () => {
  const findWithout = (name: string, desired: Record<string, JsonObject>) => {
    const { [name]: _hidden, ...live } = factory;
    const plan = planChanges(desired, live, { url: "http://chat.test", version: "0.12.4" }, person);
    return plan.dangers.map((one) => one.name);
  };

  it.each<[string, string, Record<string, JsonObject>, string[]]>([
    ["LDAP may be on", "ldapConfig", { ldapServer: { use_tls: false } }, ["ldap-without-tls"]],
    ["LDAP with TLS is no danger", "ldapConfig", { ldapServer: { host: "b" } }, []],
    ["TLS may be off", "ldapServer", { ldapConfig: { ENABLE_LDAP: true } }, ["ldap-without-tls"]],
    ["LDAP off is no danger", "ldapServer", { adminConfig: { ENABLE_SIGNUP: true } }, []],
    ["LDAP lets nobody in", "ldapConfig", admin({ ENABLE_LOGIN_FORM: false }), ["login-form-off"]],
  ])("%s", (_name, hidden, desired, names) => {
    expect(findWithout(hidden, desired)).toEqual(names);
  });
});

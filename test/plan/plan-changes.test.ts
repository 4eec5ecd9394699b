import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Json, type JsonObject, toStableJson } from "../../src/model/json.ts";
import type { Leaf } from "../../src/model/node.ts";
import { findNode, isSameValue, mergeDeclared } from "../../src/model/settings.ts";
import { planChanges } from "../../src/plan/plan-changes.ts";
import { adminConfig, adminConfigSettings } from "../../src/resources/admin-config.ts";
import type { Actor } from "../../src/resources/dangers.ts";

const actor: Actor = { credential: "password", hasOAuth: false };
const server = { url: "http://chat.test", version: "0.12.4" };

describe("planChanges", () => {
  it("lists declared fields that differ, and counts the rest", () => {
    const plan = planChanges(
      { adminConfig: { ENABLE_SIGNUP: false, ENABLE_NOTES: true } },
      { adminConfig: { ENABLE_SIGNUP: true, ENABLE_NOTES: true, ENABLE_FOLDERS: true, FUTURE: 1 } },
      server,
      actor,
    );
    expect(plan.resources).toEqual([
      {
        resource: "adminConfig",
        title: "admin config",
        path: "adminConfig",
        changes: [
          {
            path: "adminConfig.ENABLE_SIGNUP",
            action: "update",
            sensitive: false,
            live: true,
            desired: false,
            factory: true,
          },
        ],
        inSync: 1,
        unmanaged: 2,
      },
    ]);
    expect(plan.summary).toEqual({ change: 1, dangerous: 0, resources: 1, inSync: 1, unmanaged: 2 });
  });

  it.each([
    ["the factory value of its release", "0.12.4", { ENABLE_SIGNUP: true }, { ENABLE_SIGNUP: false }, true],
    ["another value", "0.12.4", { ENABLE_SIGNUP: false }, { ENABLE_SIGNUP: true }, undefined],
    [
      "one as the server writes it otherwise",
      "0.12.4",
      { JWT_EXPIRES_IN: "4w" },
      { JWT_EXPIRES_IN: "1w" },
      true,
    ],
    [
      "the factory value of an older release",
      "0.5.20",
      { JWT_EXPIRES_IN: "4w" },
      { JWT_EXPIRES_IN: "1w" },
      undefined,
    ],
    [
      "what a release that nobody knows came with",
      "0.99.0",
      { ENABLE_SIGNUP: true },
      { ENABLE_SIGNUP: false },
      undefined,
    ],
  ])("marks as factory value: %s", (_name, version, live, desired, factory) => {
    const plan = planChanges({ adminConfig: desired }, { adminConfig: live }, { ...server, version }, actor);
    const changes = plan.resources.flatMap((one) => one.changes);
    expect(changes.map((one) => one.factory)).toEqual([factory]);
  });

  it("says of no secret whether it is at its factory value", () => {
    const plan = planChanges(
      { ldapServer: { app_dn_password: "a" } },
      { ldapServer: { app_dn_password: "" } },
      server,
      actor,
    );
    expect(plan.resources[0]?.changes[0]).not.toHaveProperty("factory");
  });

  it("names at each change the dangers that it brings near, and counts such changes once", () => {
    const plan = planChanges(
      { adminConfig: { JWT_EXPIRES_IN: "-1", ENABLE_LOGIN_FORM: false, ENABLE_NOTES: false } },
      {
        adminConfig: { JWT_EXPIRES_IN: "4w", ENABLE_LOGIN_FORM: true, ENABLE_NOTES: true },
        ldapConfig: { enabled: false },
      },
      server,
      actor,
    );
    const named = plan.resources.flatMap((one) => one.changes.map(({ path, dangers }) => [path, dangers]));
    expect(Object.fromEntries(named)).toEqual({
      "adminConfig.JWT_EXPIRES_IN": ["endless-session"],
      "adminConfig.ENABLE_LOGIN_FORM": ["login-form-off"],
      "adminConfig.ENABLE_NOTES": undefined,
    });
    expect(plan.summary).toMatchObject({ change: 3, dangerous: 2 });
  });

  it("counts as resources to write only those with changes", () => {
    const plan = planChanges(
      { adminConfig: { ENABLE_SIGNUP: true }, ldapConfig: { ENABLE_LDAP: true } },
      {
        adminConfig: { ENABLE_SIGNUP: true, ENABLE_NOTES: true, ENABLE_FOLDERS: true, FUTURE: 1 },
        ldapConfig: { ENABLE_LDAP: false },
      },
      server,
      actor,
    );
    expect(plan.summary).toMatchObject({ change: 1, resources: 1 });
    expect(plan.resources).toMatchObject([
      { resource: "adminConfig", changes: [], inSync: 1, unmanaged: 3 },
      { resource: "ldapConfig", inSync: 0, unmanaged: 0 },
    ]);
  });

  it("holds no value of a secret, live or desired", () => {
    const plan = planChanges(
      { ldapServer: { app_dn_password: "desired-canary" } },
      { ldapServer: { app_dn_password: "live-canary" } },
      server,
      actor,
    );
    expect(plan.resources[0]?.changes).toEqual([
      {
        path: "ldap.server.app_dn_password",
        action: "update",
        sensitive: true,
        secretChange: "changed",
      },
    ]);
    expect(JSON.stringify(plan)).not.toContain("canary");
  });

  it("holds no value of a setting that owconf does not know, whatever its name", () => {
    const plan = planChanges(
      { adminConfig: { NEW_MODE: ["desired-canary"], toString: "desired-canary" } },
      { adminConfig: { NEW_MODE: { is: "live-canary" }, toString: "live-canary" } },
      server,
      actor,
    );
    expect(plan.resources[0]?.changes).toEqual([
      { path: "adminConfig.NEW_MODE", action: "update", sensitive: true, secretChange: "changed" },
      { path: "adminConfig.toString", action: "update", sensitive: true, secretChange: "changed" },
    ]);
  });

  it("does not drop a declared resource that the server lacks", () => {
    const plan = planChanges({ ldapConfig: { enabled: false } }, {}, server, actor);
    expect(plan.summary.change).toBe(1);
    expect(plan.resources).toMatchObject([
      { path: "ldap", changes: [{ path: "ldap.enabled", desired: false }], unmanaged: 0 },
    ]);
  });

  it("leaves a resource out that the spec does not name", () => {
    const plan = planChanges(
      { ldapConfig: { enabled: true } },
      { ldapConfig: { enabled: true } },
      server,
      actor,
    );
    expect(plan.resources.map((one) => one.resource)).toEqual(["ldapConfig"]);
    expect(plan.summary.change).toBe(0);
  });

  it.each([
    ["switching LDAP on", true, ["adminConfig", "ldapServer", "ldapConfig"]],
    ["switching LDAP off", false, ["ldapConfig", "adminConfig", "ldapServer"]],
  ])("orders the writes for %s", (_name, on, order) => {
    const plan = planChanges(
      { adminConfig: { ENABLE_SIGNUP: true }, ldapServer: { host: "b" }, ldapConfig: { enabled: on } },
      { adminConfig: { ENABLE_SIGNUP: false }, ldapServer: { host: "a" }, ldapConfig: { enabled: !on } },
      server,
      actor,
    );
    expect(plan.resources.map((one) => one.resource)).toEqual(order);
  });

  it("writes a change of ENABLE_MFA last, because it ends our session", () => {
    const plan = planChanges(
      { adminConfig: { ENABLE_MFA: true }, ldapConfig: { enabled: true } },
      { adminConfig: { ENABLE_MFA: false }, ldapConfig: { enabled: false } },
      server,
      actor,
    );
    expect(plan.resources.map((one) => one.resource)).toEqual(["ldapConfig", "adminConfig"]);
  });

  it.each([
    ["0.6.43", { port: null }, { port: 389 }, 0],
    ["0.9.6", { port: 389 }, { port: null }, 0],
    ["0.9.6", { port: null }, { port: 636 }, 1],
    ["0.10.2", { port: null }, { port: 389 }, 1],
    ["0.12.4", { certificate_path: null }, { certificate_path: "" }, 1],
  ])(
    "on %s, knows whether null outlives the server's next start: %j, live %j",
    (version, desired, live, change) => {
      const plan = planChanges({ ldapServer: desired }, { ldapServer: live }, { ...server, version }, actor);
      expect(plan.summary.change).toBe(change);
    },
  );

  it("has no change in anything compared with itself", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...Object.keys(adminConfigSettings)), fc.jsonValue()),
        (values) => {
          const live = values as JsonObject;
          expect(
            planChanges({ adminConfig: live }, { adminConfig: live }, server, actor).summary.change,
          ).toBe(0);
        },
      ),
    );
  });

  it("has nothing left after its changes are merged", () => {
    const objects = fc.dictionary(fc.constantFrom(...Object.keys(adminConfigSettings)), fc.jsonValue());
    fc.assert(
      fc.property(objects, objects, (a, b) => {
        const merged = mergeDeclared(adminConfig.root, a as JsonObject, b as JsonObject) as JsonObject;
        expect(
          planChanges({ adminConfig: b as JsonObject }, { adminConfig: merged }, server, actor).summary
            .change,
        ).toBe(0);
        for (const [key, value] of Object.entries(a))
          if (!Object.hasOwn(b, key)) expect(merged[key]).toBe(value);
      }),
    );
  });
});

describe("isSameValue", () => {
  const leaf = (name: string) => findNode(adminConfig.root, [name]) as Leaf;
  it.each<[string, Json, Json, boolean]>([
    ["FOLDER_MAX_FILE_COUNT", "100", 100, true],
    ["FOLDER_MAX_FILE_COUNT", "007", 7, true],
    ["FOLDER_MAX_FILE_COUNT", 0, "", true],
    ["FOLDER_MAX_FILE_COUNT", "0", "", true],
    ["FOLDER_MAX_FILE_COUNT", null, "", true],
    ["FOLDER_MAX_FILE_COUNT", 1, "", false],
    ["AUTOMATION_MIN_INTERVAL", "60", 60, true],
    ["PENDING_USER_OVERLAY_TITLE", null, "", false],
    ["PENDING_USER_OVERLAY_TITLE", "a", "a\n", false],
    ["WEBUI_URL", "100", 100, false],
    ["I18N", { de: { Hi: "Hallo", x: " " }, fr: {} }, { de: { Hi: "Hallo" } }, true],
    ["I18N", { de: { Hi: "Hallo" } }, { de: { Hi: "Moin" } }, false],
    ["DEFAULT_INTERFACE_SETTINGS", { a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 }, true],
    ["DEFAULT_INTERFACE_SETTINGS", { a: [1, 2] }, { a: [2, 1] }, false],
  ])("%s: %j and %j → %s", (name, a, b, same) => {
    expect(isSameValue(leaf(name), a, b)).toBe(same);
    expect(isSameValue(leaf(name), b, a)).toBe(same);
  });

  it("keeps a key named __proto__", () => {
    expect(toStableJson(JSON.parse('{"__proto__": {"a": 1}}'))).toContain("__proto__");
  });
});

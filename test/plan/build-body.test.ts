import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../src/model/json.ts";
import type { Resource } from "../../src/model/resource.ts";
import { mergeDeclared } from "../../src/model/settings.ts";
import { buildBody, mergeAll } from "../../src/plan/build-body.ts";
import { adminConfig } from "../../src/resources/admin-config.ts";
import { ldapConfig } from "../../src/resources/ldap-config.ts";
import { flag, group, listById, text } from "../../src/resources/nodes.ts";
import { openai } from "../../src/resources/openai.ts";

function build(resource: Resource, live: Json, declared: Json, changed: string[]): Json {
  return buildBody(resource, mergeDeclared(resource.root, live, declared), new Set(changed));
}

describe("buildBody", () => {
  const live = {
    ENABLE_SIGNUP: true,
    FUTURE_SETTING: { kept: [1] },
    ENABLE_MFA: false,
    MFA_ALLOW_OAUTH_BYPASS: true,
  };

  it("sends all that the server holds, unknown settings included, with the declared ones over it", () => {
    expect(build(adminConfig, live, { ENABLE_SIGNUP: false }, ["ENABLE_SIGNUP"])).toEqual({
      ENABLE_SIGNUP: false,
      FUTURE_SETTING: { kept: [1] },
    });
  });

  it("sends an MFA setting only when it is changed", () => {
    const declared = { ENABLE_MFA: true, MFA_ALLOW_OAUTH_BYPASS: true };
    expect(build(adminConfig, live, declared, ["ENABLE_MFA"])).toEqual({
      ENABLE_SIGNUP: true,
      FUTURE_SETTING: { kept: [1] },
      ENABLE_MFA: true,
    });
  });

  it("sends a setting within others only when it is changed, and all that stands beside it", () => {
    const quiet = { sendOnlyWhenChanged: true } as const;
    const resource: Resource = {
      ...adminConfig,
      root: group("Everything.", {
        web: group("A group.", { on: flag("A flag."), loud: flag("A flag."), quiet: text("A text.", quiet) }),
      }),
    };
    const held = { web: { on: true, loud: true, quiet: "a", later: 1 }, quiet: "b" };
    expect(build(resource, held, { web: { on: false } }, ["web.on"])).toEqual({
      web: { on: false, loud: true, later: 1 },
      quiet: "b",
    });
    expect(build(resource, held, { web: { quiet: "c" } }, ["web.quiet"])).toEqual({
      web: { on: true, loud: true, quiet: "c", later: 1 },
      quiet: "b",
    });
    // It is the whole path that counts.
    expect(build(resource, held, {}, ["quiet"])).toMatchObject({ web: { on: true } });
    expect(build(resource, held, {}, ["quiet"])).not.toMatchObject({ web: { quiet: "a" } });
  });

  it("sends the entries of a collection whole", () => {
    const resource: Resource = {
      ...adminConfig,
      root: listById(["id"], "A list.", { quiet: text("A text.", { sendOnlyWhenChanged: true }) }),
    };
    expect(build(resource, [{ id: "a", quiet: "x" }], {}, [])).toEqual([{ id: "a", quiet: "x" }]);
  });

  it("spells the LDAP switch as the server reads it", () => {
    expect(build(ldapConfig, { enabled: null }, { enabled: true }, ["enabled"])).toEqual({
      enable_ldap: true,
    });
  });

  it("takes connections apart into the lists that the server holds", () => {
    const held = {
      ENABLE_OPENAI_API: true,
      connections: [
        { url: "https://a.test", key: "1", config: { enable: true } },
        { url: "https://b.test", key: "2" },
      ],
    };
    const declared = { connections: { "https://b.test": { config: { enable: false } } } };
    expect(build(openai, held, declared, ["connections"])).toEqual({
      ENABLE_OPENAI_API: true,
      OPENAI_API_BASE_URLS: ["https://a.test", "https://b.test"],
      OPENAI_API_KEYS: ["1", "2"],
      OPENAI_API_CONFIGS: { "0": { enable: true }, "1": { enable: false } },
    });
  });
});

it("mergeAll gives what was read as it will be, and nothing that was not", () => {
  const live = { adminConfig: { ENABLE_SIGNUP: true, FUTURE: 1 }, banners: [] } satisfies JsonObject;
  const desired = { adminConfig: { ENABLE_SIGNUP: false }, ldapConfig: { enabled: true } };
  expect(mergeAll(live, desired)).toEqual({ adminConfig: { ENABLE_SIGNUP: false, FUTURE: 1 }, banners: [] });
});

import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/model/json.ts";
import type { Desired } from "../../src/model/resource.ts";
import { findCautions } from "../../src/plan/find-cautions.ts";
import { planChanges } from "../../src/plan/plan-changes.ts";
import type { Actor } from "../../src/resources/dangers.ts";

const actor: Actor = { credential: "password", hasOAuth: false };
const server = {
  label: "Directory",
  host: "ldap.test",
  attribute_for_mail: "mail",
  attribute_for_username: "uid",
  app_dn: "cn=reader",
  app_dn_password: "secret",
  search_base: "dc=test",
};

function findCodes(desired: Desired, version: string, ldapServer: JsonObject = server, isOn = false) {
  const live = { ldapServer, ldapConfig: { enabled: isOn } };
  const plan = planChanges(desired, live, { url: "http://chat.test", version }, actor);
  return findCautions(plan, desired, live).map(({ code, path }) => [code, path.join(".")]);
}

const on = { ldapConfig: { enabled: true } };

describe("findCautions", () => {
  it.each([
    ["0.5.20", [["plan.needs-restart", "ldap.enabled"]]],
    ["0.6.14", [["plan.needs-restart", "ldap.enabled"]]],
    ["0.6.15", []],
    ["0.12.4", []],
  ])("knows whether %s must be restarted for LDAP", (version, codes) => {
    expect(findCodes(on, version)).toEqual(codes);
  });

  it("sees LDAP switched on with no server set up", () => {
    const empty = { ...server, search_base: "" };
    expect(findCodes(on, "0.12.4", empty)).toEqual([["plan.ldap-not-set-up", "ldap.enabled"]]);
    expect(findCodes({ ...on, ldapServer: { search_base: "dc=test" } }, "0.12.4", empty)).toEqual([]);
  });

  const untried = (field: string) => [["plan.ldap-not-tried", `ldap.server.${field}`]];
  it.each<[string, JsonObject, unknown]>([
    ["the bind password", { app_dn_password: "new" }, untried("app_dn_password")],
    ["the account", { app_dn: "cn=other" }, untried("app_dn")],
    ["the host", { host: "other.test" }, untried("host")],
    ["the port", { port: 636, label: "New" }, untried("port")],
    ["TLS", { use_tls: true }, untried("use_tls")],
    ["several of them", { host: "other.test", app_dn: "cn=other" }, untried("app_dn")],
    ["a name only", { label: "New" }, []],
    ["nothing", { host: "ldap.test", app_dn_password: "secret" }, []],
  ])("says that the directory was not tried after a change of %s", (_name, ldapServer, codes) => {
    expect(findCodes({ ldapServer }, "0.12.4")).toEqual(codes);
  });

  it("does not judge an LDAP server that this server does not show", () => {
    const live = { ldapConfig: { enabled: false } };
    const plan = planChanges(on, live, { url: "http://chat.test", version: "0.12.4" }, actor);
    expect(findCautions(plan, on, live)).toEqual([]);
  });

  it("says nothing of what stays as it is, or goes off", () => {
    expect(findCodes(on, "0.5.20", server, true)).toEqual([]);
    expect(findCodes({ ldapConfig: { enabled: false } }, "0.5.20", server, true)).toEqual([]);
  });
});

/** Returns what is known of a plan for connections. */
function find(declared: JsonObject, urls: readonly string[]) {
  const connections = urls.map((name) => {
    const [url = "", prefix_id] = name.split("#");
    return prefix_id === undefined ? { url } : { url, config: { prefix_id } };
  });
  const [desired, live] = [{ openai: { connections: declared } }, { openai: { connections } }];
  const plan = planChanges(desired, live, { url: "http://chat.test", version: "0.12.4" }, actor);
  return findCautions(plan, desired, live).map(({ code, message }) => [code, message]);
}

describe("an entry to be removed that is not there", () => {
  it.each<[string, JsonObject, string[], number]>([
    ["while one whose name begins so stays", { "https://a": null }, ["https://a#x"], 1],
    ["while that is declared by its own name", { "https://a": null, "https://a#x": {} }, ["https://a#x"], 0],
    ["and nothing like it", { "https://a": null }, ["https://b#x"], 0],
    ["or is there, and goes", { "https://a": null }, ["https://a", "https://a#x"], 0],
  ])("%s", (_what, declared, urls, count) => {
    const found = find(declared, urls);
    expect(found.map(([code]) => code)).toEqual(Array(count).fill("plan.not-removed"));
    if (count > 0) expect(found[0]?.[1]).toContain('"https://a#x"');
  });
});

describe("an entry to be added", () => {
  it.each<[string, JsonObject, string[], number]>([
    ["that another differs from in a slash only", { "https://a/v1/": {} }, ["https://a/v1"], 1],
    ["that lacks the slash of another", { "https://a/v1": {} }, ["https://a/v1/"], 1],
    ["with a prefix, as another has", { "https://a/v1/#x": {} }, ["https://a/v1#x"], 1],
    ["with another prefix", { "https://a/v1/#y": {} }, ["https://a/v1#x"], 0],
    ["in the place of another", { "https://a/v1/": {}, "https://a/v1": null }, ["https://a/v1"], 0],
    ["of another path", { "https://a/v1/": {} }, ["https://a/v2"], 0],
    ["that is there already, beside the other", { "https://a/": {} }, ["https://a", "https://a/"], 0],
  ])("%s", (_what, declared, urls, count) => {
    const found = find(declared, urls);
    expect(found.map(([code]) => code)).toEqual(Array(count).fill("plan.doubled-address"));
    if (count > 0) expect(found[0]?.[1]).toContain(`"${urls[0]}"`);
  });

  it("does not show the credentials in the address of another", () => {
    const found = find({ "https://a?token=address-canary": {} }, ["https://a?token=address-canary/"]);
    expect(found).toHaveLength(1);
    expect(JSON.stringify(found)).not.toContain("address-canary");
  });
});

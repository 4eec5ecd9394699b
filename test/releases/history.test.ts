import { describe, expect, it } from "vitest";
import { isObject, readPath } from "../../src/model/json.ts";
import { findNode } from "../../src/model/settings.ts";
import { catalogue } from "../../src/releases/catalogue.ts";
import type { CatalogueFields } from "../../src/releases/catalogue-types.ts";
import {
  describeHistory,
  describeResourceHistory,
  explainAbsence,
  explainMissingResource,
  factorySettingsOf,
  factoryValueOf,
  hasResource,
  isInRelease,
  isPresent,
  settleValue,
} from "../../src/releases/history.ts";
import {
  compareReleases,
  findCatalogued,
  findNeighbours,
  isNewerThanKnown,
} from "../../src/releases/releases.ts";
import { findResource, resources } from "../../src/resources/index.ts";

const adminConfig = findResource("adminConfig");
const fieldsOf = (name: string): CatalogueFields =>
  Object.entries(catalogue.resources).find(([one]) => one === name)?.[1] ?? {};

describe("the history of settings", () => {
  it.each([
    ["0.6.43", "0.6.43"],
    ["0.6.5", "0.6.43"],
    ["0.8.0-dev", "0.8.12"],
    ["0.4.1", "0.5.20"],
    ["0.99.0", catalogue.releases.at(-1)],
    ["1.0.0", catalogue.releases.at(-1)],
  ])("takes %s for %s", (version, release) => {
    expect(findCatalogued(version)).toBe(release);
  });

  it.each([
    ["0.6.43", ["0.6.43"]],
    ["0.6.36", ["0.5.20", "0.6.43"]],
    ["0.6", ["0.6.43"]],
    ["0.5.4", ["0.5.20"]],
    ["0.12.99", ["0.12.4"]],
  ])("tells what %s has by %j", (version, releases) => {
    expect(findNeighbours(version)).toEqual(releases);
  });

  it("orders releases as numbers", () => {
    expect(["0.12.4", "0.6.43", "0.10.2", "0.6.5"].sort(compareReleases)).toEqual([
      "0.6.5",
      "0.6.43",
      "0.10.2",
      "0.12.4",
    ]);
  });

  it("knows what is newer than itself", () => {
    expect(isNewerThanKnown("0.99.0")).toBe(true);
    expect(isNewerThanKnown("0.6.99")).toBe(false);
  });

  it.each([
    ["ENABLE_CALENDAR", "0.8.12", false],
    ["ENABLE_CALENDAR", "0.9.0", true],
    ["ENABLE_API_KEY", "0.5.20", true],
    ["ENABLE_API_KEY", "0.6.43", false],
    ["ENABLE_SIGNUP", "0.5.20", true],
    ["ENABLE_NOTHING", "0.12.4", false],
  ])("%s in %s: %s", (field, version, known) => {
    expect(isInRelease(adminConfig, [field], version)).toBe(known);
  });

  it("says in words when a setting came and went", () => {
    expect(describeHistory(adminConfig, ["ENABLE_CALENDAR"])).toBe("Since Open WebUI 0.9.");
    expect(describeHistory(adminConfig, ["ENABLE_API_KEY"])).toBe(
      "Called ENABLE_API_KEYS since Open WebUI 0.6.",
    );
    expect(describeHistory(adminConfig, ["ENABLE_SIGNUP"])).toBe("");
  });

  it.each([
    [["workspace", "models"], "0.5.20", true],
    [["sharing", "public_models"], "0.5.20", false],
    [["workspace", "nothing"], "0.12.4", false],
    [["workspace"], "0.12.4", false],
  ])("of settings within others, too: %j in %s: %s", (path, version, known) => {
    expect(isInRelease(findResource("permissions"), path, version)).toBe(known);
  });

  it("knows the settings of an entry whatever its name, and that a new server has none", () => {
    const path = ["connections", "https://any.test", "config", "prefix_id"];
    expect(isInRelease(findResource("openai"), path, "0.12.4")).toBe(true);
    expect(factoryValueOf(findResource("openai"), path, "0.12.4")).toBeUndefined();
  });

  it.each(catalogue.releases)("gives the whole factory state of %s", (release) => {
    let seen = 0;
    for (const resource of resources) {
      const settings = factorySettingsOf(resource, release);
      if (!hasResource(resource, release)) {
        expect(settings, resource.name).toBeUndefined();
        continue;
      }
      const held = Object.entries(fieldsOf(resource.name)).filter(
        ([, field]) => field.factory && isPresent(field, release),
      );
      expect(held, resource.name).not.toEqual([]);
      for (const [pattern] of held) {
        const path = pattern === "" ? [] : pattern.split(".");
        expect(readPath(settings, path), `${resource.name} ${pattern}`).toBeDefined();
        seen += 1;
      }
      const names = new Set(held.map(([pattern]) => pattern.split(".")[0] ?? ""));
      if (!isObject(settings) || names.has("")) continue;
      expect(Object.keys(settings).sort()).toEqual([...names].sort());
    }
    expect(seen).toBeGreaterThan(80);
  });

  it("and the descriptors have each setting of the catalogue", () => {
    expect(Object.keys(catalogue.resources).sort()).toEqual(resources.map(({ name }) => name).sort());
    for (const { name, root } of resources) {
      for (const pattern of Object.keys(fieldsOf(name))) {
        const path = pattern === "" ? [] : pattern.split(".");
        expect(findNode(root, path), `${name} ${pattern}`).toBeDefined();
      }
    }
  });

  it.each([
    ["adminConfig", ["ENABLE_CALENDAR"], "0.8.12", /^ENABLE_CALENDAR is not known .*it came with 0\.9$/],
    ["adminConfig", ["ENABLE_API_KEY"], "0.12.4", /^ENABLE_API_KEY is called ENABLE_API_KEYS /],
    ["permissions", ["sharing", "public_models"], "0.5.20", /^public_models is not known .*it came with /],
    ["webhook", ["url"], "0.10.2", /^url is not known .*0\.9 was the last to have it$/],
  ])("says why %s %j is not there", (name, path, version, message) => {
    expect(explainAbsence(findResource(name), path, version)[0]).toMatch(message);
  });
});

describe("the history of whole resources", () => {
  it.each([
    ["webhook", "0.9.6", true, "Up to Open WebUI 0.9."],
    ["webhook", "0.10.2", false, "Up to Open WebUI 0.9."],
    ["oauth", "0.9.6", false, "Since Open WebUI 0.10."],
    ["embedding", "0.6.43", true, "Since Open WebUI 0.6."],
    // A patch between two catalogued releases, of which one lacks it.
    ["embedding", "0.6.5", "perhaps", "Since Open WebUI 0.6."],
    ["adminConfig", "0.5.20", true, ""],
  ])("%s is in %s: %s", (name, version, has, words) => {
    expect(hasResource(findResource(name), version)).toBe(has);
    expect(describeResourceHistory(findResource(name))).toBe(words);
  });

  it("says why one is not there", () => {
    expect(explainMissingResource(findResource("webhook"), "0.12.4")).toEqual([
      "webhook is not known to this server (0.12.4); 0.9 was the last to have it",
      "take it out of the spec",
    ]);
    expect(explainMissingResource(findResource("oauth"), "0.9.6")[0]).toContain("it came with 0.10");
  });
});

it.each([
  [["port"], null, "0.9.6", 389],
  [["port"], null, "0.10.2", null],
  [["port"], 636, "0.9.6", 636],
])("what becomes of %j %j at the next start of %s: %j", (path, value, version, settled) => {
  expect(settleValue(findResource("ldapServer"), path, value, version)).toBe(settled);
});

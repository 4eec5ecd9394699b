import { describe, expect, it } from "vitest";
import { catalogue } from "../../src/resources/catalogue.ts";
import {
  compareReleases,
  describeHistory,
  factoryObjectOf,
  findCatalogued,
  findNeighbours,
  isInRelease,
  isNewerThanKnown,
} from "../../src/resources/history.ts";
import { resources } from "../../src/resources/index.ts";
import type { Resource } from "../../src/resources/resource.ts";

const find = (name: string) => resources.find((one) => one.name === name) as Resource;
const adminConfig = find("adminConfig");

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
    expect(isInRelease(adminConfig, field, version)).toBe(known);
  });

  it("says in words when a setting came and went", () => {
    expect(describeHistory(adminConfig, "ENABLE_CALENDAR")).toBe("Since Open WebUI 0.9.");
    expect(describeHistory(adminConfig, "ENABLE_API_KEY")).toBe(
      "Called ENABLE_API_KEYS since Open WebUI 0.6.",
    );
    expect(describeHistory(adminConfig, "ENABLE_SIGNUP")).toBe("");
  });

  it.each(catalogue.releases)("gives the whole factory state of %s", (release) => {
    for (const resource of resources) {
      const known = Object.entries(catalogue.resources).find(([name]) => name === resource.name)?.[1] ?? {};
      const held = Object.keys(known).filter((field) => isInRelease(resource, field, release));
      expect(Object.keys(factoryObjectOf(resource, release)).sort()).toEqual(held.sort());
    }
  });

  it("and the descriptors have each setting of the catalogue", () => {
    for (const name of ["adminConfig", "ldapServer", "ldapConfig"] as const) {
      expect(Object.keys(find(name).fields).sort()).toEqual(Object.keys(catalogue.resources[name]).sort());
    }
  });
});

import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/model/json.ts";
import type { Resource } from "../../src/model/resource.ts";
import { listLive, mergeDeclared } from "../../src/model/settings.ts";
import { terminalServers } from "../../src/resources/terminal-servers.ts";
import { toolServers } from "../../src/resources/tool-servers.ts";

const sections: [string, Resource, string, (id: string) => JsonObject][] = [
  ["tool servers", toolServers, "TOOL_SERVER_CONNECTIONS", (id) => ({ info: { id } })],
  ["terminal servers", terminalServers, "TERMINAL_SERVER_CONNECTIONS", (id) => ({ id })],
];

describe.each(sections)("%s", (_, { root, read, write }, key, withId) => {
  const named = { url: "http://one.example", ...withId("one") };
  const nameless = { url: "http://two.example", ...withId("") };

  it("are called by their id, or by their URL where they have none", () => {
    const entries = [...listLive(root, [named, nameless]).values()].filter(({ isEntry }) => isEntry);
    expect(entries.map(({ path }) => path)).toEqual([["one"], ["http://two.example"]]);
  });

  it.each(["three", "http://three.example"])("are found again when they were added as %s", (name) => {
    const merged = mergeDeclared(root, [named, nameless], { [name]: { url: "http://three.example" } });
    expect(merged).toMatchObject([named, nameless, { url: "http://three.example" }]);
    expect(
      [...listLive(root, merged).values()].filter(({ isEntry }) => isEntry).map(({ path }) => path),
    ).toContainEqual([name]);
  });

  it("are read and written below a key, none of them as an empty list", () => {
    expect(read.unwrap?.({ [key]: [named] })).toEqual([named]);
    expect(read.unwrap?.({ detail: "not found" })).toBeUndefined();
    expect(write.wrap?.([named])).toEqual({ [key]: [named] });
    expect(write.wrap?.(null)).toEqual({ [key]: [] });
  });
});

it("a new tool server has what the server insists on, and is on", () => {
  const merged = mergeDeclared(toolServers.root, [], {
    weather: { url: "http://weather.example", key: "k" },
  });
  expect(merged).toEqual([
    {
      url: "http://weather.example",
      path: "openapi.json",
      auth_type: "bearer",
      key: "k",
      config: { enable: true },
      info: { id: "weather" },
    },
  ]);
});

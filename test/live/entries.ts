import { expect, it } from "vitest";
import { isObject, type Json, type JsonObject } from "../../src/model/json.ts";
import type { ResourceName } from "../../src/releases/catalogue-types.ts";
import { findResource } from "../../src/resources/index.ts";
import { sampleBodies } from "../contract/samples.ts";
import { writeByHand } from "../contract/settings-by-hand.ts";
import { call, type Target } from "../contract/target.ts";
import { allowAll, expectDone, runOn } from "./run-on.ts";

interface Case {
  what: string;
  section: ResourceName;
  spec: string;
  /** Returns what the server answers afterwards, from what it answered before. */
  expected: (before: Json) => Json;
}

const newKey = "secret-of-new";

/** Each begins with the samples. */
const cases: readonly Case[] = [
  {
    what: "adds an OpenAI connection, changes one between others, and leaves those as they are",
    section: "openai",
    spec: `
openai:
  connections:
    https://new.example.com/v1: { key: { env: NEW_KEY }, config: { model_ids: [new] } }
    https://b.example.com/v1: { config: { tags: [{ name: fast }] } }
`,
    expected: (before) => {
      const { urls, keys, configs } = takeOpenAi(before);
      return {
        ...asObject(before),
        OPENAI_API_BASE_URLS: [...urls, "https://new.example.com/v1"],
        OPENAI_API_KEYS: [...keys, newKey],
        OPENAI_API_CONFIGS: {
          ...configs,
          "1": { enable: true, tags: [{ name: "fast" }] },
          "4": { model_ids: ["new"] },
        },
      };
    },
  },
  {
    what: "removes an OpenAI connection, and the others keep their keys and configs",
    section: "openai",
    spec: `
openai:
  connections:
    https://a.example.com/v1#openai-0: absent
    https://never.example.com/v1: absent
`,
    expected: (before) => {
      const { urls, keys, configs } = takeOpenAi(before);
      return {
        ...asObject(before),
        OPENAI_API_BASE_URLS: urls.slice(1),
        OPENAI_API_KEYS: keys.slice(1),
        OPENAI_API_CONFIGS: { "0": configs["1"] ?? null, "1": configs["2"] ?? null },
      };
    },
  },
  {
    what: "removes an Ollama connection, changes one and adds one",
    section: "ollama",
    spec: `
ollama:
  connections:
    http://a.example.com:11434#ollama-0: absent
    http://b.example.com:11434: { config: { key: { env: NEW_KEY } } }
    http://new.example.com:11434: { config: { enable: false } }
`,
    expected: (before) => ({
      ...asObject(before),
      OLLAMA_BASE_URLS: ["http://b.example.com:11434", "http://new.example.com:11434"],
      OLLAMA_API_CONFIGS: { "0": { enable: false, key: newKey }, "1": { enable: false } },
    }),
  },
  {
    what: "removes a tool server, changes one without an id, and adds one",
    section: "toolServers",
    spec: `
toolServers:
  tools: absent
  http://nameless.example.com: { key: { env: NEW_KEY } }
  extra: { url: http://extra.example.com, config: { enable: false } }
`,
    expected: (before) => {
      const [, mcp = null, nameless = null] = asList(asObject(before).TOOL_SERVER_CONNECTIONS);
      const extra = {
        ...{ url: "http://extra.example.com", path: "openapi.json", auth_type: "bearer", key: "" },
        ...{ config: { enable: false }, info: { id: "extra" } },
      };
      return {
        TOOL_SERVER_CONNECTIONS: [
          mcp,
          { ...asObject(nameless), key: newKey },
          expect.objectContaining(extra) as JsonObject,
        ],
      };
    },
  },
  {
    what: "removes a banner, changes one and adds one",
    section: "banners",
    spec: `
banners:
  one: absent
  two: { dismissible: false }
  three: { type: info, content: Third, dismissible: true, timestamp: 1 }
`,
    expected: (before) => {
      const third = { id: "three", type: "info", content: "Third", dismissible: true, timestamp: 1 };
      const [, two = null] = asList(before);
      return [{ ...asObject(two), dismissible: false }, expect.objectContaining(third) as JsonObject];
    },
  },
];

/** Describes what becomes of entries that a spec names, and of those that it does not. */
export function describeEntries(getTarget: () => Target): void {
  it.each(cases)("$what", async ({ section, spec, expected }) => {
    const target = getTarget();
    const resource = findResource(section);
    for (const body of sampleBodies(section, target.release)) await writeByHand(target, resource, body);
    const read = async () => {
      const answer = await call(target, "GET", resource.read.path, { token: target.token });
      return answer.body;
    };
    const before = await read();
    const run = (...args: string[]) => runOn(target, `version: 1${spec}`, args, { NEW_KEY: newKey });
    expectDone(await run("apply", "--auto-approve", ...allowAll));
    expect(await read()).toEqual(expected(before));
    const planned = await run("plan", "--detailed-exitcode");
    expect([planned.exitCode, planned.stdout]).toEqual([0, expect.stringContaining("In sync:")]);
    for (const body of sampleBodies(section, target.release)) await writeByHand(target, resource, body);
  });
}

function takeOpenAi(answer: Json) {
  const { OPENAI_API_BASE_URLS, OPENAI_API_KEYS, OPENAI_API_CONFIGS } = asObject(answer);
  return {
    urls: asList(OPENAI_API_BASE_URLS),
    keys: asList(OPENAI_API_KEYS),
    configs: asObject(OPENAI_API_CONFIGS),
  };
}

function asObject(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function asList(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

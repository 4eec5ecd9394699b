import { describe, expect, it, onTestFinished } from "vitest";
import { HttpClient } from "../../src/api/http.ts";
import { readLive, readResource, writeResource } from "../../src/api/settings.ts";
import { NotOpenWebUIError } from "../../src/errors.ts";
import type { Json, JsonObject } from "../../src/model/json.ts";
import type { Resource } from "../../src/model/resource.ts";
import { factorySettingsOf } from "../../src/releases/history.ts";
import { banners } from "../../src/resources/banners.ts";
import { embedding } from "../../src/resources/embedding.ts";
import { findResource, resources } from "../../src/resources/index.ts";
import { ldapConfig } from "../../src/resources/ldap-config.ts";
import { ldapServer } from "../../src/resources/ldap-server.ts";
import { openai } from "../../src/resources/openai.ts";
import { retrieval } from "../../src/resources/retrieval.ts";
import { suggestions } from "../../src/resources/suggestions.ts";
import { type Handler, json, raw, serve } from "./tiny-server.ts";

const version = "0.12.4";
const table = resources.map((one) => [one.name, one] as const);

async function open(...handlers: Handler[]) {
  const { url, received } = await serve(...handlers);
  const http = new HttpClient({ url });
  onTestFinished(() => http.close());
  return { http, received };
}

const write = (http: HttpClient, resource: Resource, settings: Json, body = settings) =>
  writeResource(http, resource, { settings, body });

describe("settings are read and written as they are", () => {
  const plain = table.filter(
    ([, { root, read, write }]) => root.kind === "group" && !read.unwrap && !write.unwrap,
  );

  it("for most resources", () => expect(plain.length).toBeGreaterThan(8));

  it.each(plain)("%s", async (_name, resource) => {
    const [known = ""] = resource.root.kind === "group" ? Object.keys(resource.root.settings) : [];
    const live = { UNKNOWN: [1, null], [known]: null };
    const { http, received } = await open(json(live));
    expect(await readResource(http, resource, { version })).toEqual(live);
    expect(await write(http, resource, { anything: null })).toEqual({ answer: live, settings: live });
    expect(received).toMatchObject([
      { method: "GET", path: resource.read.path },
      { method: "POST", path: resource.write.path, body: '{"anything":null}' },
    ]);
  });

  it("LDAP switch", async () => {
    const { http } = await open(json({ ENABLE_LDAP: null }));
    expect(await readResource(http, ldapConfig, { version })).toEqual({ enabled: null });
    const { answer, settings } = await write(http, ldapConfig, { enabled: true }, { enable_ldap: true });
    expect(answer).toEqual({ ENABLE_LDAP: null });
    expect(settings).toEqual({ enabled: null });
  });

  it("connections as one list", async () => {
    const answer = {
      ENABLE_OPENAI_API: true,
      OPENAI_API_BASE_URLS: ["a"],
      OPENAI_API_KEYS: ["k"],
      OPENAI_API_CONFIGS: {},
    };
    const { http } = await open(json(answer));
    const live = { ENABLE_OPENAI_API: true, connections: [{ url: "a", key: "k" }] };
    expect(await readResource(http, openai, { version })).toEqual(live);
    expect((await write(http, openai, live)).settings).toEqual(live);
  });

  it("bare lists, an empty one too", async () => {
    const { http } = await open(json([]), json([{ id: "a" }]));
    expect(await readResource(http, banners, { version })).toEqual([]);
    expect(await readResource(http, banners, { version })).toEqual([{ id: "a" }]);
  });

  it("none, where the answer to a write has other ones", async () => {
    const { http } = await open(json({ status: true, TOP_K: 1 }));
    expect((await write(http, retrieval, {})).settings).toBeUndefined();
  });

  it.each([
    ["0.9.6", "/api/config", { default_prompt_suggestions: [] }],
    ["0.10.2", "/api/v1/configs/namespace/ui", { "ui.prompt_suggestions": [] }],
  ])("on %s from %s", async (release, path, answer) => {
    const { http, received } = await open(json(answer));
    expect(await readResource(http, suggestions, { version: release })).toEqual({ suggestions: [] });
    expect(received.map((one) => one.path)).toEqual([path]);
  });

  it("on a new connection when they have to be fresh", async () => {
    const { http, received } = await open(json({ host: "h" }));
    await readResource(http, ldapServer, { version });
    await readResource(http, ldapServer, { version, fresh: true });
    expect(received.map(({ headers }) => headers.connection)).toEqual(["keep-alive", "close"]);
  });
});

describe("of the server's own words are hidden", () => {
  const connection = (below: JsonObject): Json => ({ connections: [{ url: "u", ...below }] });

  it.each<[string, Resource, Json, string]>([
    ["a secret", ldapServer, { app_dn_password: "canary" }, "***"],
    ["a setting that owconf does not know", ldapServer, { toString: [{ deep: "canary" }] }, "***"],
    ["a secret of an entry", openai, connection({ key: "canary" }), "***"],
    ["a secret by name", openai, connection({ config: { headers: { "X-Key": "canary" } } }), "***"],
    ["what owconf does not know of an entry", openai, connection({ config: { later: ["canary"] } }), "***"],
  ])("%s", async (_name, resource, settings, detail) => {
    const { http } = await open(json({ detail: "canary" }, 400));
    await expect(write(http, resource, settings)).rejects.toMatchObject({ detail });
  });

  it.each<[string, Resource, Json, Json]>([
    ["any other setting", ldapServer, { host: "canary" }, {}],
    ["what names an entry", openai, { connections: [{ url: "canary" }] }, {}],
    ["what only the body has", ldapConfig, { enabled: true }, { enable_ldap: "canary" }],
  ])("but not %s", async (_name, resource, settings, body) => {
    const { http } = await open(json({ detail: "canary" }, 400));
    await expect(write(http, resource, settings, body)).rejects.toMatchObject({ detail: "canary" });
  });
});

describe("what is not the settings is refused", () => {
  it.each(table.filter(([, { root }]) => root.kind === "group"))(
    "an object without any setting of %s",
    async (_name, resource) => {
      const { http } = await open(json({ UNKNOWN: 1 }));
      await expect(readResource(http, resource, { version })).rejects.toBeInstanceOf(NotOpenWebUIError);
    },
  );

  it.each([null, "text", true, [1]])("%j", async (answer) => {
    const { http } = await open(json(answer));
    for (const resource of resources) {
      if (resource === banners && Array.isArray(answer)) continue;
      await expect(readResource(http, resource, { version }), resource.name).rejects.toBeInstanceOf(
        NotOpenWebUIError,
      );
    }
  });

  it("and the answer to a write proves nothing", async () => {
    const { http } = await open(json(null));
    expect(await write(http, ldapServer, {})).toEqual({ answer: null, settings: undefined });
  });
});

it("a write that takes long for a reason has the time for it", async () => {
  const slow: Handler = (response) =>
    setTimeout(() => json({ RAG_EMBEDDING_ENGINE: "" })(response, {} as never), 150);
  const { url } = await serve(slow);
  const http = new HttpClient({ url, timeoutMs: 50 });
  onTestFinished(() => http.close());
  const { answer } = await write(http, embedding, {});
  expect(answer).toEqual({ RAG_EMBEDDING_ENGINE: "" });
  await expect(write(http, ldapServer, {})).rejects.toMatchObject({ name: "TimeoutError" });
});

describe("readLive", () => {
  const page = raw("<!doctype html>", 200, { "content-type": "text/html" });
  const found = json({ host: "h" });
  const read = async (name: string, answer: Handler, release = version) => {
    const { http } = await open((response, request) =>
      (request.path.endsWith("ldap/server") ? found : answer)(response, request),
    );
    return readLive(http, release, ["ldapServer", name]);
  };

  it.each<[string, string, Handler, string, string]>([
    ["a missing endpoint", "adminConfig", json({ detail: "Not Found" }, 404), version, "no-endpoint"],
    ["a missing method", "adminConfig", json({ detail: "Method Not Allowed" }, 405), version, "no-endpoint"],
    ["a web page", "adminConfig", page, version, "page"],
    [
      "other names on a patch that may lack it",
      "embedding",
      json({ embedding_engine: "" }),
      "0.6.5",
      "other-form",
    ],
    ["other names on a patch that may lack it", "images", json({ engine: "" }), "0.6.5", "other-form"],
    [
      "another endpoint on a patch that may lack it",
      "chats",
      json({ detail: "no" }, 401),
      "0.10.1",
      "other-form",
    ],
  ])("tells of %s: %s", async (_what, name, answer, release, absence) => {
    expect(await read(name, answer, release)).toEqual({
      live: { ldapServer: { host: "h" } },
      absent: { [name]: absence },
    });
  });

  it.each(["oauth", "chats"])("does not ask a release for what it lacks: %s", async (name) => {
    const { http, received } = await open(found);
    expect(await readLive(http, "0.9.6", ["ldapServer", name])).toEqual({
      live: { ldapServer: { host: "h" } },
      absent: { [name]: "no-endpoint" },
    });
    expect(received.map(({ path }) => path)).toEqual([ldapServer.read.path]);
  });

  it.each([
    ["0.9.6", ["oauth", "chats"], 0],
    ["0.6.5", ["embedding"], 1],
  ])("tells of what %s lacks, also where nothing else is asked for: %j", async (release, names, requests) => {
    const { http, received } = await open(json({ embedding_engine: "" }));
    const { live, absent } = await readLive(http, release, names);
    expect(live).toEqual({});
    expect(Object.keys(absent).sort()).toEqual(names.toSorted());
    expect(received).toHaveLength(requests);
  });

  it.each<[string, string, Handler, string]>([
    ["other names on a release that has it", "embedding", json({ embedding_engine: "" }), "0.12.4"],
    ["no setting of it", "adminConfig", json({}), version],
    ["a 404 with a reason", "adminConfig", json({ detail: "The model is missing." }, 404), version],
    ["a refusal", "adminConfig", json({ detail: "no" }, 400), version],
    ["a page with 404", "adminConfig", raw("<html>", 404, { "content-type": "text/html" }), version],
  ])("takes for no absence %s: %s", async (_what, name, answer, release) => {
    await expect(read(name, answer, release)).rejects.toThrow();
  });

  it("fails where the server lacks all, and reads nothing where nothing is asked for", async () => {
    const { http, received } = await open(json({ detail: "Not Found" }, 404));
    await expect(readLive(http, version, ["ldapServer", "adminConfig"])).rejects.toBeInstanceOf(
      NotOpenWebUIError,
    );
    const before = received.length;
    expect(await readLive(http, version, [])).toEqual({ live: {}, absent: {} });
    expect(received).toHaveLength(before);
  });

  it("reads what is named, and nothing else", async () => {
    const { http, received } = await open(found);
    await readLive(http, version, ["ldapServer"]);
    expect(received.map(({ path }) => path)).toEqual([ldapServer.read.path]);
  });
});

it("what a new server holds of every resource is found in its answer", async () => {
  // A resource that is read in another form than it is kept has a test of its own.
  const same = resources.filter(({ read }) => read.unwrap === undefined);
  expect(same.length).toBeGreaterThan(8);
  for (const resource of same) {
    const held = factorySettingsOf(resource, resource.name === "webhook" ? "0.9.6" : version) ?? null;
    const { http } = await open(json(held));
    expect(await readResource(http, findResource(resource.name), { version })).toEqual(held);
  }
});

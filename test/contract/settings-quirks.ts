import { expect, it } from "vitest";
import type { Json, JsonObject } from "../../src/model/json.ts";
import type { ResourceName } from "../../src/releases/catalogue-types.ts";
import { isAtLeast } from "../server/releases.ts";
import { type Answer, addAccount, call, type Target, traitsOf } from "./target.ts";

const configs = "/api/v1/configs";

/** What settings objects do that no form tells. Each test leaves them as they were. */
export function describeSettingsQuirks(getTarget: () => Target): void {
  const get = (path: string, token = getTarget().token): Promise<Answer> =>
    call(getTarget(), "GET", path, { token });
  const post = (path: string, body: Json): Promise<Answer> =>
    call(getTarget(), "POST", path, { token: getTarget().token, body });
  const has = (name: ResourceName) => traitsOf(getTarget()).forms.some((form) => form.name === name);
  const isSince = (release: string) => isAtLeast(traitsOf(getTarget()).version, release);

  it("cuts and pads the keys of OpenAI connections, and drops configs without a URL", async () => {
    const before = (await get("/openai/config")).fields;
    const written = {
      ENABLE_OPENAI_API: false,
      OPENAI_API_BASE_URLS: ["http://127.0.0.1:9/a", "http://127.0.0.1:9/b"],
      OPENAI_API_KEYS: ["one"],
      OPENAI_API_CONFIGS: { "1": { enable: false, odd: 1 }, "2": {} },
    };
    const expected = {
      ...written,
      OPENAI_API_KEYS: ["one", ""],
      OPENAI_API_CONFIGS: { "1": { enable: false, odd: 1 } },
    };
    expect((await post("/openai/config/update", written)).body).toEqual(expected);
    await post("/openai/config/update", { ...written, OPENAI_API_KEYS: ["one", "two", "three"] });
    expect((await get("/openai/config")).body).toEqual({ ...expected, OPENAI_API_KEYS: ["one", "two"] });
    await post("/openai/config/update", before);
    expect((await get("/openai/config")).body).toEqual(before);
  });

  it("keeps what it does not know of a tool server, and takes none without its config", async () => {
    if (!has("toolServers")) return;
    const path = `${configs}/tool_servers`;
    const server = { url: "http://127.0.0.1:9", path: "openapi.json", auth_type: "none", key: "" };
    expect((await post(path, { TOOL_SERVER_CONNECTIONS: [server] })).status).toBe(422);
    const whole = { ...server, config: { enable: false, odd: 1 }, info: { id: "one", odd: 2 }, odd: 3 };
    const { status } = await post(path, { TOOL_SERVER_CONNECTIONS: [whole] });
    expect(status).toBe(200);
    const filled: JsonObject = {
      ...{ type: "openapi", headers: null },
      ...(isSince("0.11") ? { forward_cookies: false } : {}),
    };
    expect((await get(path)).fields.TOOL_SERVER_CONNECTIONS).toEqual([{ ...filled, ...whole }]);
    await post(path, { TOOL_SERVER_CONNECTIONS: [] });
  });

  it("shows banners to everybody, and takes none without all that they need", async () => {
    const path = `${configs}/banners`;
    const banner = { id: "one", type: "info", content: "Hello", dismissible: true, timestamp: 1 };
    const { dismissible: _, ...partial } = banner;
    expect((await post(path, { banners: [partial] })).status).toBe(422);
    const stored = [{ ...banner, title: null, ...(isSince("0.11") ? { i18n: null } : {}) }];
    expect((await post(path, { banners: [banner] })).body).toEqual(stored);
    const { token } = await addAccount(getTarget());
    expect((await get(path, token)).body).toEqual(stored);
    expect((await get("/openai/config", token)).status).toBe(401);
    await post(path, { banners: [] });
  });

  it("answers 500 when Whisper cannot be loaded, after storing", async () => {
    const before = (await get("/api/v1/audio/config")).fields;
    const tts = { ...(before.tts as JsonObject), VOICE: "whispered" };
    const stt = { ...(before.stt as JsonObject), ENGINE: "" };
    const { status } = await post("/api/v1/audio/config/update", { ...before, tts, stt });
    expect(status).toBe(500);
    expect((await get("/api/v1/audio/config")).fields).toMatchObject({
      tts: { VOICE: "whispered" },
      stt: { ENGINE: "" },
    });
    await post("/api/v1/audio/config/update", before);
  });

  it("takes null in the OAuth config for what it holds", async () => {
    if (!has("oauth")) return;
    const path = "/api/v1/auths/admin/config/oauth";
    const before = (await get(path)).fields;
    const changed = await post(path, { OAUTH_PROVIDER_NAME: "Company", OAUTH_SCOPES: null });
    expect([changed.status, changed.body]).toEqual([200, { ...before, OAUTH_PROVIDER_NAME: "Company" }]);
    await post(path, { OAUTH_PROVIDER_NAME: before.OAUTH_PROVIDER_NAME ?? "" });
    expect((await get(path)).body).toEqual(before);
  });

  it("refuses a size of images that is none, and up to 0.9 stores the switch first", async () => {
    if (!has("images")) return;
    const path = "/api/v1/images/config";
    const before = (await get(path)).fields;
    const ENABLE_IMAGE_GENERATION = before.ENABLE_IMAGE_GENERATION !== true;
    const body = { ...before, IMAGE_GENERATION_ENGINE: "openai", ENABLE_IMAGE_GENERATION };
    expect((await post(`${path}/update`, { ...body, IMAGE_SIZE: "large" })).status).toBe(400);
    const stored = (await get(path)).fields.ENABLE_IMAGE_GENERATION === ENABLE_IMAGE_GENERATION;
    expect(stored).toBe(traitsOf(getTarget()).storesInOrder);
    await post(`${path}/update`, before);
    expect((await get(path)).body).toEqual(before);
  });

  it("keeps numbers of the chat settings within bounds", async () => {
    if (!has("chats")) return;
    const path = "/api/v1/chats/config";
    const before = (await get(path)).fields;
    const name = "CONTEXT_COMPACTION_TOKEN_THRESHOLD";
    expect((await post(path, { ...before, [name]: -5 })).fields[name]).toBe(1);
    await post(path, before);
  });

  it("takes nothing but true and false for the visibility of a control", async () => {
    if (!has("interfaceVisibility")) return;
    const path = `${configs}/interface/visibility`;
    expect((await post(path, { visibility: { "chat.share": "no" } })).status).toBe(422);
    expect((await post(path, { visibility: { "chat.share": false } })).status).toBe(200);
    const { "ui.visibility": visibility } = (await get(`${configs}/namespace/ui`)).fields;
    expect(visibility).toEqual({ "chat.share": false });
    await post(path, { visibility: {} });
  });

  it("refuses default permissions without one of their groups", async () => {
    const path = "/api/v1/users/default/permissions";
    const { workspace: _, ...others } = (await get(path)).fields;
    expect((await post(path, others)).status).toBe(422);
  });
}

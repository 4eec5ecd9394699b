import { Agent, request } from "node:http";
import { afterEach, beforeAll, expect, it } from "vitest";
import type { Json, JsonObject } from "../../src/model/json.ts";
import {
  callAuths,
  changeAdminConfig,
  readAdminConfig,
  readPostable,
  type Target,
  traitsOf,
} from "./target.ts";

/** For each optional field a value that is neither its fallback nor its factory value. */
const unusual: JsonObject = {
  ADMIN_EMAIL: "help@example.com",
  ENABLE_LOGIN_FORM: false,
  DEFAULT_INTERFACE_SETTINGS: { theme: { dark: [1, null, true] } },
  I18N: { "de-DE": { "New Chat": "Neues Gespräch" } },
  FOLDER_MAX_FILE_COUNT: 3,
  AUTOMATION_MAX_COUNT: 4,
  AUTOMATION_MIN_INTERVAL: 5,
  ENABLE_ENCRYPTED_CHANNELS: true,
  ENABLE_APPS: true,
  CHANNEL_MODEL_RESPONSE_MODE: "channel",
  ENABLE_SKILL_LAZY_LOADING: true,
  SKILL_CONTENT_MAX_CHARS: 7,
  SKILL_PREVIEW_MAX_CHARS: 8,
  PENDING_USER_OVERLAY_TITLE: "Wait",
  PENDING_USER_OVERLAY_CONTENT: "a\r\n b\n",
  RESPONSE_WATERMARK: "",
};

export function describeAdminConfig(getTarget: () => Target): void {
  let factory: JsonObject;
  const fields = () => traitsOf(getTarget()).adminConfig;

  /** Posts one changed value and returns what the server then holds. */
  const store = async (name: string, value: Json): Promise<Json | number | undefined> => {
    const answer = await changeAdminConfig(getTarget(), { [name]: value });
    if (answer.status !== 200) return `HTTP ${answer.status}`;
    const live = await readAdminConfig(getTarget());
    expect(answer.fields[name]).toEqual(live[name]);
    return live[name];
  };

  beforeAll(async () => {
    factory = await readAdminConfig(getTarget());
  });
  afterEach(async () => {
    const target = getTarget();
    const body = Object.fromEntries(Object.entries(factory).filter(([name]) => !/MFA/.test(name)));
    expect((await callAuths(target, "POST", "/admin/config", { body })).status).toBe(200);
    expect(await readAdminConfig(target)).toEqual(factory);
  });

  it("answers a write with the whole object", async () => {
    const target = getTarget();
    const answer = await changeAdminConfig(target, { ENABLE_CHANNELS: true });
    const { sessions_revoked, ...written } = answer.fields;
    expect(sessions_revoked).toBe(traitsOf(target).hasSessions ? false : undefined);
    expect(written).toEqual({ ...factory, ENABLE_CHANNELS: true });
    expect(await readAdminConfig(target)).toEqual(written);
  });

  it("refuses a body without any one of the required fields", async () => {
    const target = getTarget();
    const whole = await readPostable(target);
    for (const [name, field] of Object.entries(fields())) {
      if (field.kept || field.fallback !== undefined) continue;
      const { [name]: _, ...body } = whole;
      const answer = await callAuths(target, "POST", "/admin/config", { body });
      expect([name, answer.status]).toEqual([name, 422]);
      if (!traitsOf(target).listsInvalidFields) {
        expect(answer.detail).toBe("Invalid authentication request.");
      } else {
        // `input` echoes the request, secrets included.
        expect(answer.detail).toEqual([
          { type: "missing", loc: ["body", name], msg: "Field required", input: body },
        ]);
      }
    }
  });

  it("resets or keeps each optional field that a body leaves out", async () => {
    const target = getTarget();
    const optional = Object.entries(fields()).filter(
      ([name, field]) => (field.kept || field.fallback !== undefined) && !/MFA/.test(name),
    );
    const changes = Object.fromEntries(optional.map(([name]) => [name, unusual[name] as Json]));
    expect((await changeAdminConfig(target, changes)).status).toBe(200);
    expect(await readAdminConfig(target)).toMatchObject(changes);
    const whole = await readPostable(target);
    const body = Object.fromEntries(Object.entries(whole).filter(([name]) => !(name in changes)));
    expect((await callAuths(target, "POST", "/admin/config", { body })).status).toBe(200);
    const live = await readAdminConfig(target);
    const emptied: JsonObject = {
      DEFAULT_INTERFACE_SETTINGS: {},
      FOLDER_MAX_FILE_COUNT: "",
      AUTOMATION_MAX_COUNT: "",
      AUTOMATION_MIN_INTERVAL: "",
    };
    for (const [name, field] of optional) {
      const expected = field.kept ? unusual[name] : (emptied[name] ?? field.fallback);
      expect([name, live[name]]).toEqual([name, expected]);
    }
  });

  it("ignores some values and every unknown field, and answers 200", async () => {
    for (const value of ["boss", "", "Admin"])
      expect(await store("DEFAULT_USER_ROLE", value)).toBe("pending");
    for (const value of ["1y", "", "4 w", "soon"])
      expect(await store("JWT_EXPIRES_IN", value)).toBe(factory.JWT_EXPIRES_IN);
    expect(await store("NO_SUCH_FIELD", 1)).toBeUndefined();
    const mode = await store("CHANNEL_MODEL_RESPONSE_MODE", "nowhere");
    expect(mode).toBe("CHANNEL_MODEL_RESPONSE_MODE" in fields() ? "thread" : undefined);
  });

  it("stores the values that it does not ignore", async () => {
    for (const value of ["user", "admin", "pending"])
      expect(await store("DEFAULT_USER_ROLE", value)).toBe(value);
    for (const value of ["-1", "0", "1.5h", "90s", "4w"])
      expect(await store("JWT_EXPIRES_IN", value)).toBe(value);
    expect(await store("WEBUI_URL", "not a url/")).toBe("not a url/");
    if ("DEFAULT_GROUP_ID" in fields())
      expect(await store("DEFAULT_GROUP_ID", "no-such-group")).toBe("no-such-group");
    if ("RESPONSE_WATERMARK" in fields())
      for (const value of [null, "", " a\r\n"]) expect(await store("RESPONSE_WATERMARK", value)).toBe(value);
  });

  it("coerces booleans", async () => {
    for (const value of ["yes", "ON", "t", "1", 1]) expect(await store("ENABLE_CHANNELS", value)).toBe(true);
    for (const value of ["no", "Off", "f", "0", 0]) expect(await store("ENABLE_CHANNELS", value)).toBe(false);
    for (const value of ["maybe", " true", "", 2, 1.5, null, []]) {
      expect(await store("ENABLE_CHANNELS", value)).toBe("HTTP 422");
    }
    for (const value of [5, null, false]) expect(await store("WEBUI_URL", value)).toBe("HTTP 422");
  });

  const stored: Readonly<Record<string, readonly (readonly [Json, Json])[]>> = {
    ...Object.fromEntries(
      ["FOLDER_MAX_FILE_COUNT", "AUTOMATION_MAX_COUNT", "AUTOMATION_MIN_INTERVAL"].map((name) => [
        name,
        [
          ...[["100", 100] as const, ["007", 7] as const, [" 7 ", 7] as const, [-5, -5] as const],
          ...[["0", 0] as const, [0, ""] as const, ["", ""] as const, [null, ""] as const],
          [1.5, "HTTP 422"] as const,
        ],
      ]),
    ),
    I18N: [
      [{ de: { Hi: "Hallo", x: " " }, fr: {} }, { de: { Hi: "Hallo" } }],
      ...[null, { de: { "a {{b}}": "c" } }, { de: { a: 1 } }, { " ": {} }].map(
        (wrong) => [wrong, "HTTP 422"] as const,
      ),
    ],
    DEFAULT_INTERFACE_SETTINGS: [
      [null, {}],
      [[], "HTTP 422"],
    ],
    SKILL_CONTENT_MAX_CHARS: [
      ...[0, -1, "5"].map((wrong) => [wrong, "HTTP 422"] as const),
      [5, 5],
      [null, null],
    ],
    // Unlike the other switches these are not coerced.
    ENABLE_MFA: ["yes", 0, null].map((wrong) => [wrong, "HTTP 422"] as const),
  };
  it.each(Object.entries(stored))(
    "normalises %s where it has it, and else ignores it",
    async (name, pairs) => {
      for (const [sent, held] of pairs) {
        const expected = name in fields() ? held : undefined;
        expect([sent, await store(name, sent)]).toEqual([sent, expected]);
      }
    },
  );

  it("fails on a count that is no number, and drops the connection; up to 0.9 half of the body is stored", async () => {
    const target = getTarget();
    if (!("FOLDER_MAX_FILE_COUNT" in fields())) {
      const ignored = await postAndWatch(target, { ...factory, FOLDER_MAX_FILE_COUNT: "abc" });
      expect(ignored).toMatchObject({ status: 200, isClosed: false });
      return;
    }
    const changes = { FOLDER_MAX_FILE_COUNT: "abc", ENABLE_FOLDERS: false, ENABLE_NOTES: false };
    const failed = await postAndWatch(target, { ...(await readPostable(target)), ...changes });
    expect(failed).toEqual({ status: 500, text: "Internal Server Error", isClosed: true });
    const stored = traitsOf(target).storesInOrder ? { ENABLE_FOLDERS: false } : {};
    expect(await readAdminConfig(target)).toEqual({ ...factory, ...stored });
  });

  it("refuses a body that is no JSON object with 422", async () => {
    const target = getTarget();
    for (const text of ["", "[]", "null", '{"SHOW_']) {
      const answer = await fetch(`${target.url}/api/v1/auths/admin/config`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${target.token}` },
        body: text,
      });
      expect([text, answer.status]).toEqual([text, 422]);
    }
  });
}

/** Posts on a connection of its own, and tells whether the server closes that afterwards. */
async function postAndWatch(target: Target, body: JsonObject) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const exchange = (method: string, sent: string) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const outgoing = request(`${target.url}/api/v1/auths/admin/config`, {
        agent,
        method,
        headers: { "content-type": "application/json", authorization: `Bearer ${target.token}` },
      });
      outgoing.on("error", reject).on("response", (incoming) => {
        let text = "";
        incoming.on("data", (chunk) => {
          text += chunk;
        });
        incoming.on("end", () => resolve({ status: incoming.statusCode ?? 0, text }));
      });
      outgoing.end(sent);
    });
  const closed = new Promise<boolean>((resolve) => {
    agent.on("free", (socket) => {
      socket.once("close", () => resolve(true));
      // Had it been kept, the next exchange uses it.
      exchange("GET", "").then(
        () => resolve(socket.destroyed),
        () => resolve(true),
      );
    });
  });
  const answer = await exchange("POST", JSON.stringify(body));
  const isClosed = await closed;
  agent.destroy();
  return { ...answer, isClosed };
}

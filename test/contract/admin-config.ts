import { Agent, request } from "node:http";
import { afterEach, expect, it } from "vitest";
import type { Json, JsonObject } from "../../src/resources/resource.ts";
import { findRelease, type ReleaseName } from "../server/releases.ts";
import {
  callAuths,
  changeAdminConfig,
  isModern,
  readAdminConfig,
  readPostable,
  type Target,
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
  const fields = () => findRelease(getTarget().release as ReleaseName).adminConfig;

  /** Posts one changed value and returns what the server then holds. */
  const store = async (name: string, value: Json): Promise<Json | number | undefined> => {
    const answer = await changeAdminConfig(getTarget(), { [name]: value });
    if (answer.status !== 200) return `HTTP ${answer.status}`;
    const live = await readAdminConfig(getTarget());
    expect(answer.fields[name]).toEqual(live[name]);
    return live[name];
  };

  it("holds the factory values, but for sign-up, which the first account closed", async () => {
    factory = await readAdminConfig(getTarget());
    const expected = Object.fromEntries(
      Object.entries(fields()).map(([name, field]) => [name, field.factory]),
    );
    expect(factory).toEqual({ ...expected, ENABLE_SIGNUP: false });
  });

  afterEach(async () => {
    const target = getTarget();
    const body = Object.fromEntries(Object.entries(factory).filter(([name]) => !/MFA/.test(name)));
    expect((await callAuths(target, "POST", "/admin/config", { body })).status).toBe(200);
    expect(await readAdminConfig(target)).toEqual(factory);
  });

  it("answers a write with the whole object", async () => {
    const target = getTarget();
    const answer = await changeAdminConfig(target, { ENABLE_NOTES: false });
    const { sessions_revoked, ...written } = answer.fields;
    expect(sessions_revoked).toBe(isModern(target) ? false : undefined);
    expect(written).toEqual({ ...factory, ENABLE_NOTES: false });
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
      if (isModern(target)) {
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
    for (const value of ["1y", "", "4 w", "soon"]) expect(await store("JWT_EXPIRES_IN", value)).toBe("4w");
    expect(await store("NO_SUCH_FIELD", 1)).toBeUndefined();
    const mode = await store("CHANNEL_MODEL_RESPONSE_MODE", "nowhere");
    expect(mode).toBe(isModern(getTarget()) ? "thread" : undefined);
  });

  it("stores the values that it does not ignore", async () => {
    for (const value of ["user", "admin", "pending"])
      expect(await store("DEFAULT_USER_ROLE", value)).toBe(value);
    for (const value of ["-1", "0", "1.5h", "90s", "4w"])
      expect(await store("JWT_EXPIRES_IN", value)).toBe(value);
    expect(await store("WEBUI_URL", "not a url/")).toBe("not a url/");
    expect(await store("DEFAULT_GROUP_ID", "no-such-group")).toBe("no-such-group");
    for (const value of [null, "", " a\r\n"]) expect(await store("RESPONSE_WATERMARK", value)).toBe(value);
  });

  it("coerces booleans", async () => {
    for (const value of ["yes", "ON", "t", "1", 1]) expect(await store("ENABLE_NOTES", value)).toBe(true);
    for (const value of ["no", "Off", "f", "0", 0]) expect(await store("ENABLE_NOTES", value)).toBe(false);
    for (const value of ["maybe", " true", "", 2, 1.5, null, []]) {
      expect(await store("ENABLE_NOTES", value)).toBe("HTTP 422");
    }
    for (const value of [5, null, false]) expect(await store("WEBUI_URL", value)).toBe("HTTP 422");
  });

  it("normalises counts, texts of the interface and interface settings where it has them", async () => {
    if (!isModern(getTarget())) {
      for (const name of ["FOLDER_MAX_FILE_COUNT", "I18N", "DEFAULT_INTERFACE_SETTINGS"]) {
        expect(await store(name, "anything")).toBeUndefined();
      }
      return;
    }
    for (const [sent, held] of [
      ...[["100", 100] as const, ["007", 7] as const, [" 7 ", 7] as const, [-5, -5] as const],
      ...[["0", 0] as const, [0, ""] as const, ["", ""] as const, [null, ""] as const],
    ]) {
      expect([sent, await store("FOLDER_MAX_FILE_COUNT", sent)]).toEqual([sent, held]);
    }
    expect(await store("FOLDER_MAX_FILE_COUNT", 1.5)).toBe("HTTP 422");
    expect(await store("I18N", { de: { Hi: "Hallo", x: " " }, fr: {} })).toEqual({ de: { Hi: "Hallo" } });
    for (const wrong of [null, { de: { "a {{b}}": "c" } }, { de: { a: 1 } }, { " ": {} }]) {
      expect(await store("I18N", wrong)).toBe("HTTP 422");
    }
    expect(await store("DEFAULT_INTERFACE_SETTINGS", null)).toEqual({});
    expect(await store("DEFAULT_INTERFACE_SETTINGS", [])).toBe("HTTP 422");
    for (const wrong of [0, -1, "5"]) expect(await store("SKILL_CONTENT_MAX_CHARS", wrong)).toBe("HTTP 422");
    for (const right of [5, null]) expect(await store("SKILL_CONTENT_MAX_CHARS", right)).toBe(right);
    // Unlike the other switches these are not coerced.
    for (const wrong of ["yes", 0, null]) expect(await store("ENABLE_MFA", wrong)).toBe("HTTP 422");
  });

  it("fails on a count that is no number, changes nothing and drops the connection", async () => {
    const target = getTarget();
    const body = { ...(await readPostable(target)), FOLDER_MAX_FILE_COUNT: "abc", ENABLE_NOTES: false };
    const failed = await postAndWatch(target, body);
    if (isModern(target)) {
      expect(failed).toEqual({ status: 500, text: "Internal Server Error", isClosed: true });
      expect(await readAdminConfig(target)).toEqual(factory);
    } else {
      expect(failed).toMatchObject({ status: 200, isClosed: false });
      expect(await readAdminConfig(target)).toEqual({ ...factory, ENABLE_NOTES: false });
    }
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

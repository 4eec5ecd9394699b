import { expect, it } from "vitest";
import { addAccount, callAuths, changeAdminConfig, type Target, traitsOf } from "./target.ts";

/** Returns what the settings for API keys are called in the target's release. */
export function nameApiKeySettings(target: Target) {
  const isRenamed = "ENABLE_API_KEYS" in traitsOf(target).adminConfig;
  return isRenamed
    ? {
        enable: "ENABLE_API_KEYS",
        restrict: "ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS",
        allowed: "API_KEYS_ALLOWED_ENDPOINTS",
      }
    : {
        enable: "ENABLE_API_KEY",
        restrict: "ENABLE_API_KEY_ENDPOINT_RESTRICTIONS",
        allowed: "API_KEY_ALLOWED_ENDPOINTS",
      };
}

const notAllowed = [403, "API key creation is not allowed in the environment."];
const missing = [404, expect.stringContaining("API key is missing")];

export function describeApiKeys(getTarget: () => Target): void {
  const send = async (method: string, token = getTarget().token) => {
    const answer = await callAuths(getTarget(), method, "/api_key", { token });
    return [answer.status, answer.detail ?? answer.body];
  };

  it("gives none while they are off", async () => {
    const target = getTarget();
    await changeAdminConfig(target, { [nameApiKeySettings(target).enable]: false });
    expect(await send("POST")).toEqual(notAllowed);
    expect(await send("GET")).toEqual(traitsOf(target).guardsApiKeys ? notAllowed : missing);
  });

  it("gives one for each account, to whom its release lets have one", async () => {
    const target = getTarget();
    const { apiKeysFor } = traitsOf(target);
    await changeAdminConfig(target, { [nameApiKeySettings(target).enable]: true });
    const { token } = await addAccount(target);
    const forUser = await send("POST", token);
    expect(forUser[0]).toBe(apiKeysFor === "everybody" ? 200 : 403);
    if (apiKeysFor === "nobody") {
      expect(await send("POST")).toEqual(notAllowed);
      expect(await send("DELETE")).toEqual([200, true]);
      return;
    }
    expect(await send("GET")).toEqual(missing);
    const made = await callAuths(target, "POST", "/api_key");
    expect(made.fields).toEqual({ api_key: expect.stringMatching(/^sk-[0-9a-f]{32}$/) });
    expect(await send("GET")).toEqual([200, made.body]);
    const second = await callAuths(target, "POST", "/api_key");
    expect(second.fields.api_key).not.toBe(made.fields.api_key);
    expect(await send("GET")).toEqual([200, second.body]);
    expect((await send("GET", String(made.fields.api_key)))[0]).toBe(401);
    expect(await send("DELETE")).toEqual([200, true]);
    expect(await send("GET")).toEqual(missing);
  });

  it("takes a key for a token, within what it is restricted to, and from 0.12 on not for a session", async () => {
    const target = getTarget();
    const { apiKeysFor, apiKeyElsewhere, apiKeyPaths, hasSessions } = traitsOf(target);
    if (apiKeysFor === "nobody") return expect(await send("POST")).toEqual(notAllowed);
    const names = nameApiKeySettings(target);
    const made = await callAuths(target, "POST", "/api_key");
    const token = String(made.fields.api_key);
    const read = async (path: string) => {
      const answer = await callAuths(target, "GET", path, { token });
      return [answer.status, answer.detail];
    };
    expect(await read("/")).toEqual(hasSessions ? [403, "A human session is required."] : [200, undefined]);
    const whole = await callAuths(target, "GET", "/admin/config", { token });
    expect(whole.status).toBe(200);
    const written = await callAuths(target, "POST", "/admin/config", { token, body: whole.body });
    expect([written.status, written.detail]).toEqual(
      hasSessions
        ? [403, "A human administrator session is required to change MFA settings."]
        : [200, undefined],
    );
    expect((await changeAdminConfig(target, {}, { token })).status).toBe(200);

    const restrictTo = (path: string) =>
      changeAdminConfig(target, { [names.restrict]: true, [names.allowed]: `/x, ${path}` });
    await restrictTo("/api/v1/auths/admin/details");
    expect(await read("/admin/details")).toEqual([200, undefined]);
    expect(await read("/admin/config")).toEqual([403, apiKeyElsewhere]);
    await restrictTo("/api/v1/auths/admin");
    expect((await read("/admin/details"))[0]).toBe(apiKeyPaths === "beginnings" ? 200 : 403);
    await changeAdminConfig(target, { [names.restrict]: false, [names.allowed]: "", [names.enable]: false });
    expect(await read("/admin/config")).toEqual([403, "Use of API key is not enabled in the environment."]);
    await changeAdminConfig(target, { [names.enable]: true });
    expect(await send("DELETE")).toEqual([200, true]);
  });
}

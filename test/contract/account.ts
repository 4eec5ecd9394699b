import { expect, it } from "vitest";
import { addAccount, callAuths, callOpenly, changeAdminConfig, isModern, type Target } from "./target.ts";

export function describeAccount(getTarget: () => Target): void {
  it("tells the session's user", async () => {
    const target = getTarget();
    const answer = await callAuths(target, "GET", "/");
    expect(answer.status).toBe(200);
    expect(answer.fields).toMatchObject({
      ...{ email: target.admin.email, role: "admin" },
      token: target.token,
    });
    expect(Object.keys(answer.fields).sort()).toEqual([
      ...["bio", "date_of_birth", "email", "expires_at", "gender", "id", "name", "permissions"],
      ...["profile_image_url", "role", "status_emoji", "status_expires_at", "status_message"],
      ...["token", "token_type"],
    ]);
  });

  it("stores a profile, and forgets what a later one leaves out", async () => {
    const target = getTarget();
    const { token, id, email } = await addAccount(target);
    const update = (body: Record<string, string>) =>
      callAuths(target, "POST", "/update/profile", {
        token,
        body: { profile_image_url: "/user.png", ...body },
      });
    const full = await update({ name: "Grace", bio: "Navy", gender: "f", date_of_birth: "1906-12-09" });
    expect(full.status).toBe(200);
    expect(full.body).toEqual({ id, name: "Grace", role: "user", email, profile_image_url: "/user.png" });
    const stored = await callAuths(target, "GET", "/", { token });
    expect(stored.fields).toMatchObject({ bio: "Navy", gender: "f", date_of_birth: "1906-12-09" });
    expect((await update({ name: "Grace" })).status).toBe(200);
    const later = await callAuths(target, "GET", "/", { token });
    expect(later.fields).toMatchObject({ bio: null, gender: null, date_of_birth: null });
    expect((await update({})).status).toBe(422);
    expect((await update({ name: "Grace", date_of_birth: "then" })).status).toBe(422);
  });

  it("changes a password, which ends the account's sessions from 0.12 on", async () => {
    const target = getTarget();
    const { token, email, password } = await addAccount(target);
    const update = (own: string) =>
      callAuths(target, "POST", "/update/password", {
        token,
        body: { password: own, new_password: "changed" },
      });
    const wrong = await update("wrong");
    expect([wrong.status, wrong.detail]).toEqual([
      400,
      "The password provided is incorrect. Please check for typos and try again.",
    ]);
    const changed = await update(password);
    expect([changed.status, changed.body]).toEqual([200, true]);
    const after = await callAuths(target, "GET", "/", { token });
    expect([after.status, after.detail]).toEqual(
      isModern(target) ? [401, "Invalid token"] : [200, undefined],
    );
    expect((await callOpenly(target, "POST", "/signin", { email, password })).status).toBe(400);
    expect((await callOpenly(target, "POST", "/signin", { email, password: "changed" })).status).toBe(200);
  });

  it("adds users for admins only, each e-mail once", async () => {
    const target = getTarget();
    const { added, ...member } = await addAccount(target);
    expect(added.fields).toMatchObject({ name: member.name, email: member.email, role: "user" });
    expect(Object.keys(added.fields).sort()).toEqual([
      ...["email", "id", "name", "profile_image_url", "role", "token", "token_type"],
    ]);
    const body = { name: "Other", email: "other@example.com", password: "other-pass" };
    expect((await callAuths(target, "POST", "/add", { body, token: member.token })).status).toBe(401);
    const twice = await callAuths(target, "POST", "/add", {
      body: { ...body, email: member.email.toUpperCase() },
    });
    expect([twice.status, twice.detail]).toEqual([400, expect.stringContaining("already registered")]);
    const bad = await callAuths(target, "POST", "/add", { body: { ...body, email: "other" } });
    expect([bad.status, bad.detail]).toEqual([400, expect.stringContaining("email format")]);
    const withoutRole = await callAuths(target, "POST", "/add", { body });
    expect([withoutRole.status, withoutRole.fields.role]).toEqual([200, "pending"]);
  });

  it("shows the admin's details, or refuses when that is off", async () => {
    const target = getTarget();
    const { token } = await addAccount(target, "pending");
    const shown = await callAuths(target, "GET", "/admin/details", { token });
    expect([shown.status, shown.body]).toEqual([
      200,
      { name: expect.any(String), email: target.admin.email },
    ]);
    await changeAdminConfig(target, { SHOW_ADMIN_DETAILS: false });
    const hidden = await callAuths(target, "GET", "/admin/details", { token });
    expect([hidden.status, hidden.detail]).toEqual([
      400,
      "The requested action has been restricted as a security measure.",
    ]);
    await changeAdminConfig(target, { SHOW_ADMIN_DETAILS: true });
  });

  it("gives API keys by the rules of its release", async () => {
    const target = getTarget();
    const notAllowed = [403, "API key creation is not allowed in the environment."];
    const send = async (method: string, token = target.token) => {
      const answer = await callAuths(target, method, "/api_key", { token });
      return [answer.status, answer.detail ?? answer.body];
    };
    const missing = [404, expect.stringContaining("API key is missing")];
    expect(await send("POST")).toEqual(notAllowed);
    expect(await send("GET")).toEqual(isModern(target) ? notAllowed : missing);
    await changeAdminConfig(target, { ENABLE_API_KEYS: true });
    const { token } = await addAccount(target);
    expect(await send("POST", token)).toEqual(notAllowed);
    if (!isModern(target)) {
      expect(await send("POST")).toEqual(notAllowed);
      expect(await send("DELETE")).toEqual([200, true]);
    } else {
      expect(await send("GET")).toEqual(missing);
      const made = await callAuths(target, "POST", "/api_key");
      expect(made.fields).toEqual({ api_key: expect.stringMatching(/^sk-[0-9a-f]{32}$/) });
      expect(await send("GET")).toEqual([200, made.body]);
      await checkApiKey(target, String(made.fields.api_key));
      const second = await callAuths(target, "POST", "/api_key");
      expect(second.fields.api_key).not.toBe(made.fields.api_key);
      expect(await send("GET")).toEqual([200, second.body]);
      expect((await send("GET", String(made.fields.api_key)))[0]).toBe(401);
      expect(await send("DELETE")).toEqual([200, true]);
      expect(await send("GET")).toEqual(missing);
    }
    await changeAdminConfig(target, { ENABLE_API_KEYS: false });
  });
}

async function checkApiKey(target: Target, key: string): Promise<void> {
  const session = await callAuths(target, "GET", "/", { token: key });
  expect([session.status, session.detail]).toEqual([403, "A human session is required."]);
  const read = await callAuths(target, "GET", "/admin/config", { token: key });
  expect(read.status).toBe(200);
  const withMfa = await callAuths(target, "POST", "/admin/config", { token: key, body: read.body });
  expect([withMfa.status, withMfa.detail]).toEqual([
    403,
    "A human administrator session is required to change MFA settings.",
  ]);
  expect((await changeAdminConfig(target, {}, { token: key })).status).toBe(200);

  const allowed = "/api/v1/auths/admin/details";
  await changeAdminConfig(target, {
    ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS: true,
    API_KEYS_ALLOWED_ENDPOINTS: `/x, ${allowed}`,
  });
  expect((await callAuths(target, "GET", "/admin/details", { token: key })).status).toBe(200);
  const restricted = await callAuths(target, "GET", "/admin/config", { token: key });
  expect([restricted.status, restricted.detail]).toEqual([
    403,
    expect.stringContaining("You do not have permission"),
  ]);
  await changeAdminConfig(target, {
    ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS: false,
    API_KEYS_ALLOWED_ENDPOINTS: "",
    ENABLE_API_KEYS: false,
  });
  const off = await callAuths(target, "GET", "/admin/config", { token: key });
  expect([off.status, off.detail]).toEqual([403, "Use of API key is not enabled in the environment."]);
  await changeAdminConfig(target, { ENABLE_API_KEYS: true });
}

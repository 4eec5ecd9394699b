import { expect, it } from "vitest";
import { addAccount, callAuths, callOpenly, changeAdminConfig, type Target, traitsOf } from "./target.ts";

export function describeAccount(getTarget: () => Target): void {
  it("tells the session's user", async () => {
    const target = getTarget();
    const answer = await callAuths(target, "GET", "/");
    expect(answer.status).toBe(200);
    expect(answer.fields).toMatchObject({
      ...{ email: target.admin.email, role: "admin" },
      token: traitsOf(target).renewsTokens ? expect.any(String) : target.token,
    });
    const common = ["email", "expires_at", "id", "name", "permissions", "profile_image_url", "role"];
    const profile = ["bio", "date_of_birth", "gender", "status_emoji", "status_expires_at", "status_message"];
    expect(Object.keys(answer.fields).sort()).toEqual(
      [...common, "token", "token_type", ...(traitsOf(target).hasProfiles ? profile : [])].sort(),
    );
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
    expect((await update({})).status).toBe(422);
    if (!traitsOf(target).hasProfiles) return;
    const stored = await callAuths(target, "GET", "/", { token });
    expect(stored.fields).toMatchObject({ bio: "Navy", gender: "f", date_of_birth: "1906-12-09" });
    expect((await update({ name: "Grace" })).status).toBe(200);
    const later = await callAuths(target, "GET", "/", { token });
    expect(later.fields).toMatchObject({ bio: null, gender: null, date_of_birth: null });
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
      traitsOf(target).hasSessions ? [401, "Invalid token"] : [200, undefined],
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
}

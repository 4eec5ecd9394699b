import { expect, it } from "vitest";
import {
  addAccount,
  call,
  callAuths,
  callOpenly,
  changeAdminConfig,
  type Target,
  traitsOf,
} from "./target.ts";

const prohibited =
  "You do not have permission to access this resource. Please contact your administrator for assistance.";

export function describeAccess(getTarget: () => Target): void {
  it("tells its health, version and features without a sign-in", async () => {
    const target = getTarget();
    expect((await call(target, "GET", "/health")).body).toEqual({ status: true });
    expect((await call(target, "GET", "/api/version")).fields.version).toBe(target.release);
    const config = await call(target, "GET", "/api/config");
    expect(config.fields).toMatchObject({ status: true, version: target.release });
    expect(config.fields.features).toMatchObject({ enable_signup: false, enable_login_form: true });
    expect(config.fields).not.toHaveProperty("onboarding");
  });

  it("answers an unknown GET with the web page and an unknown write with 405", async () => {
    const target = getTarget();
    for (const path of [
      "/",
      "/api/nosuch",
      "/api/v1/auths",
      "/api/v1/auths/nosuch",
      "/api/v1/auths/admin/config/",
    ]) {
      const page = await call(target, "GET", path);
      expect([path, page.status, page.type]).toEqual([path, 200, "text/html"]);
    }
    for (const method of ["POST", "PUT", "DELETE"]) {
      const refused = await call(target, method, "/api/v1/auths/nosuch");
      expect([refused.status, refused.body]).toEqual([405, { detail: "Method Not Allowed" }]);
    }
  });

  it("tells apart no token, a wrong token, a wrong API key and an account that is no admin", async () => {
    const target = getTarget();
    const member = await addAccount(target);
    const read = (token: string) => callAuths(target, "GET", "/admin/config", { token });
    const unsigned = await callOpenly(target, "GET", "/admin/config");
    expect([unsigned.status, unsigned.detail]).toEqual([
      traitsOf(target).unsignedStatus,
      "Not authenticated",
    ]);
    const wrong = await read("nonsense");
    expect([wrong.status, wrong.detail]).toEqual([401, traitsOf(target).wrongToken]);
    const wrongKey = await read("sk-nonsense");
    expect([wrongKey.status, wrongKey.detail]).toEqual([
      401,
      "Your session has expired or the token is invalid. Please sign in again.",
    ]);
    const notAdmin = await read(member.token);
    expect([notAdmin.status, notAdmin.detail]).toEqual([401, prohibited]);
    const notAdminWrite = await callAuths(target, "POST", "/admin/config", { token: member.token, body: {} });
    expect([notAdminWrite.status, notAdminWrite.detail]).toEqual([401, prohibited]);
  });

  it("looks at who asks before it looks at the body", async () => {
    const target = getTarget();
    const refused = await callOpenly(target, "POST", "/admin/config", { SHOW_ADMIN_DETAILS: "maybe" });
    expect([refused.status, refused.detail]).toEqual([traitsOf(target).unsignedStatus, "Not authenticated"]);
  });

  it("signs in by e-mail in any case, and refuses a wrong password like an unknown e-mail", async () => {
    const target = getTarget();
    const { email, password, id } = await addAccount(target);
    const signedIn = await callOpenly(target, "POST", "/signin", { email: email.toUpperCase(), password });
    expect(signedIn.status).toBe(200);
    expect(signedIn.fields).toMatchObject({ id, email, role: "user", token_type: "Bearer" });
    expect(Object.keys(signedIn.fields).sort()).toEqual([
      ...[
        "email",
        "expires_at",
        "id",
        "name",
        "permissions",
        "profile_image_url",
        "role",
        "token",
        "token_type",
      ],
    ]);
    const detail =
      "The email or password provided is incorrect. Please check for typos and try logging in again.";
    const wrong = await callOpenly(target, "POST", "/signin", { email, password: "wrong" });
    expect([wrong.status, wrong.detail]).toEqual([400, detail]);
    const unknown = await callOpenly(target, "POST", "/signin", { email: "nobody@example.com", password });
    expect([unknown.status, unknown.detail]).toEqual([400, detail]);
  });

  it("limits sign-ins to 15 per e-mail from 0.6 on, and does not say for how long", async () => {
    const target = getTarget();
    const attempt = () =>
      callOpenly(target, "POST", "/signin", { email: "limited@example.com", password: "wrong" });
    for (let n = 1; n <= 15; n += 1) expect((await attempt()).status).toBe(400);
    const limited = await attempt();
    if (!traitsOf(target).limitsSignIns) {
      expect(limited.status).toBe(400);
      return;
    }
    expect([limited.status, limited.detail]).toEqual([429, "API rate limit exceeded"]);
    expect(limited.headers.get("retry-after")).toBeNull();
  });

  it("signs out by the verb of its release, and the token lives on without Redis", async () => {
    const target = getTarget();
    const { token } = await addAccount(target);
    const verb = traitsOf(target).signOutMethod;
    const other = verb === "POST" ? "GET" : "POST";
    const wrongVerb = await callAuths(target, other, "/signout", { token });
    expect([wrongVerb.status, wrongVerb.type]).toEqual(
      verb === "POST" ? [200, "text/html"] : [405, "application/json"],
    );
    const signedOut = await callAuths(target, verb, "/signout", { token });
    expect([signedOut.status, signedOut.body]).toEqual([200, { status: true }]);
    expect((await callAuths(target, "GET", "/", { token })).status).toBe(200);
  });

  it("keeps sign-up closed after the first account, and lets people in as pending once it is open", async () => {
    const target = getTarget();
    const newcomer = { name: "New", email: "Newcomer@Example.com", password: "new-pass" };
    const closed = await callOpenly(target, "POST", "/signup", newcomer);
    expect([closed.status, closed.detail]).toEqual([403, prohibited]);
    expect((await changeAdminConfig(target, { ENABLE_SIGNUP: true })).status).toBe(200);
    const signedUp = await callOpenly(target, "POST", "/signup", newcomer);
    expect([signedUp.status, signedUp.fields.role, signedUp.fields.email]).toEqual([
      200,
      "pending",
      "newcomer@example.com",
    ]);
    const taken = await callOpenly(target, "POST", "/signup", newcomer);
    expect([taken.status, taken.detail]).toEqual([400, expect.stringContaining("already registered")]);
    const bad = await callOpenly(target, "POST", "/signup", { ...newcomer, email: "no-address" });
    expect([bad.status, bad.detail]).toEqual([400, expect.stringContaining("email format")]);
    await changeAdminConfig(target, { ENABLE_SIGNUP: false });
  });

  it("refuses a malformed body with 422", async () => {
    const target = getTarget();
    for (const path of ["/signin", "/signup", "/ldap"]) {
      const refused = await callOpenly(target, "POST", path, { email: 1 });
      expect([path, refused.status]).toEqual([path, 422]);
      if (!traitsOf(target).listsInvalidFields)
        expect(refused.detail).toBe("Invalid authentication request.");
      else expect(refused.detail).toContainEqual(expect.objectContaining({ loc: ["body", "password"] }));
    }
    const asText = await fetch(`${target.url}/api/v1/auths/signin`, { method: "POST", body: "{}" });
    expect(asText.status).toBe(422);
  });
}

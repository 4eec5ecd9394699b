import { Secret, TOTP } from "otpauth";
import { expect, it } from "vitest";
import {
  callAuths,
  callOpenly,
  changeAdminConfig,
  readAdminConfig,
  type Target,
  traitsOf,
} from "./target.ts";

/** Ends the target's session where the release has MFA: to be described last. */
export function describeMfa(getTarget: () => Target): void {
  let challenge: string | undefined;

  it("revokes every session when ENABLE_MFA changes, and then asks for a second factor", async () => {
    const target = getTarget();
    if (!traitsOf(target).hasSessions) {
      const answer = await changeAdminConfig(target, { ENABLE_MFA: true });
      expect(answer.status).toBe(200);
      expect(answer.fields).not.toHaveProperty("ENABLE_MFA");
      expect((await callAuths(target, "GET", "/")).status).toBe(200);
      return;
    }
    const unchanged = await callAuths(target, "POST", "/admin/config", {
      body: await readAdminConfig(target),
    });
    expect([unchanged.status, unchanged.fields.sessions_revoked]).toEqual([200, false]);
    const changed = await changeAdminConfig(target, { ENABLE_MFA: true });
    expect([changed.status, changed.fields.sessions_revoked, changed.fields.ENABLE_MFA]).toEqual([
      200,
      true,
      true,
    ]);
    const revoked = await callAuths(target, "GET", "/admin/config");
    expect([revoked.status, revoked.detail]).toEqual([401, "Invalid token"]);
    const { email, password } = target.admin;
    const signedIn = await callOpenly(target, "POST", "/signin", { email, password });
    expect([signedIn.status, signedIn.body]).toEqual([
      200,
      { next_step: "enroll", challenge_token: expect.any(String), expires_in: expect.any(Number) },
    ]);
    challenge = String(signedIn.fields.challenge_token);
  });

  it("enrols with a key, and then signs in with its codes, each of them once", async () => {
    const target = getTarget();
    if (!traitsOf(target).hasSessions) return;
    expect(challenge).toBeDefined();
    const post = (path: string, body: Record<string, string>) =>
      callOpenly(target, "POST", `/mfa/${path}`, body);
    const started = await post("enroll/start", { challenge_token: challenge ?? "" });
    expect([started.status, Object.keys(started.fields).sort()]).toEqual([200, ["manual_key", "qr_code"]]);
    const totp = new TOTP({ secret: Secret.fromBase32(String(started.fields.manual_key)) });
    const now = Date.now();
    const codeOf = (step: number) => totp.generate({ timestamp: now + step * 30_000 });
    const wrong = await post("enroll/confirm", { challenge_token: challenge ?? "", code: codeOf(-20) });
    expect([wrong.status, wrong.detail]).toEqual([
      401,
      "Invalid code. Check your authenticator and try again.",
    ]);
    // A code may be one step early or late; the later ones are left for what follows.
    const enrolled = await post("enroll/confirm", { challenge_token: challenge ?? "", code: codeOf(-1) });
    expect([enrolled.status, enrolled.fields.role, (enrolled.fields.recovery_codes as []).length]).toEqual([
      200,
      "admin",
      10,
    ]);
    const signedIn = await callOpenly(target, "POST", "/signin", target.admin);
    expect([signedIn.status, signedIn.fields.next_step]).toEqual([200, "verify"]);
    const token = String(signedIn.fields.challenge_token);
    const used = await post("verify", { challenge_token: token, code: codeOf(-1) });
    expect([used.status, used.detail]).toEqual([401, "Invalid or already used code."]);
    const verified = await post("verify", { challenge_token: token, code: codeOf(0) });
    expect([verified.status, verified.fields.role, typeof verified.fields.token]).toEqual([
      200,
      "admin",
      "string",
    ]);
    const again = await post("verify", { challenge_token: token, code: codeOf(1) });
    expect([again.status, again.detail]).toEqual([
      401,
      "This authentication step expired. Please start again.",
    ]);
    const read = await callAuths(target, "GET", "/admin/config", { token: String(verified.fields.token) });
    expect([read.status, read.fields.ENABLE_MFA]).toEqual([200, true]);
  });
}

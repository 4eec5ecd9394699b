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
  });
}

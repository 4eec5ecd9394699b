import { randomBytes } from "node:crypto";
import { HttpResponse, http } from "msw";
import { Secret, TOTP } from "otpauth";
import { authPath, readBody, refuse, requireForm } from "./answers.ts";
import type { Form } from "./forms.ts";
import type { Context } from "./guards.ts";
import { answerSession } from "./sign-in.ts";
import { type Challenge, revokeSessions, type User } from "./state.ts";
import { words } from "./words.ts";

const challengeForm: Form = { challenge_token: { kind: "text" } };
const verifyForm: Form = { challenge_token: { kind: "text" }, code: { kind: "text" } };
const stepSeconds = 30;
const attemptsOfChallenge = 5;

/** Returns the step of a code that was not used yet; one step early or late is fine. */
function findStep(key: string, code: string, last = -1): number | undefined {
  const totp = new TOTP({ secret: Secret.fromBase32(key) });
  const now = Math.floor(Date.now() / 1000 / stepSeconds);
  return [now, now - 1, now + 1].find(
    (step) => step > last && totp.generate({ timestamp: step * stepSeconds * 1000 }) === code,
  );
}

export function createMfaHandlers(context: Context) {
  const { release, state } = context;
  if (!release.hasSessions) return [];

  const findChallenge = (token: string, kind: Challenge["kind"]): { challenge: Challenge; user: User } => {
    const challenge = state.challenges.get(token);
    const user = state.users.find(({ id }) => id === challenge?.userId);
    if (!challenge || !user || challenge.kind !== kind || challenge.expiresAt <= Date.now()) {
      return refuse(401, "This authentication step expired. Please start again.");
    }
    return { challenge, user };
  };
  const count = (challenge: Challenge): void => {
    if (challenge.attempts >= attemptsOfChallenge) refuse(429, "Too many codes. Please sign in again.");
    challenge.attempts++;
  };

  return [
    http.post(authPath("/mfa/enroll/start"), async ({ request }) => {
      const form = requireForm(release, challengeForm, await readBody(request, release));
      const { challenge } = findChallenge(String(form.challenge_token), "enroll");
      challenge.key ??= Secret.fromHex(randomBytes(20).toString("hex")).base32;
      return HttpResponse.json({ manual_key: challenge.key, qr_code: "data:image/svg+xml;base64,PHN2Zy8+" });
    }),

    http.post(authPath("/mfa/enroll/confirm"), async ({ request }) => {
      const form = requireForm(release, verifyForm, await readBody(request, release));
      const { challenge, user } = findChallenge(String(form.challenge_token), "enroll");
      count(challenge);
      const { key } = challenge;
      const step = key === undefined ? undefined : findStep(key, String(form.code));
      if (key === undefined || step === undefined) {
        return refuse(401, "Invalid code. Check your authenticator and try again.");
      }
      user.secondFactor = { key, lastStep: step };
      state.challenges.delete(String(form.challenge_token));
      revokeSessions([user]);
      const recovery_codes = Array.from({ length: 10 }, () => randomBytes(16).toString("hex"));
      return HttpResponse.json({ ...answerSession(context, user), recovery_codes });
    }),

    http.post(authPath("/mfa/verify"), async ({ request }) => {
      const form = requireForm(release, verifyForm, await readBody(request, release));
      const { challenge, user } = findChallenge(String(form.challenge_token), "verify");
      count(challenge);
      const factor = user.secondFactor;
      const step = factor && findStep(factor.key, String(form.code), factor.lastStep);
      if (factor === undefined || step === undefined) return refuse(401, words.wrongCode);
      factor.lastStep = step;
      state.challenges.delete(String(form.challenge_token));
      return HttpResponse.json(answerSession(context, user));
    }),
  ];
}

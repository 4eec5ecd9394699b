import { randomBytes } from "node:crypto";
import { HttpResponse, http } from "msw";
import type { JsonObject } from "../../src/model/json.ts";
import { authPath, readBody, refuse, requireForm } from "./answers.ts";
import { explainFailure, findPerson } from "./directory-lookup.ts";
import type { Form } from "./forms.ts";
import type { Context } from "./guards.ts";
import { findUserByEmail, insertFirstAdmin, insertUser, openSession, type User } from "./state.ts";
import { words } from "./words.ts";

const signInForm: Form = { email: { kind: "text" }, password: { kind: "text" } };
const ldapForm: Form = { user: { kind: "text" }, password: { kind: "text" } };
const signUpForm: Form = {
  name: { kind: "text" },
  email: { kind: "text" },
  password: { kind: "text" },
  profile_image_url: { kind: "optionalImage", fallback: "/user.png" },
};

const limit = 15;
const windowMilliseconds = 180_000;

function countSignIn({ release, state }: Context, email: string): void {
  if (!release.limitsSignIns) return;
  const now = Date.now();
  const times = (state.signIns.get(email) ?? []).filter((time) => time > now - windowMilliseconds);
  times.push(now);
  state.signIns.set(email, times);
  if (times.length > limit) refuse(429, words.rateLimited);
}

/** What an account may do; only the part that bears on the auth endpoints. */
export const permissions = { workspace: {}, sharing: {}, chat: {}, features: { api_keys: false } };

/** Returns the user as the sign-in answers show it. */
export function describeUser({ release }: Context, user: User): JsonObject {
  const image = release.servesImages ? `/api/v1/users/${user.id}/profile/image` : user.profile_image_url;
  return { id: user.id, name: user.name, role: user.role, email: user.email, profile_image_url: image };
}

/** Opens a session and returns what tells of it. */
export function answerSession(context: Context, user: User): JsonObject {
  const { token, expiresAt } = openSession(context.state, user);
  const session = { token, token_type: "Bearer", expires_at: expiresAt, permissions };
  return { ...describeUser(context, user), ...session };
}

const challengeSeconds = 300;

function answerSignIn(context: Context, user: User) {
  const { state } = context;
  if (state.adminConfig.ENABLE_MFA !== true) return HttpResponse.json(answerSession(context, user));
  if (user.role === "pending") return HttpResponse.json({ next_step: "pending" });
  const kind = user.secondFactor === undefined ? "enroll" : "verify";
  const token = `${user.id}.${randomBytes(32).toString("base64url")}`;
  const expiresAt = Date.now() + challengeSeconds * 1000;
  state.challenges.set(token, { userId: user.id, kind, expiresAt, attempts: 0 });
  return HttpResponse.json({ next_step: kind, challenge_token: token, expires_in: challengeSeconds });
}

/** Ends the request when an account with this e-mail and password cannot be created. */
export function requireNewAccount({ state, release }: Context, form: JsonObject, whileDoing: string): void {
  const email = String(form.email).toLowerCase();
  if (!email.endsWith("@localhost") && !/^[^@]+@[^@]+\.[^@]+/.test(email)) refuse(400, words.invalidEmail);
  if (findUserByEmail(state, email) !== undefined) refuse(400, words.emailTaken);
  if (Buffer.byteLength(String(form.password)) <= 72) return;
  if (release.hasSessions) refuse(400, words.passwordTooLong);
  refuse(500, `An internal error occurred ${whileDoing}.`);
}

const imageOf = (form: JsonObject): string =>
  typeof form.profile_image_url === "string" ? form.profile_image_url : "/user.png";

/** Returns the account that a sign-up or an admin's form describes, stored. */
export function storeAccount({ state }: Context, form: JsonObject, role: string | undefined): User {
  const credentials = {
    name: String(form.name),
    email: String(form.email),
    password: String(form.password),
  };
  return role === undefined
    ? insertFirstAdmin(state, credentials, imageOf(form))
    : insertUser(state, credentials, role, imageOf(form));
}

/** Whoever a header names is signed in, whatever the form says. */
function signInByHeader(context: Context, request: Request) {
  const email = request.headers.get(context.trustedHeader ?? "");
  if (email === null) return refuse(400, words.noTrustedHeader);
  const role = String(context.state.adminConfig.DEFAULT_USER_ROLE);
  const user =
    findUserByEmail(context.state, email) ??
    insertUser(context.state, { name: email, email, password: crypto.randomUUID() }, role);
  return answerSignIn(context, user);
}

export function createSignInHandlers(context: Context) {
  const { release, state } = context;
  return [
    http.post(authPath("/signin"), async ({ request }) => {
      const form = requireForm(release, signInForm, await readBody(request, release));
      if (context.trustedHeader !== undefined) return signInByHeader(context, request);
      const email = String(form.email).toLowerCase();
      countSignIn(context, email);
      const user = findUserByEmail(state, email);
      if (user === undefined || user.password !== form.password) return refuse(400, words.invalidCredentials);
      return answerSignIn(context, user);
    }),

    http.post(authPath("/signup"), async ({ request }) => {
      const form = requireForm(release, signUpForm, await readBody(request, release));
      const isFirst = state.users.length === 0;
      const { ENABLE_SIGNUP, ENABLE_LOGIN_FORM = true, DEFAULT_USER_ROLE } = state.adminConfig;
      if (!isFirst && !(ENABLE_SIGNUP && ENABLE_LOGIN_FORM)) refuse(403, words.accessProhibited);
      requireNewAccount(context, form, "during signup");
      return answerSignIn(
        context,
        storeAccount(context, form, isFirst ? undefined : String(DEFAULT_USER_ROLE)),
      );
    }),

    http.post(authPath("/ldap"), async ({ request }) => {
      const form = requireForm(release, ldapForm, await readBody(request, release));
      if (state.ldapEnabled !== true) refuse(400, "LDAP authentication is not enabled");
      if (release.loadsLdapAtStart && state.ldapAtStart !== true) refuse(400, "name 'Tls' is not defined");
      const found = findPerson(state, String(form.user), String(form.password));
      if (typeof found === "string") {
        return refuse(400, explainFailure(release.ldapFailures, found, String(form.user)));
      }
      const role = String(state.adminConfig.DEFAULT_USER_ROLE);
      const user =
        findUserByEmail(state, found.mail) ??
        insertUser(state, { name: found.cn, email: found.mail, password: crypto.randomUUID() }, role);
      return answerSignIn(context, user);
    }),

    // Without Redis no release remembers which tokens were signed out: they live on until they expire.
    http[release.signOutMethod === "GET" ? "get" : "post"](authPath("/signout"), () =>
      HttpResponse.json({ status: true }),
    ),
  ];
}

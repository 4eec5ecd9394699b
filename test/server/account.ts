import { HttpResponse, http } from "msw";
import { authPath, crash, readBody, refuse, requireForm } from "./answers.ts";
import type { Form } from "./forms.ts";
import { type Context, requireAdmin, requirePerson, requireUser, requireVerified } from "./guards.ts";
import { describeUser, permissions, requireNewAccount, storeAccount } from "./sign-in.ts";
import { findUserByEmail, openSession, revokeSessions } from "./state.ts";
import { words } from "./words.ts";

const passwordForm: Form = { password: { kind: "text" }, new_password: { kind: "text" } };
const addForm: Form = {
  name: { kind: "text" },
  email: { kind: "text" },
  password: { kind: "text" },
  profile_image_url: { kind: "optionalImage", fallback: "/user.png" },
  role: { kind: "optionalText", fallback: "pending" },
};

const profileDetails: Form = {
  bio: { kind: "optionalText", fallback: null },
  gender: { kind: "optionalText", fallback: null },
  date_of_birth: { kind: "optionalDate", fallback: null },
};
const profileForm = ({ release }: Context): Form => ({
  profile_image_url: { kind: release.checksImages ? "image" : "text" },
  name: { kind: "text" },
  ...(release.hasProfiles ? profileDetails : {}),
});

const noStatus = { status_emoji: null, status_message: null, status_expires_at: null };

export function createAccountHandlers(context: Context) {
  const { release, state } = context;
  return [
    http.get(authPath("/"), ({ request }) => {
      const { user, token: own } = requirePerson(context, request);
      const token = release.renewsTokens ? openSession(state, user).token : own;
      const { id, name, role, email, profile_image_url, bio, gender, date_of_birth } = user;
      return HttpResponse.json({
        ...{ id, name, role, email, profile_image_url, token, token_type: "Bearer" },
        ...{ expires_at: state.sessions.get(token)?.expiresAt ?? null, permissions },
        ...(release.hasProfiles ? { ...noStatus, bio, gender, date_of_birth } : {}),
      });
    }),

    http.post(authPath("/update/profile"), async ({ request }) => {
      const body = await readBody(request, release);
      const { user } = requireVerified(context, request);
      Object.assign(user, requireForm(release, profileForm(context), body));
      if (release.servesImages) user.profile_image_url ||= `/api/v1/users/${user.id}/profile/image`;
      const { id, name, role, email, profile_image_url } = user;
      return HttpResponse.json({ id, name, role, email, profile_image_url });
    }),

    http.post(authPath("/update/password"), async ({ request }) => {
      const body = await readBody(request, release);
      const { user } = requireUser(context, request);
      const form = requireForm(release, passwordForm, body);
      if (form.password !== user.password) refuse(400, words.incorrectPassword);
      if (Buffer.byteLength(String(form.new_password)) > 72) {
        if (release.hasSessions) refuse(400, words.passwordTooLong);
        crash();
      }
      user.password = String(form.new_password);
      if (release.hasSessions) revokeSessions([user]);
      return HttpResponse.json(true);
    }),

    http.post(authPath("/add"), async ({ request }) => {
      const body = await readBody(request, release);
      requireAdmin(context, request);
      const form = requireForm(release, addForm, body);
      requireNewAccount(context, form, "while adding the user");
      const user = storeAccount(context, form, String(form.role ?? "pending"));
      const { profile_image_url } = user;
      if (state.adminConfig.ENABLE_MFA === true) {
        return HttpResponse.json({ ...describeUser(context, user), profile_image_url });
      }
      const { token } = openSession(state, user);
      return HttpResponse.json({ ...describeUser(context, user), token, token_type: "Bearer" });
    }),

    http.get(authPath("/admin/details"), ({ request }) => {
      requireUser(context, request);
      if (state.adminConfig.SHOW_ADMIN_DETAILS !== true) refuse(400, words.actionProhibited);
      const stated = state.adminConfig.ADMIN_EMAIL;
      if (!stated) return HttpResponse.json({ name: state.users[0]?.name, email: state.users[0]?.email });
      const admin = findUserByEmail(state, String(stated));
      return HttpResponse.json({ name: admin?.name ?? null, email: stated });
    }),
  ];
}

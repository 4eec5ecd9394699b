import * as z from "zod";
import type { Json, JsonObject } from "../model/json.ts";
import type { Leaf } from "../model/node.ts";
import { z as settingsZod } from "../model/whole-zod.ts";
import { adminConfigSettings } from "../resources/admin-config.ts";
import { ldapServerSettings } from "../resources/ldap-server.ts";

const filled = z.string().min(1, "must not be empty");
// As lax as the server: what it refuses beyond this, it says.
const email = z.string().regex(/^[^@\s]+@[^@\s]+$/, "must be an e-mail address");
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "must be a date as 1990-12-31");

export const SignIn = z.object({ email: filled, password: filled });
/** `POST /signin`. */
export type SignIn = z.infer<typeof SignIn>;

export const LdapSignIn = z.object({ user: filled, password: filled });
/** `POST /ldap`. */
export type LdapSignIn = z.infer<typeof LdapSignIn>;

export const SignUp = z.object({
  name: filled,
  email,
  password: filled,
  profile_image_url: z.string().optional(),
});
/** `POST /signup`. `profile_image_url` is a web address or a `data:image/…` URI. */
export type SignUp = z.infer<typeof SignUp>;

export const NewUser = SignUp.extend({ role: z.enum(["pending", "user", "admin"]).optional() });
/** `POST /add`. Left out, `role` is pending, whatever DEFAULT_USER_ROLE says. */
export type NewUser = z.infer<typeof NewUser>;

export const ProfileUpdate = z.object({
  name: filled,
  profile_image_url: z.string(),
  bio: z.string().nullish(),
  gender: z.string().nullish(),
  date_of_birth: date.nullish(),
});
/** `POST /update/profile`. What is left out is cleared by the server. */
export type ProfileUpdate = z.infer<typeof ProfileUpdate>;

export const PasswordUpdate = z.object({ password: filled, new_password: filled });
/** `POST /update/password`. `password` is the present one. */
export type PasswordUpdate = z.infer<typeof PasswordUpdate>;

export const LdapConfigUpdate = z.object({ enable_ldap: z.boolean() });
/** `POST /admin/config/ldap`, which spells the switch otherwise than it answers. */
export type LdapConfigUpdate = z.infer<typeof LdapConfigUpdate>;

/** Returns what of the body of a request to an account's endpoint no message may hold. */
export function pickPasswords({ password = null, new_password = null }: JsonObject): Json[] {
  return [password, new_password];
}

type Shape<Settings extends Record<string, Leaf>> = {
  [Name in keyof Settings]: z.ZodOptional<ReturnType<Settings[Name]["schema"]>>;
};

function shapeOf<Settings extends Record<string, Leaf>>(settings: Settings): Shape<Settings> {
  const entries = Object.entries(settings).map(([name, { schema }]) => [
    name,
    schema(settingsZod).optional(),
  ]);
  return Object.fromEntries(entries) as Shape<Settings>;
}

export const AdminConfig = z.lazy(() => z.looseObject(shapeOf(adminConfigSettings)));
/** The general settings. Each release has its own part of them, and may have more. */
export type AdminConfig = z.infer<typeof AdminConfig>;

export const LdapServerConfig = z.lazy(() => z.looseObject(shapeOf(ldapServerSettings)));
/** The LDAP server's settings, `app_dn_password` in clear. Each release has its own part of them. */
export type LdapServerConfig = z.infer<typeof LdapServerConfig>;

// Of answers only what owconf relies on is checked; all else is kept as it came.

export const User = z.looseObject({
  id: filled,
  email: z.string(),
  name: z.string(),
  role: z.string(),
  profile_image_url: z.string().nullish(),
});
/** An account. */
export type User = z.infer<typeof User>;

export const SessionUser = User.extend({
  token: z.string().regex(/^[\x21-\x7e]+$/, "must be a token"),
  token_type: z.string().nullish(),
  /** Seconds since 1970; null: never. */
  expires_at: z.number().nullish(),
  permissions: z.record(z.string(), z.unknown()).nullish(),
});
/** An account with a token of its session. */
export type SessionUser = z.infer<typeof SessionUser>;

export const AdminDetails = z.looseObject({ name: z.string().nullable(), email: z.string().nullable() });
/** Whom people may ask who wait for approval. */
export type AdminDetails = z.infer<typeof AdminDetails>;

export const LdapConfig = z.looseObject({ ENABLE_LDAP: z.boolean().nullable() });
/** The LDAP switch; null counts as off. */
export type LdapConfig = z.infer<typeof LdapConfig>;

export const ApiKey = z.looseObject({ api_key: filled });
/** An account's API key. */
export type ApiKey = z.infer<typeof ApiKey>;

export const SignOutAnswer = z.looseObject({ status: z.literal(true) });

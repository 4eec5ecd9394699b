import * as z from "zod";
import {
  ApiError,
  BadCredentialsError,
  ForbiddenError,
  type RequestFacts,
  SecondFactorError,
} from "../errors.ts";
import { isObject, type Json, type JsonObject } from "../model/json.ts";
import type { Resource } from "../model/resource.ts";
import { adminConfig } from "../resources/admin-config.ts";
import { ldapServer } from "../resources/ldap-server.ts";
import {
  AdminConfig,
  AdminDetails,
  ApiKey,
  LdapConfig,
  LdapConfigUpdate,
  LdapServerConfig,
  LdapSignIn,
  NewUser,
  PasswordUpdate,
  ProfileUpdate,
  pickPasswords,
  SessionUser,
  SignIn,
  SignOutAnswer,
  SignUp,
  User,
} from "./auths-schemas.ts";
import { cleanText } from "./detail.ts";
import { HttpClient, type HttpClientOptions, type HttpMethod } from "./http.ts";
import { readResource, writeResource } from "./settings.ts";
import { checkAnswer, checkRequest } from "./validation.ts";

const base = "/api/v1/auths";

/** Its endpoints are the same on every release. */
const version = "0.12.4";

export interface SignOutOptions {
  /** Go on with the token, which a server without Redis accepts until it expires; false when left out. */
  keepToken?: boolean;
}

export interface SignInOptions {
  /** Use the token for later calls; true when left out. */
  keepToken?: boolean;
  /** Answers a server that asks for the second factor (MFA, since 0.12); left out: SecondFactorError. */
  secondFactor?: SecondFactor | undefined;
}

/**
 * Returns the code of the second factor, 6 digits, for the n-th attempt at one sign-in, from 1. Undefined gives
 * up: the sign-in then fails as the attempt before did.
 */
export type SecondFactor = (attempt: number) => Promise<string | undefined>;

/**
 * The auth endpoints of an Open WebUI server, all below `/api/v1/auths`.
 *
 * Requests are checked before they go out (InvalidRequestError); answers are checked for the fields
 * that are relied on (NotOpenWebUIError) and returned with all that the server sent. Besides what
 * each method names, every call can throw UnreachableError, TimeoutError, NotOpenWebUIError,
 * RateLimitedError and ServerError; those that need a session NotSignedInError; those for admins
 * NotAdminError; and those that write ReadOnlyError when the client was made read-only.
 */
export class AuthsClient {
  readonly #http: HttpClient;

  /** Takes the options of a client of its own, or one to share. Throws UsageError when they are wrong. */
  constructor(options: HttpClientOptions | { http: HttpClient }) {
    this.#http = "http" in options ? options.http : new HttpClient(options);
  }

  /** The token that calls carry, if any. */
  get token(): string | undefined {
    return this.#http.token;
  }

  /** Closes the connections, so that the process can end. Does not sign out. */
  async close(): Promise<void> {
    await this.#http.close();
  }

  /**
   * `GET /`: who is signed in. Returns the account with its token and permissions.
   * Throws ForbiddenError for an API key (0.12).
   */
  async getSessionUser(): Promise<SessionUser> {
    return this.#call("GET", "/", SessionUser);
  }

  /** `POST /update/profile`: changes the signed-in account; what is left out is cleared. Returns the account. */
  async updateProfile(profile: ProfileUpdate): Promise<User> {
    return this.#call(
      "POST",
      "/update/profile",
      User,
      this.#check(ProfileUpdate, profile, "/update/profile"),
    );
  }

  /**
   * `POST /update/password`: changes the password of the signed-in account. Returns whether it was changed.
   * Since 0.12, and with Redis since 0.11, this ends all its sessions, this one included: sign in again.
   * Throws BadCredentialsError when the present password is wrong, RejectedError when the new one is refused.
   */
  async updatePassword(passwords: PasswordUpdate): Promise<boolean> {
    const path = "/update/password";
    const body = this.#check(PasswordUpdate, passwords, path);
    return this.#call("POST", path, z.boolean(), body);
  }

  /**
   * `POST /signin`: signs in with e-mail address and password; the server allows 15 in 3 minutes.
   * Returns the account with its token, and keeps the token for later calls.
   * Throws BadCredentialsError, SecondFactorError, ForbiddenError when passwords are switched off or
   * the account waits for approval, and RateLimitedError.
   */
  async signin(credentials: SignIn, options: SignInOptions = {}): Promise<SessionUser> {
    return this.#startSession("/signin", this.#check(SignIn, credentials, "/signin"), options);
  }

  /**
   * `POST /ldap`: signs in with an account of the LDAP directory, which the server creates on first use.
   * Returns the account with its token, and keeps the token for later calls.
   * Throws BadCredentialsError, SecondFactorError, and RejectedError when LDAP is off or set up wrongly.
   * Of a directory out of reach the server says what 0.6 says of a wrong password: BadCredentialsError.
   */
  async signinLdap(credentials: LdapSignIn, options: SignInOptions = {}): Promise<SessionUser> {
    return this.#startSession("/ldap", this.#check(LdapSignIn, credentials, "/ldap"), options);
  }

  /**
   * `POST /signup`: creates an account; on an empty server an admin, after which sign-up is closed.
   * Returns the account with its token, and keeps the token for later calls.
   * Throws ForbiddenError when sign-up is closed, RejectedError when the e-mail address is taken.
   */
  async signup(account: SignUp, options: SignInOptions = {}): Promise<SessionUser> {
    return this.#startSession("/signup", this.#check(SignUp, account, "/signup"), options);
  }

  /**
   * `POST /add`, admins only: creates an account. Returns it, as a rule with a `token` of that account.
   * Throws RejectedError when the e-mail address is taken.
   */
  async addUser(user: NewUser): Promise<User> {
    return this.#call("POST", "/add", User, this.#check(NewUser, user, "/add"));
  }

  /**
   * `GET /admin/details`: whom to ask for approval. Returns name and e-mail address.
   * Throws RejectedError when SHOW_ADMIN_DETAILS is off.
   */
  async getAdminDetails(): Promise<AdminDetails> {
    return this.#call("GET", "/admin/details", AdminDetails);
  }

  /**
   * `POST /signout`, up to 0.8 `GET /signout`: ends the session, and forgets the token even when that
   * fails, unless told to keep it. Returns `{ status: true }`. A server without Redis goes on accepting the
   * token until it expires.
   */
  async signOut({ keepToken = false }: SignOutOptions = {}): Promise<{ status: true }> {
    try {
      // POST first: to a GET, servers since 0.9 answer 200 with a web page and sign nobody out.
      return await this.#call("POST", "/signout", SignOutAnswer).catch((error: unknown) => {
        if (error instanceof ApiError && error.status === 405) {
          return this.#call("GET", "/signout", SignOutAnswer);
        }
        throw error;
      });
    } finally {
      if (!keepToken) this.#http.token = undefined;
    }
  }

  /** `GET /admin/config`, admins only. Returns the general settings. */
  async getAdminConfig(): Promise<AdminConfig> {
    return this.#read(adminConfig);
  }

  /**
   * `POST /admin/config`, admins only: writes the whole general settings, so pass what `getAdminConfig`
   * returned with your changes; what is left out is reset or refused. Returns the settings.
   * Leave the three MFA fields out unless you change them: with an API key they are ForbiddenError, and a
   * changed ENABLE_MFA ends every session. Throws RejectedError when the server refuses the settings.
   */
  async updateAdminConfig(config: AdminConfig): Promise<AdminConfig> {
    return this.#write(adminConfig, AdminConfig, config);
  }

  /** `GET /admin/config/ldap/server`, admins only. Returns the settings, the bind password in clear. */
  async getLdapServer(): Promise<LdapServerConfig> {
    return this.#read(ldapServer);
  }

  /**
   * `POST /admin/config/ldap/server`, admins only: writes the whole settings, so pass what `getLdapServer`
   * returned with your changes. Returns the settings, the bind password in clear.
   * Throws RejectedError when a required field is missing or empty.
   */
  async updateLdapServer(config: LdapServerConfig): Promise<LdapServerConfig> {
    return this.#write(ldapServer, LdapServerConfig, config);
  }

  /** `GET /admin/config/ldap`, admins only. Returns `{ ENABLE_LDAP }`, where null counts as off. */
  async getLdapConfig(): Promise<LdapConfig> {
    return this.#call("GET", "/admin/config/ldap", LdapConfig);
  }

  /** `POST /admin/config/ldap`, admins only: the LDAP switch. Returns `{ ENABLE_LDAP }`. */
  async updateLdapConfig(config: LdapConfigUpdate): Promise<LdapConfig> {
    const path = "/admin/config/ldap";
    return this.#call("POST", path, LdapConfig, this.#check(LdapConfigUpdate, config, path));
  }

  /**
   * `POST /api_key`: makes a new API key for the signed-in account; the one before stops to work.
   * Returns `{ api_key }`. Throws ForbiddenError when API keys are off, or not for this account.
   */
  async generateApiKey(): Promise<ApiKey> {
    return this.#call("POST", "/api_key", ApiKey);
  }

  /**
   * `DELETE /api_key`: deletes the API key of the signed-in account. Returns true, also when there was none.
   * Throws ForbiddenError when API keys are off (0.12).
   */
  async deleteApiKey(): Promise<boolean> {
    return this.#call("DELETE", "/api_key", z.boolean());
  }

  /**
   * `GET /api_key`. Returns `{ api_key }`, the one of the signed-in account.
   * Throws RejectedError (404) when there is none, ForbiddenError when API keys are off (0.12).
   */
  async getApiKey(): Promise<ApiKey> {
    return this.#call("GET", "/api_key", ApiKey);
  }

  #facts(method: HttpMethod, path: string) {
    return { method, url: this.#http.url + base + path };
  }

  #check(schema: z.ZodType, body: unknown, path: string): JsonObject {
    return checkRequest(schema, body, this.#facts("POST", path));
  }

  async #call<Schema extends z.ZodType>(
    method: HttpMethod,
    path: string,
    schema: Schema,
    body?: JsonObject,
  ): Promise<z.infer<Schema>> {
    const answer = await this.#http.request(
      method,
      base + path,
      body ? { body, secrets: pickPasswords(body) } : {},
    );
    return checkAnswer(schema, answer, this.#facts(method, path));
  }

  async #startSession(
    path: string,
    body: JsonObject,
    { keepToken = true, secondFactor }: SignInOptions,
  ): Promise<SessionUser> {
    const options = { body, secrets: pickPasswords(body), anonymous: true };
    const facts = { ...this.#facts("POST", path), status: 200 };
    let answer = await this.#http.request("POST", base + path, options).catch((error: unknown) => {
      throw error instanceof BadCredentialsError ? nameAccount(error, body.email ?? body.user) : error;
    });
    const { next_step: step, challenge_token: challenge } = isObject(answer) ? answer : {};
    if (step === "verify" && secondFactor && typeof challenge === "string") {
      answer = await this.#answerChallenge(challenge, secondFactor, facts);
    } else if (typeof step === "string") {
      throw describeNextStep(step, facts);
    }
    const user = checkAnswer(SessionUser, answer, facts);
    if (keepToken) this.#http.token = user.token;
    return user;
  }

  /** `POST /mfa/verify` (0.12). Returns the answer, which is that of a sign-in. */
  async #answerChallenge(challenge: string, secondFactor: SecondFactor, facts: RequestFacts): Promise<Json> {
    let failure: BadCredentialsError | undefined;
    for (let attempt = 1; ; attempt++) {
      const code = await secondFactor(attempt);
      if (code === undefined) throw failure ?? describeNextStep("verify", facts);
      const body = { challenge_token: challenge, code };
      try {
        const options = { body, secrets: [challenge, code], anonymous: true };
        return await this.#http.request("POST", `${base}/mfa/verify`, options);
      } catch (error) {
        if (!(error instanceof BadCredentialsError)) throw error;
        failure = error;
      }
    }
  }

  // Live values are not checked: a field may hold what the server takes and owconf would not let a spec say.
  async #read<Config>(resource: Resource): Promise<Config> {
    return (await readResource(this.#http, resource, { version })) as Config;
  }

  async #write<Config>(resource: Resource, schema: z.ZodType<Config>, config: Config): Promise<Config> {
    const facts = { method: "POST", url: this.#http.url + resource.write.path };
    const body = checkRequest(schema, config, facts);
    const { answer } = await writeResource(this.#http, resource, { settings: body, body });
    return checkAnswer(z.looseObject({}), answer, facts) as Config;
  }
}

function nameAccount(error: BadCredentialsError, account: Json | undefined): BadCredentialsError {
  const { summary, hint } = error;
  return new BadCredentialsError(`${summary}: ${cleanText(String(account))}`, error, { hint });
}

/** Returns what a sign-in comes to that is not finished. */
function describeNextStep(step: string, facts: RequestFacts): ApiError {
  if (step === "pending") {
    return new ForbiddenError("the account waits for approval", facts, {
      hint: "let an admin give it the role admin",
    });
  }
  const [what, hint] = nextSteps[step] ?? nextSteps.verify;
  return new SecondFactorError(what, facts, { hint });
}

const nextSteps: Record<string, [what: string, hint: string]> & { verify: [what: string, hint: string] } = {
  verify: [
    "the sign-in needs the code of a second factor",
    "set server.signIn.totp in the spec, or OWCONF_TOTP, to the key of the second factor (base32 or otpauth://); run owconf login at a terminal; or use an API key (OWCONF_TOKEN)",
  ],
  enroll: [
    "the account has to set up its second factor first",
    "sign in with the browser once and follow it; keep the key that it shows, and give it to owconf in server.signIn.totp or OWCONF_TOTP. An API key (OWCONF_TOKEN) needs no second factor",
  ],
  recover: [
    "the second factor of the account was reset, and it has to set up a new one",
    "finish that in the browser, with the recovery token of the server's operator",
  ],
};

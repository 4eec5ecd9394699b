/** The words of the server. Clients show them to people, so they are imitated to the letter. */
export const words = {
  notAuthenticated: "Not authenticated",
  unauthorized: "401 Unauthorized",
  revoked: "Invalid token",
  invalidToken: "Your session has expired or the token is invalid. Please sign in again.",
  invalidCredentials:
    "The email or password provided is incorrect. Please check for typos and try logging in again.",
  incorrectPassword: "The password provided is incorrect. Please check for typos and try again.",
  invalidEmail:
    "The email format you entered is invalid. Please double-check and make sure you're using a valid email address (e.g., yourname@example.com).",
  emailTaken:
    "Uh-oh! This email is already registered. Sign in with your existing account or choose another email to start anew.",
  passwordTooLong:
    "Uh-oh! The password you entered is too long. Please make sure your password is less than 72 bytes long.",
  accessProhibited:
    "You do not have permission to access this resource. Please contact your administrator for assistance.",
  actionProhibited: "The requested action has been restricted as a security measure.",
  ldapFailed: "LDAP authentication failed.",
  rateLimited: "API rate limit exceeded",
  humanNeeded: "A human session is required.",
  humanAdminNeeded: "A human administrator session is required to change MFA settings.",
  apiKeysOff: "Use of API key is not enabled in the environment.",
  apiKeyNotAllowed: "API key creation is not allowed in the environment.",
  apiKeyMissing:
    "Oops! It looks like there's a hiccup. The API key is missing. Please make sure to provide a valid API key to access this feature.",
  wrongCode: "Invalid or already used code.",
  noTrustedHeader:
    "Your provider has not provided a trusted header. Please contact your administrator for assistance.",
  invalidRequest: "Invalid authentication request.",
} as const;

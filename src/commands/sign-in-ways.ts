/** The ways to sign in that `init` writes down. */
export const signInWays = ["password", "token", "ldap"] as const;
export type SignInWay = (typeof signInWays)[number];

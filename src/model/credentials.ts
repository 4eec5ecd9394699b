// user:password@ before a host, or a query that may hold a token.
const userInfo = /^([a-z][a-z\d+.-]*:\/\/)[^/?#]*@/i;

/** True for an address with a user or a password in it. */
export function holdsCredentials(address: string): boolean {
  return userInfo.test(address);
}

/** Returns an address with *** in place of the user and the password in it. */
export function hideCredentials(address: string): string {
  return address.replace(userInfo, "$1***@");
}

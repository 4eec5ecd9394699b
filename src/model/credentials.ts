// A user or a password in front of a host.
const userInfo = /([a-z][a-z\d+.-]*:\/\/)[^/?#\s@]*@/gi;
// A part of a query whose name says that it lets somebody in.
const query = /([?&][^=&\s]*(?:key|token|secret|passw|auth|signature|sig)[^=&\s]*=)[^&\s#]+/gi;

/** Returns a text with *** in place of what lets somebody in, in the addresses in it. */
export function hideCredentials(text: string): string {
  return text.replace(userInfo, "$1***@").replace(query, "$1***");
}

/** True for a text with an address that lets somebody in. */
export function holdsCredentials(text: string): boolean {
  return hideCredentials(text) !== text;
}

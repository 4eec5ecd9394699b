// Bounded everywhere: a value may have megabytes, and each place of it is looked at.
// A user or a password in front of a host.
const userInfo = /([a-z][a-z\d+.-]{1,15}:\/\/)[^/?#\s@]{0,500}@/gi;
// A part of a query whose name says that it lets somebody in.
const query =
  /([?&][^=&?\s]{0,30}(?:key|token|secret|passw|auth|signature|sig)[^=&?\s]{0,30}=)[^&\s#"]{1,2000}/gi;

/** Returns a text with *** in place of what lets somebody in, in the addresses in it. */
export function hideCredentials(text: string): string {
  return text.includes("://") ? text.replace(userInfo, "$1***@").replace(query, "$1***") : text;
}

/** True for a text with an address that lets somebody in. */
export function holdsCredentials(text: string): boolean {
  return hideCredentials(text) !== text;
}

/** Returns a text that holds credentials, and these on their own; nothing of any other text. */
export function listCredentials(text: string): string[] {
  if (!holdsCredentials(text)) return [];
  const users = [...text.matchAll(userInfo)].map(([found, start = ""]) => found.slice(start.length, -1));
  const values = [...text.matchAll(query)].map(([found, start = ""]) => found.slice(start.length));
  return [text, ...users.flatMap((user) => [user, user.slice(user.indexOf(":") + 1)]), ...values];
}

import { UsageError } from "../errors.ts";

/** What owconf, or the connection, needs for itself. */
const own = new Set([
  "accept",
  "authorization",
  "connection",
  "content-length",
  "content-type",
  "expect",
  "host",
  "keep-alive",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Returns extra request headers by lower-case name. Throws UsageError, which names the header and never shows its value. */
export function checkHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const checked = Object.entries(headers).map(([name, value]): [string, string] => {
    const fail = (message: string, hint: string) => new UsageError(message, { hint });
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) {
      throw fail(
        "the name of a request header has characters that none may have",
        "letters, digits and - are safe",
      );
    }
    if (own.has(name.toLowerCase())) {
      throw fail(
        `the request header ${name} is owconf's own`,
        "leave it out: only headers for what stands in front of the server can be added",
      );
    }
    // Blanks around it are no part of a header's value; a newline would begin another header.
    if (value === "" || !/^[\x21-\x7e\x80-\xff]([\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?$/.test(value)) {
      throw fail(
        `the value of the request header ${name} is empty, or has blanks at its ends or characters that no header has`,
        "check the variable or file that it comes from",
      );
    }
    return [name.toLowerCase(), value];
  });
  return Object.fromEntries(checked);
}

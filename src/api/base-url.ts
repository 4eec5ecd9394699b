import { UsageError } from "../errors.ts";

const hint = "give the address that you open in the browser, as https://chat.example.com";

/**
 * Returns the server's base URL without a trailing slash, whichever of its forms is given:
 * with or without `/api`, `/api/v1` or `/api/v1/auths`. Another path before them is kept.
 * Throws UsageError when it is no http or https URL, or has user info, a query or a fragment.
 */
export function parseBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    // Anything else may hold a secret: what stands before an @, a query, or a password in the wrong variable.
    const shown = /^[a-z][\w+]*:\/\/[\w.:/-]{1,200}$|^[\w-]+(\.[\w-]+)+(:\d+)?$/i.test(text)
      ? ` ${text}`
      : "";
    throw new UsageError(`the server URL${shown} is not an http or https URL`, { hint });
  }
  if (url.username !== "" || url.password !== "") {
    throw new UsageError("the server URL must not hold a user name or a password", { hint });
  }
  if (url.search !== "" || url.hash !== "") {
    throw new UsageError("the server URL must not have a query or a fragment", { hint });
  }
  return url.origin + url.pathname.replace(/\/+$/, "").replace(/\/+api(\/+v1(\/+auths)?)?$/, "");
}

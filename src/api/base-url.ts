import { UsageError } from "../errors.ts";

const pages = "admin|auth|automations|c|calendar|channels|home|notes|playground|s|workspace";
const pagePath = new RegExp(`/+(?:${pages})(?:/.*)?$`);
const ownPath = /\/+api(\/+v1(\/+auths)?)?$/;

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
    throw new UsageError("the server URL must not have a query or a fragment", {
      hint: `give ${url.origin}${stripPage(stripOwnPath(url.pathname))}`,
    });
  }
  return url.origin + stripOwnPath(url.pathname);
}

/**
 * Returns what to do about the URL of a request that something else than an Open WebUI answered: the
 * address to give when it looks like that of a page of the web interface. It is only offered, because a
 * server may well be served below a path of that name.
 */
export function hintOfUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  const base = pathname.replace(/\/api\/.*$/, "");
  const shorter = stripPage(base);
  return shorter === base
    ? "check the server URL: it is the address that you open in the browser"
    : `${base} is a page of Open WebUI: give ${origin}${shorter} as the server URL`;
}

function stripOwnPath(path: string): string {
  return path.replace(/\/+$/, "").replace(ownPath, "");
}

function stripPage(path: string): string {
  return path.replace(pagePath, "");
}

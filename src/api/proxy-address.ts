import { UsageError } from "../errors.ts";

/** Returns a proxy's address as it may be shown. Throws UsageError when it is none; its text shows none of it. */
export function describeProxy(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === "") {
    throw new UsageError("the address of the proxy is not an http or https URL", {
      hint: "set HTTPS_PROXY or HTTP_PROXY to an address such as http://proxy.example.com:3128, or unset it",
    });
  }
  return url.origin;
}

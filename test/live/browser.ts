import { type Browser, chromium } from "playwright-core";

/** Returns Debian's Chromium without a window; it asks nobody for anything by itself. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.OWCONF_CHROMIUM || "/usr/bin/chromium",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

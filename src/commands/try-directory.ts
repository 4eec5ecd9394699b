import { checkDirectory } from "../directory/check.ts";
import { failed, notice } from "../directory/findings.ts";
import { isLoopback, readDirectorySettings, showAddress } from "../directory/settings.ts";
import type { DirectoryCheck, DirectoryFinding } from "../model/directory-check.ts";
import type { JsonObject } from "../model/json.ts";
import { compareReleases } from "../releases/releases.ts";
import type { Context } from "./context.ts";

/** How to try a directory. */
export interface Trial {
  /** The Open WebUI that asks the directory; undefined for none in particular. */
  serverUrl: string | undefined;
  version: string;
  timeoutMs: number;
  /** Look for this user, too. */
  user?: string | undefined;
}

/** Asks the directory what a server with these settings asks it. `settings` are in the server's own form. */
export async function tryDirectory(
  settings: JsonObject,
  { serverUrl, version, timeoutMs, user }: Trial,
  { openSocket, readFile, env }: Context,
): Promise<DirectoryCheck> {
  const directory = readDirectorySettings(settings);
  // Whatever listens there is not the directory of another machine, and must not get its password.
  if (serverUrl !== undefined && isLoopback(directory.host) && !isLoopback(readHost(serverUrl))) {
    const finding = notice({
      code: "ldap.unreachable",
      setting: "host",
      message: `${directory.host} is the machine of the server: its directory cannot be asked from here`,
      hint: "run owconf check-ldap on that machine",
    });
    return { address: showAddress(directory), outcome: "unchecked", findings: [finding] };
  }
  const check = await checkDirectory(directory, { openSocket, readFile, env, timeoutMs }, user);
  return { ...check, findings: check.findings.map((one) => sayAnswer(one, version)) };
}

/** Up to 0.11 Open WebUI has one answer for everything; 0.5 and 0.6.0 repeat what their library says. */
function sayAnswer({ answer, ...finding }: DirectoryFinding, version: string): DirectoryFinding {
  if (answer === undefined || compareReleases(version, "0.6.1") < 0) return finding;
  return { ...finding, answer: compareReleases(version, "0.12") < 0 ? failed : answer };
}

function readHost(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, "") : "";
}

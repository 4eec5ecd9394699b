import type { Socket } from "node:net";
import { Client, FilterParser } from "ldapts";
import type { DirectoryCheck, DirectoryFinding } from "../model/directory-check.ts";
import { bindAccount } from "./bind.ts";
import { hasErrors } from "./findings.ts";
import { openConnection } from "./open.ts";
import type { Outside } from "./outside.ts";
import { countPeople, findUser } from "./people.ts";
import { type DirectorySettings, showAddress } from "./settings.ts";
import { buildFilter, describeFilter, findMalformed } from "./syntax.ts";

/**
 * Asks the directory what Open WebUI asks it at a sign-in: connects, binds, and looks for everybody who could sign
 * in, and for `user`. Never throws for what the directory does, and changes nothing in it.
 */
export async function checkDirectory(
  settings: DirectorySettings,
  outside: Outside,
  user?: string,
): Promise<DirectoryCheck> {
  const check = { address: showAddress(settings), ...(await walk(settings, outside, user)) };
  const { findings, boundAs } = check;
  const reached = boundAs === undefined ? "unchecked" : "ready";
  return { ...check, outcome: hasErrors(findings) ? "refused" : reached };
}

type Way = Omit<DirectoryCheck, "address" | "outcome">;

/** Goes as far as Open WebUI would. */
async function walk(settings: DirectorySettings, outside: Outside, user?: string): Promise<Way> {
  const malformed = findMalformed(settings);
  if (malformed.length > 0) return { findings: malformed };
  if (!canParse(settings)) return { findings: [describeFilter()] };
  const { socket, ...way } = await openConnection(settings, outside);
  if (socket === undefined) return way;
  const client = createClient(socket, outside.timeoutMs);
  try {
    return await ask(client, settings, way, outside.timeoutMs, user);
  } finally {
    await client.unbind().catch(() => {});
    socket.destroy();
  }
}

async function ask(
  client: Client,
  settings: DirectorySettings,
  way: Way,
  timeoutMs: number,
  name: string | undefined,
): Promise<Way> {
  const more = (findings: readonly DirectoryFinding[]) => [...way.findings, ...findings];
  const refusal = await bindAccount(client, settings, timeoutMs);
  if (refusal !== undefined) return { ...way, findings: more([refusal]) };
  const bound = { ...way, boundAs: settings.bindDn };
  const { entries, findings } = await countPeople(client, settings, timeoutMs);
  const counted = { ...bound, ...(entries === undefined ? {} : { entries }), findings: more(findings) };
  if (name === undefined || hasErrors(findings)) return counted;
  const one = await findUser(client, settings, name, timeoutMs);
  return {
    ...counted,
    ...(one.user === undefined ? {} : { user: one.user }),
    findings: [...counted.findings, ...one.findings],
  };
}

function canParse(settings: DirectorySettings): boolean {
  try {
    FilterParser.parseString(buildFilter(settings, "*"));
    return true;
  } catch {
    return false;
  }
}

/** A client on a connection that stands. When it breaks, nobody must connect again past the checks of it. */
function createClient(socket: Socket, timeoutMs: number): Client {
  let left: Socket | undefined = socket;
  const createConnection = () => {
    const one = left;
    left = undefined;
    if (one === undefined) throw new Error("the connection broke");
    return one;
  };
  return new Client({ url: "ldap://directory", timeout: timeoutMs, createConnection });
}

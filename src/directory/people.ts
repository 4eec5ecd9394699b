import type { Client, Entry } from "ldapts";
import type { DirectoryEntries, DirectoryFinding, DirectoryUser } from "../model/directory-check.ts";
import { findMail, listValues } from "./entry.ts";
import { describeFailure, describeMissing, judgeEntries, judgeUser } from "./judge-people.ts";
import { readResultCode } from "./result-codes.ts";
import type { DirectorySettings } from "./settings.ts";
import { buildFilter, escapeValue } from "./syntax.ts";

/** More are not counted. */
const most = 1000;

/** Returns how many entries could sign in, with what keeps them from it. */
export async function countPeople(
  client: Client,
  settings: DirectorySettings,
  timeoutMs: number,
): Promise<{ entries?: DirectoryEntries; findings: DirectoryFinding[] }> {
  let found: Entry[];
  try {
    found = await search(client, settings, "*", most);
  } catch (error) {
    return { findings: [describeFailure(settings, error, timeoutMs, false)] };
  }
  const more = found.length >= most || (await isCut(client, settings));
  const withoutMail = found.filter((entry) => findMail(settings, entry) === undefined).length;
  const entries = { found: found.length, more, withoutMail };
  return { entries, findings: judgeEntries(settings, entries, found) };
}

/** Returns one user as Open WebUI would find it, with what keeps it from signing in. */
export async function findUser(
  client: Client,
  settings: DirectorySettings,
  name: string,
  timeoutMs: number,
): Promise<{ user?: DirectoryUser; findings: DirectoryFinding[] }> {
  let found: Entry[];
  try {
    found = await search(client, settings, escapeValue(name.toLowerCase()), 100);
  } catch (error) {
    return { findings: [describeFailure(settings, error, timeoutMs, true)] };
  }
  const [first] = found;
  if (first === undefined) {
    return { user: { name, found: 0 }, findings: [describeMissing(settings, name)] };
  }
  const mail = findMail(settings, first, name);
  const { groupAttribute } = settings;
  const user: DirectoryUser = {
    name,
    found: found.length,
    dn: first.dn,
    ...(mail === undefined ? {} : { mail }),
    ...(groupAttribute === undefined ? {} : { groups: listValues(first, groupAttribute) }),
  };
  return { user, findings: judgeUser(settings, user, first) };
}

/**
 * As Open WebUI searches, but for aliases: it follows them, and this client cannot. `value` has the form of a filter.
 */
async function search(
  client: Client,
  settings: DirectorySettings,
  value: string,
  sizeLimit: number,
): Promise<Entry[]> {
  const { base, userAttribute, mailAttribute, groupAttribute } = settings;
  const { searchEntries } = await client.search(base, {
    scope: "sub",
    filter: buildFilter(settings, value),
    attributes: [
      userAttribute,
      mailAttribute,
      "cn",
      ...(groupAttribute === undefined ? [] : [groupAttribute]),
    ],
    sizeLimit,
  });
  return searchEntries;
}

/** With a limit of ours, the library does not tell that the directory's own is lower. */
async function isCut(client: Client, settings: DirectorySettings): Promise<boolean> {
  const filter = buildFilter(settings, "*");
  try {
    await client.search(settings.base, { scope: "sub", filter, attributes: ["1.1"] });
    return false;
  } catch (error) {
    return readResultCode(error) === 4;
  }
}

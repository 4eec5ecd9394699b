import type { Entry } from "ldapts";
import type { DirectorySettings } from "./settings.ts";

/** Returns the mail address that Open WebUI would take. */
export function findMail(settings: DirectorySettings, entry: Entry, typed?: string): string | undefined {
  const [stated] = listValues(entry, settings.mailAttribute);
  if (stated !== undefined) return stated.toLowerCase();
  const name = typed ?? listValues(entry, settings.userAttribute)[0] ?? "";
  const mail = `${name}@${settings.mailDomain}`;
  return settings.mailDomain !== "" && /^[^@]+@[^@]+\.[^@]+/.test(mail) ? mail.toLowerCase() : undefined;
}

/** Returns the texts of an attribute, in whatever case the directory writes its name. */
export function listValues(entry: Entry, attribute: string): string[] {
  const key = Object.keys(entry).find((one) => one.toLowerCase() === attribute.toLowerCase());
  const values = key === undefined ? [] : [entry[key] ?? []].flat();
  return values.flatMap((value) => (typeof value === "string" && value !== "" ? [value] : []));
}

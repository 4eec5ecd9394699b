import { InvalidArgumentError } from "commander";
import { sections } from "./commands/select-sections.ts";
import { catalogue } from "./releases/catalogue.ts";
import { compareReleases, isNewerThanKnown, toMinor } from "./releases/releases.ts";

/** Returns a release that owconf knows, without a leading v. Throws InvalidArgumentError. */
export function readRelease(text: string): string {
  const oldest = catalogue.releases[0] ?? "";
  if (!/^v?\d+\.\d+(\.\d+)?$/.test(text)) throw new InvalidArgumentError("Use a release such as 0.12.4.");
  const release = text.replace(/^v/, "");
  if (compareReleases(toMinor(release), toMinor(oldest)) < 0 || isNewerThanKnown(release)) {
    throw new InvalidArgumentError(`This version of owconf knows ${oldest} to ${catalogue.releases.at(-1)}.`);
  }
  return release;
}

/** Returns the sections of a list with commas. Throws InvalidArgumentError for what is none. */
export function readSections(text: string): string[] {
  const names = text.split(",").map((name) => name.trim());
  const wrong = names.find((name) => !sections.includes(name));
  if (wrong !== undefined) throw new InvalidArgumentError(`Sections are ${sections.join(", ")}.`);
  return names;
}

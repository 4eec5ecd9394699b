import { showPath } from "../src/model/path.ts";
import type { Resource } from "../src/model/resource.ts";
import { environment, exitCodes } from "../src/program/lists.ts";
import { catalogue } from "../src/releases/catalogue.ts";
import { toMinor } from "../src/releases/releases.ts";
import { dangers } from "../src/resources/dangers.ts";
import { resources } from "../src/resources/index.ts";

/** Returns a table of all sections of a spec: what each is for, which releases have it, and which dangers a change may meet. */
export function renderSections(): string {
  const parts = resources.map((resource) => ({ resource, section: resource.specPath[0] ?? "" }));
  // A section of several resources is described by the one that has its name.
  const rows = parts
    .filter(({ resource }) => resource.specPath.length === 1)
    .map(({ resource, section }) => [
      quote(section),
      resource.description,
      describeReleases(resource),
      listDangers(parts.filter((part) => part.section === section).map((part) => part.resource.name)),
    ]);
  return renderTable(
    ["section", "what it is", "Open WebUI", "acknowledgements that a change may need"],
    rows,
  );
}

/** Returns a table of where the admin panel has each section, and of the paths that owconf requests for it. */
export function renderPaths(): string {
  const newest = catalogue.releases.at(-1) ?? "";
  const rows = resources.map(({ specPath, panel, read, write }) => {
    const paths = new Set([read.path, read.pathFor?.(newest) ?? read.path, write.path]);
    return [quote(showPath(specPath)), panel.replace("Admin Panel > ", ""), [...paths].map(quote).join(", ")];
  });
  return renderTable(["section", "in the admin panel", "paths"], rows);
}

/** Returns a table of all dangers and what may happen. */
export function renderDangers(): string {
  return renderTable(
    ["name", "what happens"],
    dangers.map(({ name, reason }) => [quote(name), reason]),
  );
}

/** Returns a table of the variables that owconf reads. */
export function renderEnvironment(): string {
  const rows = environment.map(([names, text]) => [names.split(", ").map(quote).join(", "), text]);
  return renderTable(["variable", "what it is"], rows);
}

/** Returns a table of the exit codes. */
export function renderExitCodes(): string {
  return renderTable(["exit code", "what it says"], exitCodes);
}

function describeReleases({ name }: Resource): string {
  const endpoint = Object.entries(catalogue.endpoints).find(([one]) => one === name)?.[1];
  if (endpoint === undefined) throw new Error(`the catalogue does not have ${name}`);
  const { first, last } = endpoint;
  const since = first === catalogue.releases[0] ? undefined : toMinor(first);
  if (last === undefined) return since === undefined ? "all" : `since ${since}`;
  return since === undefined ? `up to ${toMinor(last)}` : `${since} to ${toMinor(last)}`;
}

function listDangers(names: readonly string[]): string {
  return dangers
    .filter(({ sources }) => sources.some(([resource]) => names.includes(resource)))
    .map(({ name }) => quote(name))
    .join(", ");
}

function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}

function quote(text: string): string {
  return `\`${text}\``;
}

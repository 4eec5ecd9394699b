import { sections } from "../commands/select-sections.ts";
import { catalogue } from "../releases/catalogue.ts";
import { dangerNames } from "../resources/danger-names.ts";
import { listNamedNodes } from "../spec/model.ts";
import type { Candidate } from "./complete-words.ts";

/** What may stand in the places that the help calls so. What is not here is for the user alone to know. */
const values: ReadonlyMap<string, () => readonly Candidate[]> = new Map([
  ["danger", () => dangerNames.map((word) => ({ word }))],
  ["sections", () => sections.map((word) => ({ word }))],
  ["release", () => catalogue.releases.map((word) => ({ word }))],
  ["key", listSettings],
]);

/** Places of which nothing can be known: addresses, names of people, durations, numbers. */
export const unknowable: ReadonlySet<string> = new Set(["url", "duration", "name", "number", "i/n"]);

/** Returns the words that may stand in a place; undefined where they are not known. */
export function listValues(place: string): readonly Candidate[] | undefined {
  return values.get(place)?.();
}

/** Settings by path, and by their own names, which `explain` takes as well. Entries have names that nobody knows. */
function listSettings(): Candidate[] {
  const nodes = listNamedNodes().filter(({ path }) => !path.includes("*"));
  const paths = nodes.map(({ path, node }) => ({ word: path.join("."), about: node.description }));
  const keys = nodes
    .filter(({ path, node }) => path.length > 1 && node.kind === "leaf")
    .map(({ path, node }) => ({ word: path.at(-1) ?? "", about: node.description }));
  return [...paths, ...keys];
}

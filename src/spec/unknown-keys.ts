import type { z } from "zod";
import type { Group } from "../model/node.ts";
import type { Problem } from "./diagnostics.ts";
import { suggestKey } from "./suggestions.ts";
import { quoteText } from "./text.ts";
import { createProblem, findPlace, keyOf, type Tree } from "./tree.ts";

// Suggestions take time, and nobody reads the hundredth.
const maxSuggestions = 60;

/** Returns the problems of keys that their section does not have. */
export function describeUnknownKeys(
  issue: z.core.$ZodIssueUnrecognizedKeys,
  tree: Tree,
  model: Group,
): Problem[] {
  const path = issue.path.map(String);
  const section = path.length === 0 ? "at the top level" : `in ${findPlace(tree, path).shown}`;
  return issue.keys
    .filter((key) => !tree.broken.has(keyOf([...path, key])) || isKeyShown(tree, [...path, key]))
    .map((key, index) => {
      const slip = tree.slips.get(keyOf([...path, key]));
      if (slip !== undefined) return slip;
      const place = findPlace(tree, [...path, key]);
      const shown = isKeyShown(tree, [...path, key]);
      const words = {
        code: "spec.unknown-key",
        message: `unknown key ${shown ? `${quoteText(key)} ` : ""}${section}`,
        hint: place.bare
          ? "write `key: value`, with a space after the colon"
          : index < maxSuggestions
            ? suggestKey(model, path, key)
            : undefined,
      };
      return { ...createProblem(place, words, "key"), unknownKey: [...path, key] };
    });
}

function isKeyShown(tree: Tree, path: readonly string[]): boolean {
  return tree.places.get(keyOf(path))?.shown.endsWith("***") === false;
}

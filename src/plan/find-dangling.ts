import type { Item, Items } from "../resources/collections.ts";
import { listPointers, type Pointer } from "../resources/pointers.ts";
import { boundText, quoteText } from "../spec/text.ts";
import type { Desired } from "../spec/types.ts";
import type { Finding } from "./types.ts";

const mostListed = 10;

/** Returns a problem for each declared id of which the server has nothing. Pure. */
export function findDangling(desired: Desired, items: Items): Finding[] {
  return listPointers(desired).flatMap((pointer) => {
    const known = items[pointer.collection.endpoint];
    return known === undefined || known.some(({ id }) => id === pointer.id) ? [] : [explain(pointer, known)];
  });
}

/** Returns a notice for each declared id that could not be looked up. Pure. */
export function findUnchecked(desired: Desired, items: Items): Finding[] {
  return listPointers(desired)
    .filter(({ collection }) => items[collection.endpoint] === undefined)
    .map(({ path, collection: { title, endpoint } }) => ({
      path,
      code: "plan.not-looked-up",
      message: `cannot check that this ${title} exists: the server forbids GET ${endpoint}`,
      hint: "if API keys are restricted to endpoints, add this one",
    }));
}

function explain({ path, collection: { title }, id }: Pointer, known: readonly Item[]): Finding {
  const meant =
    known.find(({ name }) => name === id) ??
    known.find(({ name }) => name.toLowerCase() === id.trim().toLowerCase());
  const listed = known.slice(0, mostListed).map((one) => `${quoteText(one.name)} (${boundText(one.id)})`);
  const more = known.length > mostListed ? ` and ${known.length - mostListed} more` : "";
  const there = known.length === 0 ? "it has none" : `it has ${listed.join(", ")}${more}`;
  return {
    path,
    code: `plan.no-such-${title}`,
    message: `the server has no ${title} with the id ${quoteText(id)}; ${there}`,
    hint: meant
      ? `write the id of ${quoteText(meant.name)}: ${boundText(meant.id)}`
      : `write the id of a ${title}, or "" for none`,
  };
}

import { z } from "zod";
import { ForbiddenError } from "../errors.ts";
import type { Collection, Item, Items, Values } from "../resources/collections.ts";
import { listPointers } from "../resources/pointers.ts";
import type { HttpClient } from "./http.ts";
import { checkAnswer } from "./validation.ts";

const List = z.array(z.looseObject({ id: z.string(), name: z.string() }));

/**
 * Reads what the declared settings name by id; nothing when they name nothing. One that this account or
 * API key may not read is left out.
 * @throws ApiError those of every request
 */
export async function readItems(http: HttpClient, desired: Values): Promise<Items> {
  const collections = new Set(listPointers(desired).map(({ collection }) => collection));
  const readings = [...collections].map(async (one) => [one.endpoint, await readAll(http, one)] as const);
  const read = (await Promise.all(readings)).filter(([, items]) => items !== undefined);
  return Object.fromEntries(read as [string, Item[]][]);
}

async function readAll(http: HttpClient, { endpoint }: Collection): Promise<Item[] | undefined> {
  try {
    const answer = await http.request("GET", endpoint, { patient: true });
    return checkAnswer(List, answer, { method: "GET", url: http.url + endpoint });
  } catch (error) {
    if (error instanceof ForbiddenError) return undefined;
    throw error;
  }
}

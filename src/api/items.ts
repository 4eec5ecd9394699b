import * as z from "zod";
import { ApiError, ForbiddenError } from "../errors.ts";
import { type Item, type Items, type Kind, listPaths } from "../model/items.ts";
import type { HttpClient } from "./http.ts";
import { checkAnswer } from "./validation.ts";

const List = z.array(z.looseObject({ id: z.string(), name: z.string() }));

/** How all things of a kind are answered. */
const sources: Readonly<Record<Kind, { schema: z.ZodType<Item[]>; timeoutMs?: number }>> = {
  group: { schema: List },
  // The server asks every connection for its models before it answers.
  model: {
    schema: z.looseObject({ data: List }).transform(({ data }) => data),
    timeoutMs: 60_000,
  },
};

/**
 * Reads what settings name by id, of these kinds. One that this account or API key may not read is left out.
 * @throws ApiError those of every request
 */
export async function readItems(http: HttpClient, kinds: readonly Kind[]): Promise<Items> {
  const read = await Promise.all(kinds.map(async (kind) => [kind, await readAll(http, kind)] as const));
  return Object.fromEntries(read.filter(([, items]) => items !== undefined));
}

async function readAll(http: HttpClient, kind: Kind): Promise<Item[] | undefined> {
  const path = listPaths[kind];
  const { schema, timeoutMs } = sources[kind];
  try {
    const answer = await http.request("GET", path, { patient: true, timeoutMs });
    return checkAnswer(schema, answer, { method: "GET", url: http.url + path });
  } catch (error) {
    // Which models there are depends on whom the server asks for them: no plan fails for that.
    if (error instanceof ForbiddenError || (kind === "model" && error instanceof ApiError)) return undefined;
    throw error;
  }
}

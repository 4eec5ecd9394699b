import type { z } from "zod";
import { InvalidRequestError, NotOpenWebUIError, type RequestFacts } from "../errors.ts";
import type { Json, JsonObject } from "../model/json.ts";
import { cleanText } from "./detail.ts";

/** Returns the body to send, without what is undefined. Throws InvalidRequestError naming each field, no value. */
export function checkRequest(schema: z.ZodType, body: unknown, facts: RequestFacts): JsonObject {
  const result = schema.safeParse(body);
  if (result.success) return JSON.parse(JSON.stringify(result.data)) as JsonObject;
  throw new InvalidRequestError(`the request was not sent: ${listIssues(result.error)}`, facts, {
    hint: "correct these fields",
  });
}

/** Returns the answer as `schema` types it, unknown fields kept. Throws NotOpenWebUIError naming each field at fault. */
export function checkAnswer<Schema extends z.ZodType>(
  schema: Schema,
  answer: Json,
  facts: RequestFacts,
): z.infer<Schema> {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  throw new NotOpenWebUIError(
    `the answer does not look like that of an Open WebUI: ${listIssues(result.error)}`,
    facts,
    { hint: "check the server URL: it is the address that you open in the browser" },
  );
}

function listIssues(error: z.ZodError): string {
  // Zod's messages name types and rules; the values stay in `input`, which is not shown.
  return cleanText(
    error.issues
      .map(({ path, message }) => (path.length === 0 ? message : `${path.join(".")}: ${message}`))
      .join("; "),
  );
}
